import { KrausError } from '@kraus/core';
import { drawStates, haarStates } from '../state-data/index.js';
import { checkStep, type StateNoise } from './state-noise.js';

/**
 * All noise at once: step 1 replaces every state by one drawn from the Haar measure, what scrambling nears and what QuDDPM's generation
 * starts from.
 */
export function exactHaar(): StateNoise {
  return {
    steps: 1,
    noisy(states, t, random) {
      checkStep(t, 1);
      if (t === 0) return states;
      if (states.kind === 'mixed') {
        throw new KrausError(
          'states/wrong-shape',
          'Haar noise: the states are density matrices; expected pure states.',
        );
      }
      return drawStates(haarStates(states.dimension), states.count, random);
    },
  };
}
