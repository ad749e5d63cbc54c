import { setImmediate } from 'node:timers/promises';
import { stream } from '@kraus/core';
import type { DrawOptions, Parameters } from '../generative-model/index.js';
import { type StateEnsemble, takeStates } from '../state-data/index.js';
import type { StateModel } from './state-model.js';

/** Most states that go through a step at once. */
const AT_ONCE = 1024;

/**
 * Generates states from noise, step by step. The same seed gives the same states, however many are drawn.
 * @param onStep the states after reverse step t
 */
export async function drawStatesOf(
  model: StateModel,
  parameters: Parameters,
  { seed, count, signal, onProgress }: DrawOptions,
  onStep?: (states: StateEnsemble, t: number) => void,
): Promise<StateEnsemble> {
  let states = model.startStates(count, stream(seed, 'generation'));
  onStep?.(states, model.steps);
  for (let t = model.steps; t >= 1; t--) {
    const parts: Float64Array[] = [];
    let made = states;
    for (let from = 0; from < count; from += AT_ONCE) {
      signal?.throwIfAborted();
      const some = takeStates(states, range(from, Math.min(from + AT_ONCE, count)));
      // Draws are named by the place within the batch; the block is part of the step's name.
      made = model.stepBack(parameters, some, t, { seed, step: t + from * (model.steps + 1) });
      parts.push(made.data);
      await setImmediate();
    }
    states = { ...made, count, data: together(parts) };
    onStep?.(states, t - 1);
    onProgress?.(model.steps - t + 1, model.steps);
  }
  return states;
}

function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, k) => from + k);
}

function together(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
