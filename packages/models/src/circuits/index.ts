/** Circuits as operations of TensorFlow.js. */
export { CircuitOp, type CircuitTensors } from './circuit-op.js';
