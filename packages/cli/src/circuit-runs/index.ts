/** Circuits of a script, run on an engine. */
export { type CircuitNumbers, circuitNumbers } from './circuit-values.js';
export { describeCounts, describeRun } from './describe-run.js';
export { type CircuitRun, type CircuitRunOptions, runCircuit } from './run-circuit.js';
export { runOnDevice } from './run-on-device.js';
