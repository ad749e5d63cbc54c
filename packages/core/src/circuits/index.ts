export { type AngleLike, addAngles, angleValue, input, parameter, scaleAngle } from './angles.js';
export { checkCircuit } from './check-circuit.js';
export { CircuitBuilder, circuit, type GateOptions, pauli, pauliSum, pauliZ } from './circuit-builder.js';
export { circuitDepth, operationCounts, operationWires } from './circuit-measures.js';
export {
  type Angle,
  type AngleTerm,
  type BarrierOperation,
  type ChannelOperation,
  CIRCUIT_VERSION,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  type Condition,
  type GateOperation,
  type InitialState,
  type MatrixOperation,
  type MeasureOperation,
  type NoiseOperation,
  type Observable,
  type PauliTerm,
  type ResetOperation,
} from './circuit-program.js';
export { classicalRadices } from './classical-radices.js';
