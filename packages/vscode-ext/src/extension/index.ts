/** What the extension does, the same on the desktop and in a browser; the entries say how processes are started. */
export { activateExtension, deactivateExtension } from './activate.js';
export { clientOptions } from './client-options.js';
export { lensTarget, mayRun } from './commands.js';
export type { LensTarget, Platform } from './platform.js';
