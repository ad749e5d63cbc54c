import type { Precision } from '../executable/index.js';
import type { EncodedPlan } from './encode-plan.js';
import type { TrajectoryPlan } from './plan/index.js';

/** Bytes that one thread may take for states kept for the way back. */
const KEPT_BYTES = 2 ** 28;

/** How many operations that lose information a circuit has: the state before them is kept for the way back. */
function slotsOf(plan: TrajectoryPlan): number {
  return plan.steps.filter(({ kind }) => kind !== 'block' && kind !== 'permutation').length;
}

/**
 * Every how many of those operations the state is kept through the forward pass; those between are replayed on the way back.
 * 1 as long as all fit, and always where branches are walked.
 */
export function keptStates(
  plan: TrajectoryPlan,
  precision: Precision,
  lanes: number,
  tree: boolean,
  gradient: boolean,
): number {
  const slots = slotsOf(plan);
  if (tree || !gradient || slots === 0) return 1;
  const fitting = KEPT_BYTES / (plan.dimension * 2 * lanes * (precision === 'float32' ? 4 : 8));
  if (slots <= fitting) return 1;
  // The fewest states are kept at √slots.
  return Math.max(2, Math.ceil(Math.sqrt(slots)));
}

/** Numbers of one thread's scratch, in the order of scratch_of in kernels-trajectories/scratch.h. */
export function scratchSize(
  plan: TrajectoryPlan,
  head: EncodedPlan['head'],
  options: { lanes: number; tree: boolean; gradient: boolean; stride: number; mostOptions: number },
): number {
  const { lanes, tree, gradient, stride, mostOptions } = options;
  const state = plan.dimension * 2 * lanes;
  const draws = plan.draws.length;
  const parts = [
    state,
    gradient ? state : 0,
    gradient || tree ? state * Math.ceil(head.slots / stride) : 0,
    gradient && stride > 1 ? state * stride : 0,
    gradient && tree ? state * draws : 0,
    head.lanesSize,
    3 * head.temporarySize,
    plan.columns * lanes,
    plan.columns * lanes,
    plan.inputs * lanes,
    plan.choices * lanes,
    lanes,
    lanes,
    2 * draws * lanes,
    2 * (draws + 1) * lanes,
    2 * lanes,
    2 * mostOptions * lanes,
    plan.choices * lanes,
    draws,
    head.ops,
  ];
  return parts.reduce((sum, part) => sum + Math.ceil(part / 16) * 16, 0);
}
