import { type RandomStream, stream } from '@kraus/core';
import type { Parameters } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import type { AmplitudeModel } from './amplitude-model.js';
import { type Distributions, distributionsOf, normalise } from './embedding.js';

/** Paths of each training image that the prior is fitted to. */
const FITTED = 1024;

/** The prior's numbers before anything is fitted: the uniform distribution; only their shapes matter where weights are loaded. */
export function emptyPrior({ size }: AmplitudeModel): ParameterValues {
  return {
    'prior.mean': { shape: [size], values: new Float32Array(size).fill(1) },
    'prior.deviation': { shape: [size], values: new Float32Array(size) },
    'prior.brightness': { shape: [1], values: new Float32Array(1).fill(127.5 * size) },
  };
}

/** Mean and deviation of each entry of 2ⁿ p_T over ends of the forward process, and the mean sum of an image's pixels. Not trained. */
export function fittedPrior(model: AmplitudeModel, pixels: Uint8Array, seed: number): ParameterValues {
  const { size, forward, embedding } = model;
  const images = distributionsOf(pixels, size, embedding);
  const count = images.length / size;
  const rows = Math.min(count, FITTED);
  const paths = forward.paths(images.subarray(0, rows * size), (row, t) => stream(seed, 'prior', row, t));
  const ends = paths[forward.steps] as Distributions;
  const values = emptyPrior(model);
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  ends.forEach((p, k) => {
    mean[k % size] += (size * p) / rows;
  });
  ends.forEach((p, k) => {
    squares[k % size] += (size * p - mean[k % size]) ** 2 / rows;
  });
  const brightness = pixels.reduce((sum, pixel) => sum + pixel, 0) / count;
  values['prior.mean']?.values.set(mean);
  values['prior.deviation']?.values.set(squares.map(Math.sqrt));
  values['prior.brightness']?.values.set([brightness]);
  return values;
}

/** Draws from the prior: independent normal entries, cut at zero, normalised. `random(row)` gives a row its numbers. */
export function drawPrior(
  { size }: AmplitudeModel,
  parameters: Parameters,
  count: number,
  random: (row: number) => RandomStream,
): Distributions {
  const mean = parameters['prior.mean'].dataSync();
  const deviation = parameters['prior.deviation'].dataSync();
  const rows = new Float32Array(count * size);
  for (let row = 0; row < count; row++) {
    const own = rows.subarray(row * size, (row + 1) * size);
    random(row).fillNormal(own);
    own.forEach((normal, k) => {
      own[k] = mean[k] + deviation[k] * normal;
    });
  }
  return normalise(rows, size);
}
