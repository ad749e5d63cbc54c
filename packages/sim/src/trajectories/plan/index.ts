/** Circuits as lists of steps for pure states that are measured, reset and disturbed. */
export { isDiagonal, noiseOperators } from './channels.js';
export { compilePlan, LARGEST_SYSTEM } from './compile-plan.js';
export { sizeOf } from './pieces.js';
export type {
  BlockStep,
  Draw,
  Factor,
  KrausOperator,
  KrausStep,
  MeasureStep,
  PauliString,
  PermutationStep,
  PlanCondition,
  PlanObservable,
  PlanOutput,
  ResetStep,
  SmallSystem,
  Step,
  TrajectoryPlan,
} from './plan.js';
export { eachGroup, smallSystem } from './small-system.js';
