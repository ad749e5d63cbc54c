/** Circuits as operations of TensorFlow.js. */
export { CircuitOp, type CircuitOpOptions, type CircuitTensors } from './circuit-op.js';
export { initialParameters } from './initial-parameters.js';
