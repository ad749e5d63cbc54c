import type { RandomStream } from '@kraus/core';
import type { Distributions } from './embedding.js';

/** Entries of the guide into the cumulative sums, as multiples of the outcomes. */
const GUIDE = 4;

/**
 * Replaces each distribution by the shares that so many measurements give: inversion with a guide table (Chen and Asau 1974), a few comparisons
 * an outcome. `random(row)` gives a row its outcomes. In place.
 */
export function measureRows(
  rows: Distributions,
  size: number,
  shots: number,
  random: (row: number) => RandomStream,
): Distributions {
  const cumulative = new Float64Array(size);
  const guide = new Uint32Array(GUIDE * size);
  const uniforms = new Float64Array(shots);
  const counts = new Uint32Array(size);
  for (let row = 0; row * size < rows.length; row++) {
    const own = rows.subarray(row * size, (row + 1) * size);
    let sum = 0;
    for (let k = 0; k < size; k++) {
      sum += own[k];
      cumulative[k] = sum;
    }
    // guide[g]: the first outcome whose cumulative sum is above g/(4 size) of the whole.
    for (let g = 0, k = 0; g < guide.length; g++) {
      while (k < size - 1 && cumulative[k] <= (g * sum) / guide.length) k++;
      guide[g] = k;
    }
    random(row).fillUniform(uniforms);
    counts.fill(0);
    for (let n = 0; n < shots; n++) {
      const u = uniforms[n];
      let k = guide[Math.floor(u * guide.length)];
      while (k < size - 1 && cumulative[k] <= u * sum) k++;
      counts[k]++;
    }
    for (let k = 0; k < size; k++) own[k] = counts[k] / shots;
  }
  return rows;
}
