import { pairRow } from '../hermitian-coordinates.js';
import type { MatrixPart, RealOperator } from '../real-operator.js';

/** The twin of operator.h: the same sums in the same order, over Float64Array. Tiles are [row][lane]. */

/** y = a M x + b x + c y, from the places xAt and yAt on. `scratch` as long as `scratchOf` says. */
export function applyOperator(
  o: RealOperator,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  a: number,
  b: number,
  c: number,
  scratch: Float64Array,
  lanes: number,
): void {
  if (lanes === 8) applyRowsToEight(o, x, xAt, y, yAt, a, b, c);
  else applyRows(o, x, xAt, y, yAt, a, b, c, lanes);
  if (o.parts.length === 0) return;
  const half = 2 * o.rows * lanes;
  expand(x, xAt, scratch, o.dimension, lanes);
  for (const part of o.parts) {
    leftMultiply(part, scratch, half, o.dimension, lanes);
    if (part.kind === 'sum') addHermitian(scratch, half, y, yAt, o.dimension, a, lanes);
    else addSandwich(part, scratch, half, y, yAt, o.dimension, a, lanes);
  }
}

function applyRowsToEight(
  o: RealOperator,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  a: number,
  b: number,
  c: number,
): void {
  const { start, column, value, rows } = o;
  for (let r = 0; r < rows; r++) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    let [s4, s5, s6, s7] = [0, 0, 0, 0];
    const end = start[r + 1];
    for (let k = start[r]; k < end; k++) {
      const v = value[k];
      const p = xAt + 8 * column[k];
      s0 += v * x[p];
      s1 += v * x[p + 1];
      s2 += v * x[p + 2];
      s3 += v * x[p + 3];
      s4 += v * x[p + 4];
      s5 += v * x[p + 5];
      s6 += v * x[p + 6];
      s7 += v * x[p + 7];
    }
    const i = xAt + 8 * r;
    const j = yAt + 8 * r;
    y[j] = a * s0 + b * x[i] + (c === 0 ? 0 : c * y[j]);
    y[j + 1] = a * s1 + b * x[i + 1] + (c === 0 ? 0 : c * y[j + 1]);
    y[j + 2] = a * s2 + b * x[i + 2] + (c === 0 ? 0 : c * y[j + 2]);
    y[j + 3] = a * s3 + b * x[i + 3] + (c === 0 ? 0 : c * y[j + 3]);
    y[j + 4] = a * s4 + b * x[i + 4] + (c === 0 ? 0 : c * y[j + 4]);
    y[j + 5] = a * s5 + b * x[i + 5] + (c === 0 ? 0 : c * y[j + 5]);
    y[j + 6] = a * s6 + b * x[i + 6] + (c === 0 ? 0 : c * y[j + 6]);
    y[j + 7] = a * s7 + b * x[i + 7] + (c === 0 ? 0 : c * y[j + 7]);
  }
}

function applyRows(
  o: RealOperator,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
  a: number,
  b: number,
  c: number,
  lanes: number,
): void {
  const { start, column, value, rows } = o;
  for (let r = 0; r < rows; r++) {
    for (let t = 0; t < lanes; t++) {
      let s = 0;
      for (let k = start[r]; k < start[r + 1]; k++) s += value[k] * x[xAt + column[k] * lanes + t];
      const at = yAt + r * lanes + t;
      y[at] = a * s + b * x[xAt + r * lanes + t] + (c === 0 ? 0 : c * y[at]);
    }
  }
}

/** Coordinates → full matrix [i][j][re | im][lane], at the scratch's beginning. */
function expand(x: Float64Array, xAt: number, full: Float64Array, d: number, lanes: number): void {
  for (let i = 0; i < d; i++) {
    const diagonal = (i * d + i) * 2 * lanes;
    for (let t = 0; t < lanes; t++) {
      full[diagonal + t] = x[xAt + i * lanes + t];
      full[diagonal + lanes + t] = 0;
    }
    for (let j = i + 1; j < d; j++) {
      const from = xAt + pairRow(d, i, j) * lanes;
      const upper = (i * d + j) * 2 * lanes;
      const lower = (j * d + i) * 2 * lanes;
      for (let t = 0; t < lanes; t++) {
        const re = Math.SQRT1_2 * x[from + t];
        const im = Math.SQRT1_2 * x[from + lanes + t];
        full[upper + t] = re;
        full[lower + t] = re;
        full[upper + lanes + t] = im;
        full[lower + lanes + t] = -im;
      }
    }
  }
}

/** scratch[half …] = A full. */
function leftMultiply(part: MatrixPart, scratch: Float64Array, half: number, d: number, lanes: number): void {
  const row = d * 2 * lanes;
  for (let i = 0; i < d; i++) {
    const to = half + i * row;
    scratch.fill(0, to, to + row);
    for (let k = part.start[i]; k < part.start[i + 1]; k++) {
      const re = part.value[2 * k];
      const im = part.value[2 * k + 1];
      const from = part.column[k] * row;
      for (let j = 0; j < row; j += 2 * lanes) {
        for (let t = j; t < j + lanes; t++) {
          const x = scratch[from + t];
          const y = scratch[from + t + lanes];
          scratch[to + t] = scratch[to + t] + re * x - im * y;
          scratch[to + t + lanes] = scratch[to + t + lanes] + re * y + im * x;
        }
      }
    }
  }
}

/** y += a (product + product†). */
function addHermitian(
  scratch: Float64Array,
  half: number,
  y: Float64Array,
  yAt: number,
  d: number,
  a: number,
  lanes: number,
): void {
  const root = Math.SQRT2 * a;
  for (let i = 0; i < d; i++) {
    const q = half + (i * d + i) * 2 * lanes;
    for (let t = 0; t < lanes; t++) y[yAt + i * lanes + t] += 2 * a * scratch[q + t];
    for (let j = i + 1; j < d; j++) {
      const u = half + (i * d + j) * 2 * lanes;
      const l = half + (j * d + i) * 2 * lanes;
      const to = yAt + pairRow(d, i, j) * lanes;
      for (let t = 0; t < lanes; t++) {
        y[to + t] += root * (scratch[u + t] + scratch[l + t]);
        y[to + lanes + t] += root * (scratch[u + lanes + t] - scratch[l + lanes + t]);
      }
    }
  }
}

/** y += a (product A†), the upper half of it. */
function addSandwich(
  part: MatrixPart,
  scratch: Float64Array,
  half: number,
  y: Float64Array,
  yAt: number,
  d: number,
  a: number,
  lanes: number,
): void {
  const root = Math.SQRT2 * a;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const to = yAt + (i === j ? i : pairRow(d, i, j)) * lanes;
      for (let t = 0; t < lanes; t++) {
        let x = 0;
        let z = 0;
        for (let k = part.start[j]; k < part.start[j + 1]; k++) {
          const re = part.value[2 * k];
          const im = part.value[2 * k + 1];
          const q = half + (i * d + part.column[k]) * 2 * lanes + t;
          const u = scratch[q];
          const v = scratch[q + lanes];
          x += re * u + im * v;
          z += re * v - im * u;
        }
        if (i === j) y[to + t] += a * x;
        else {
          y[to + t] += root * x;
          y[to + lanes + t] += root * z;
        }
      }
    }
  }
}
