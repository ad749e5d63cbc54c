import { DENSITY_MATRIX } from './density-matrix-engine.js';
import type { Engine } from './engine.js';
import { STATE_VECTOR } from './state-vector-engine.js';
import { TRAJECTORIES } from './trajectories-engine.js';

/** Every engine, the one to prefer first. */
export const ENGINES: readonly Engine[] = [STATE_VECTOR, DENSITY_MATRIX, TRAJECTORIES];
