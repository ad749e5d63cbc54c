/** The bundled `kraus` command as child processes. Only where there are processes: not in a browser. */
export {
  childEnvironment,
  type Ended,
  failureOf,
  type Kraus,
  type KrausEvent,
  krausEvent,
  runKraus,
} from './kraus-process.js';
export { durationText, momentOf } from './progress-text.js';
export { commandLog, runWithProgress, type Work } from './run-with-progress.js';
