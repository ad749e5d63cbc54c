export { checkPureCircuit, compileLargeState, compileStateVector, LARGEST_STATE_VECTOR } from './compile.js';
export { outcomeTable } from './outputs.js';
export type {
  Block,
  DenseGate,
  FixedRotor,
  LargeStatePlan,
  Pass,
  PauliString,
  PhaseTerm,
  PlanOutput,
  Rotor,
  Run,
  StateVectorPlan,
  TurnRotor,
} from './plan.js';
