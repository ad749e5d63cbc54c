/** Trajectories of pure states on systems of any dimensions, collapse for learning, and counts of shots. */
export { type CollapseOptions, compileCollapse } from './collapse.js';
export type {
  CollapseGradients,
  CollapseInfo,
  EnumeratedCollapse,
  EnumeratedValues,
  SampledCollapse,
  SampledValues,
} from './collapse-forms.js';
export {
  compileTrajectoriesCircuit,
  type ErrorGoal,
  type EstimatedValues,
  type TrajectoriesExecutable,
} from './compile-trajectories.js';
export { type Counts, sampleCounts } from './counts.js';
export type { Draw } from './plan/index.js';
