/** Trajectories of pure states on systems of any dimensions, collapse for learning, and counts of shots. */
export {
  type CollapseGradients,
  type CollapseInfo,
  type CollapseOptions,
  compileCollapse,
  type EnumeratedCollapse,
  type EnumeratedValues,
  type SampledCollapse,
  type SampledValues,
} from './collapse.js';
export {
  compileTrajectoriesCircuit,
  type ErrorGoal,
  type EstimatedValues,
  type TrajectoriesExecutable,
} from './compile-trajectories.js';
export { type Counts, sampleCounts } from './counts.js';
export type { Draw } from './plan/index.js';
