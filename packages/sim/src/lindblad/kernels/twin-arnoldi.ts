import type { RealOperator } from '../real-operator.js';
import type { BatchShape } from './kernels.js';
import { applyOperator } from './twin-operator.js';

/** Below this share of the new vector's length before orthogonalisation nothing of it is left but rounding. */
const BREAKDOWN = 1e-14;

/** The twin of lindblad_arnoldi, one tile. */
export function twinArnoldi(
  shape: BatchShape,
  operator: RealOperator,
  basis: Float64Array,
  steps: number,
  norm: Float64Array,
  h: Float64Array,
  tile: number,
  scratch: Float64Array,
): void {
  const { lanes, rows } = shape;
  const size = rows * lanes;
  const start = tile * (steps + 1) * size;
  const columns = tile * steps * (steps + 2) * lanes;
  h.fill(0, columns, columns + steps * (steps + 2) * lanes);
  const dot = new Float64Array(lanes);
  const least = new Float64Array(lanes);
  normalise(basis, start, size, norm, tile * lanes, least);
  for (let j = 0; j < steps; j++) {
    const w = start + (j + 1) * size;
    const column = columns + j * (steps + 2) * lanes;
    applyOperator(operator, basis, start + j * size, basis, w, 1, 0, 0, scratch, lanes);
    laneDots(basis, w, w, size, least);
    for (let t = 0; t < lanes; t++) least[t] = Math.sqrt(least[t]) * BREAKDOWN;
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k <= j; k++) {
        const v = start + k * size;
        laneDots(basis, v, w, size, dot);
        for (let t = 0; t < lanes; t++) h[column + k * lanes + t] += dot[t];
        for (let i = 0; i < size; i++) basis[w + i] -= dot[i % lanes] * basis[v + i];
      }
    }
    normalise(basis, w, size, h, column + (j + 1) * lanes, least);
  }
}

/** Inner products lane by lane of the vectors at x and y. */
function laneDots(data: Float64Array, x: number, y: number, size: number, to: Float64Array): void {
  const lanes = to.length;
  to.fill(0);
  for (let i = 0; i < size; i++) to[i % lanes] += data[x + i] * data[y + i];
}

/** Scales the vector at x to length 1, lane by lane; a lane below `least` becomes 0, and its length too. */
function normalise(
  data: Float64Array,
  x: number,
  size: number,
  length: Float64Array,
  at: number,
  least: Float64Array,
): void {
  const lanes = least.length;
  const sums = new Float64Array(lanes);
  laneDots(data, x, x, size, sums);
  for (let t = 0; t < lanes; t++) {
    const n = Math.sqrt(sums[t]);
    length[at + t] = n > least[t] ? n : 0;
    sums[t] = n > least[t] ? 1 / n : 0;
  }
  for (let i = 0; i < size; i++) data[x + i] *= sums[i % lanes];
}
