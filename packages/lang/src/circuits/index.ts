export { lowerCircuitDeclaration } from './lower-circuit.js';
export type { CircuitLoop, CircuitRegister, CircuitResult, LoweredCircuit } from './lowered-circuit.js';
export { type Unreached, unreached } from './reach.js';
