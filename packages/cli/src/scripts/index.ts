export { collectAssignment } from './assignments.js';
export {
  checkFile,
  chooseModel,
  loadScript,
  lowerFile,
  lowerLoaded,
  requireTask,
  taskOf,
} from './load-script.js';
export type { LoadedScript, LoweredScript } from './loaded-script.js';
export { lowerCircuitOf } from './lower-circuit.js';
export { printDiagnostics } from './print-diagnostics.js';
