/** Estimates from shots, as devices give them, with gradients by parameter shifts. */
export { compileShotsCircuit } from './compile-shots.js';
