export { describeChannel, describeGenerator, describeModel } from './describe.js';
export { describeCircuit, describeGate } from './describe-circuit.js';
export { arrayOfOperator, arrayOfState, type ExportedArray } from './export-arrays.js';
export { type ChannelInspection, inspectChannel } from './inspect-channel.js';
export { type CircuitInspection, inspectCircuit } from './inspect-circuit.js';
export { type GateInspection, inspectGate } from './inspect-gate.js';
export { type GeneratorInspection, inspectGenerator } from './inspect-generator.js';
export { inspectModel, type ModelInspection } from './inspect-model.js';
export { writeComplexNpy } from './write-npy.js';
