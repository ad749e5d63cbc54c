export { compileStateVector, LARGEST_STATE_VECTOR } from './compile.js';
export type {
  Block,
  DenseGate,
  FixedRotor,
  PauliString,
  PhaseTerm,
  PlanOutput,
  Rotor,
  Run,
  StateVectorPlan,
  TurnRotor,
} from './plan.js';
