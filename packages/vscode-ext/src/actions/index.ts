/** What the commands do that run the bundled `kraus`: with a declaration of a script, and with a run folder. */
export { actOnRun, type RunActionsHost } from './run-actions.js';
export { reproduce, type ScriptAction, type ScriptActionsHost, scriptActions } from './script-actions.js';
export { type Script, savedScript } from './script-of.js';
