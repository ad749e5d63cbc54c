export { currentEvaluation, type EvaluateRequest, evaluate, type RunEvaluation } from './evaluate.js';
export type { OnEvent, RunEvent } from './events.js';
export { type SampleRequest, type SampleResult, sample } from './sample.js';
export { taskSchemas, trainingSchemas } from './schema.js';
export { train } from './train.js';
export type { TrainRequest, TrainResult } from './train-request.js';
