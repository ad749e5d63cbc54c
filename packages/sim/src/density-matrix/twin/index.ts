/** The kernels of kernels-density-matrix in TypeScript, one sample at a time. */
export { seedLambda, writeOutputs } from './outputs.js';
export { applyPass, pullBack } from './passes.js';
export type { SampleSink, SampleSource } from './runs.js';
