export {
  analysePureCircuit,
  compileStateVector,
  LARGEST_STATE_VECTOR,
  type PureCircuit,
  planLargeState,
  planStateVector,
} from './compile.js';
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
export { scheduleSize } from './schedule.js';
