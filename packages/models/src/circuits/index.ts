/** Circuits as operations of TensorFlow.js, and what training needs of them. */
export { CircuitOp, type CircuitOpOptions, type CircuitTensors } from './circuit-op.js';
export { initialParameters } from './initial-parameters.js';
