export { type AngleLike, addAngles, angleValue, input, parameter, scaleAngle } from './angles.js';
export { checkCircuit } from './check-circuit.js';
export { CircuitBuilder, circuit, type GateOptions, pauli, pauliSum, pauliZ } from './circuit-builder.js';
export { circuitDepth, operationCounts, operationWires } from './circuit-measures.js';
export { classicalRadices } from './classical-radices.js';
export { startingValues } from './starting-values.js';
