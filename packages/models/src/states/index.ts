/** Diffusion of ensembles of quantum states. */
export { states } from './states.js';
