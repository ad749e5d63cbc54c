export { removeUnfinished, writeAtomically } from './atomic-file.js';
export {
  type Checkpoint,
  checkpointFile,
  listCheckpoints,
  pruneCheckpoints,
  readCheckpoint,
  type StoppingState,
  type StoredParameter,
  writeCheckpoint,
} from './checkpoint.js';
export { appendMetrics, type MetricsLine, readMetrics, truncateMetrics } from './metrics-log.js';
export { type Holder, holderOf, RunLock } from './run-lock.js';
export {
  hasRun,
  RUN_VERSION,
  type RunRecord,
  readEvaluation,
  readRecord,
  readScript,
  writeEvaluation,
  writeRecord,
  writeScript,
} from './run-record.js';
