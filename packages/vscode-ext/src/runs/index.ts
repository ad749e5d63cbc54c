/** The runs of a workspace: their folders, the tree of them, their reports. */
export { showReport } from './report-panel.js';
export { RunFolders } from './run-folders.js';
export { RunItem, type RunNode, RunsView } from './runs-view.js';
