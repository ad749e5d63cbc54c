export { lowerCircuitDeclaration } from './lower-circuit.js';
export type { CircuitRegister, CircuitResult, CircuitVariable, LoweredCircuit } from './lowered-circuit.js';
