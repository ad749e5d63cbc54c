export { findRun, shownPath } from './find-run.js';
export { claimRunFolder, isFolder, isRunFolder, newestRun, releaseRunFolder, runsFolderOf } from './names.js';
