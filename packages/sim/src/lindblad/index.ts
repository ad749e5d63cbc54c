/** Lindblad equations: batches of states by several solvers, propagators for many times, steady states, gradients. */
export type { LindbladMethod } from './choose-method.js';
export type { LindbladDrive } from './drive.js';
export {
  evolveLindblad,
  type LindbladExpectations,
  type LindbladOptions,
  type LindbladProvenance,
  type LindbladStates,
  lindbladExpectations,
} from './evolve-lindblad.js';
export { lindbladGradient } from './gradient/lindblad-gradient.js';
export type { LindbladGradientOptions, LindbladGradients } from './gradient/request.js';
export { lindbladPropagators, type PropagatorOptions, walkTransitions } from './propagators.js';
export type { RunControl } from './run.js';
export { type SteadyState, steadyState } from './steady/steady-state.js';
