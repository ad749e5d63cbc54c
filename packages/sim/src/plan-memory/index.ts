/** Compiled circuits as the words and tables that the kernels read, and arrays in the kernels' memory. */
export { Buffers, bytesPerReal, realView } from './buffers.js';
export { type EncodedPlan, encodePlan } from './encode-plan.js';
export { PlanMemory, RUN_SIZE, VECTOR } from './plan-memory.js';
