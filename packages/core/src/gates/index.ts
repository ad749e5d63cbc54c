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
