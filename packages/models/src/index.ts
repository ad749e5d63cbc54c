export { CircuitOp, type CircuitOpOptions, type CircuitTensors } from './circuits/index.js';
export {
  type DataProgress,
  dataDirsOf,
  datasetInventory,
  defaultCacheDir,
  type ImageDataset,
  type ImageSplit,
  type InventoryFile,
  type InventorySet,
  type LoadOptions,
  loadDataset,
  pullDataset,
} from './data/index.js';
export { type BackendName, type EngineInfo, type EngineOptions, engineInfo, startEngine } from './engine/index.js';
export {
  type Evaluation,
  evaluateSamples,
  formatEvaluation,
  type ImageBatch,
  imageBatch,
  type MetricResult,
} from './metrics/index.js';
export {
  decodePng,
  encodePng,
  enlarge,
  type GridOptions,
  type Picture,
  type PictureBatch,
  pictureGrid,
  pictureStrip,
} from './pictures/index.js';
export { writeReport } from './report/index.js';
export {
  type MetricsLine,
  type RunRecord,
  readMetrics,
  readRecord as readRun,
  readScript,
} from './runs/index.js';
export {
  currentEvaluation,
  type EvaluateRequest,
  evaluate,
  type OnEvent,
  type RunEvaluation,
  type RunEvent,
  type SampleRequest,
  type SampleResult,
  sample,
  type TrainRequest,
  type TrainResult,
  train,
} from './training/index.js';
