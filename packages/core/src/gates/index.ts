export { decompose, type GateUse, PRIMITIVE_GATES } from './decompositions.js';
export type {
  AngleRule,
  GateInverse,
  GateParameter,
  GateRecord,
  PauliLetter,
  RotationStep,
} from './gate-record.js';
export { findGate, GATES, gateNamed } from './registry.js';
export { angleByRule, pauliMatrix, rotationMatrix, rotationsMatrix } from './rotation-matrix.js';
