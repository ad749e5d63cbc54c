import { type RandomStream, stream } from '@kraus/core';
import type { Parameters } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import type { AmplitudeModel } from './amplitude-model.js';
import { brightnessOf, type Distributions, distributionsOf, normalise } from './embedding.js';
import { measureRows } from './measurement.js';

/** Paths that the prior is fitted to; images take part again where they are fewer. */
const FITTED = 2048;

/** The prior's numbers before anything is fitted: the uniform distribution; only their shapes matter where weights are loaded. */
export function emptyPrior({ size, forward }: AmplitudeModel): ParameterValues {
  return {
    'prior.mean': { shape: [size], values: new Float32Array(size).fill(1) },
    ...(forward.shotsAt(forward.steps) === undefined && {
      'prior.deviation': { shape: [size], values: new Float32Array(size) },
    }),
    'prior.brightness': { shape: [1], values: new Float32Array(1).fill(255) },
  };
}

/**
 * Mean of each entry of 2ⁿ p_T over ends of the forward process, its deviation where probabilities are exact, and the training images'
 * brightness. Not trained.
 */
export function fittedPrior(model: AmplitudeModel, pixels: Uint8Array, seed: number): ParameterValues {
  const { size, forward, embedding, brightness } = model;
  const images = distributionsOf(pixels, size, embedding);
  const count = images.length / size;
  const start = new Float32Array(FITTED * size);
  for (let row = 0; row < FITTED; row++) {
    const from = (row % count) * size;
    start.set(images.subarray(from, from + size), row * size);
  }
  const paths = forward.paths(start, (row, t) => stream(seed, 'prior', row, t));
  const ends = paths[forward.steps] as Distributions;
  const values = emptyPrior(model);
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  ends.forEach((p, k) => {
    mean[k % size] += (size * p) / FITTED;
  });
  ends.forEach((p, k) => {
    squares[k % size] += (size * p - mean[k % size]) ** 2 / FITTED;
  });
  values['prior.mean']?.values.set(mean);
  values['prior.deviation']?.values.set(squares.map(Math.sqrt));
  values['prior.brightness']?.values.set([brightnessOf(pixels, size, brightness)]);
  return values;
}

/**
 * Draws from the prior: independent normal entries, cut at zero, normalised; where measurements are finitely many, so many of the mean
 * distribution. `random(row)` gives a row its numbers.
 */
export function drawPrior(
  { size, forward }: AmplitudeModel,
  parameters: Parameters,
  count: number,
  random: (row: number) => RandomStream,
): Distributions {
  const mean = parameters['prior.mean'].dataSync();
  const rows = new Float32Array(count * size);
  const shots = forward.shotsAt(forward.steps);
  if (shots !== undefined) {
    for (let row = 0; row < count; row++) rows.set(mean, row * size);
    return measureRows(rows, size, shots, random);
  }
  const deviation = parameters['prior.deviation'].dataSync();
  for (let row = 0; row < count; row++) {
    const own = rows.subarray(row * size, (row + 1) * size);
    random(row).fillNormal(own);
    own.forEach((normal, k) => {
      own[k] = mean[k] + deviation[k] * normal;
    });
  }
  return normalise(rows, size);
}
