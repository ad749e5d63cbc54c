/** Diffusion of ensembles of quantum states. */
export { CircuitReverse } from './circuit-reverse.js';
export type { PassDraws } from './reverse-step.js';
export { states } from './states.js';
