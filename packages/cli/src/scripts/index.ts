export { collectAssignment } from './assignments.js';
export {
  checkFile,
  chooseModel,
  type LoadedScript,
  type LoweredScript,
  loadScript,
  lowerFile,
  lowerLoaded,
  requireTask,
  taskOf,
} from './load-script.js';
export { printDiagnostics } from './print-diagnostics.js';
