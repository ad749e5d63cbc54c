import { KrausError } from '../errors/index.js';
import { ComplexMatrix, expm, type OperatorBatch, zeroBatch } from '../linear-algebra/index.js';
import type { GeneratorProgram } from '../program/index.js';
import { type SparseLiouvillian, sparseLiouvillian } from './sparse-liouvillian.js';

/** ‖ℒ‖₁ times the length of one Taylor step: small enough that no digits cancel. */
const STEP_NORM = 2;
const LARGEST_DEGREE = 60;
const EPSILON = 2 ** -53;
/** Multiply–adds beyond which a request is refused (some minutes). */
const MOST_WORK = 4e11;

/**
 * exp(ℒ t) applied to every operator of a batch, to rounding error. A Taylor series on the sparse Liouvillian, or the
 * dense exponential for small systems over long times, whichever costs less; the d² × d² matrix is formed for d ≤ 16 alone.
 * @param time ≥ 0, in the generator's units
 * @throws KrausError `core/bad-time`, `core/evolution-too-long`, and what the generator's checks throw
 */
export function evolveBatch(generator: GeneratorProgram, time: number, batch: OperatorBatch): OperatorBatch {
  if (!Number.isFinite(time) || time < 0) {
    throw new KrausError('core/bad-time', `Evolution: the time ${time} is not a finite number ≥ 0.`);
  }
  const liouvillian = sparseLiouvillian(generator);
  const { dimension, column, oneNorm } = liouvillian;
  if (dimension !== batch.dimension) {
    throw new KrausError(
      'core/shape-mismatch',
      `Evolution: the generator has dimension ${dimension}, the operators ${batch.dimension}.`,
    );
  }
  const steps = Math.ceil((oneNorm * time) / STEP_NORM);
  if (steps === 0) return { ...batch, re: batch.re.slice(), im: batch.im.slice() };
  const taylorWork = steps * 24 * column.length * batch.count;
  const denseWork = dimension > 16 ? Infinity : dimension ** 6 * (10 + Math.max(0, Math.log2(steps)));
  if (Math.min(taylorWork, denseWork) > MOST_WORK) {
    throw new KrausError(
      'core/evolution-too-long',
      `Evolution: norm of the generator times time is ${(oneNorm * time).toExponential(2)} at dimension ${dimension}; ` +
        'choose a shorter time or another time unit.',
    );
  }
  return denseWork < taylorWork
    ? applyDense(liouvillian, time, batch)
    : applyTaylor(liouvillian, time / steps, steps, batch);
}

function applyTaylor(liouvillian: SparseLiouvillian, step: number, steps: number, batch: OperatorBatch): OperatorBatch {
  const sum = { ...batch, re: batch.re.slice(), im: batch.im.slice() };
  let term = zeroBatch(batch.dimension, batch.count);
  let next = zeroBatch(batch.dimension, batch.count);
  for (let s = 0; s < steps; s++) {
    term.re.set(sum.re);
    term.im.set(sum.im);
    const size = largest(sum);
    for (let k = 1; k <= LARGEST_DEGREE; k++) {
      applySparse(liouvillian, step / k, term, next);
      [term, next] = [next, term];
      accumulate(sum.re, term.re);
      accumulate(sum.im, term.im);
      if (largest(term) <= EPSILON * 0.25 * size) break;
    }
  }
  return sum;
}

/** out = factor · ℒ x. */
function applySparse(liouvillian: SparseLiouvillian, factor: number, x: OperatorBatch, out: OperatorBatch): void {
  const { start, column, re, im } = liouvillian;
  const count = x.count;
  out.re.fill(0);
  out.im.fill(0);
  const rows = start.length - 1;
  for (let row = 0; row < rows; row++) {
    const to = row * count;
    const end = start[row + 1] as number;
    for (let k = start[row] as number; k < end; k++) {
      axpy(factor * (re[k] as number), factor * (im[k] as number), x, (column[k] as number) * count, out, to, count);
    }
  }
}

function axpy(
  a: number,
  b: number,
  x: OperatorBatch,
  from: number,
  out: OperatorBatch,
  to: number,
  count: number,
): void {
  const [xr, xi, yr, yi] = [x.re, x.im, out.re, out.im];
  for (let n = 0; n < count; n++) {
    const u = xr[from + n] as number;
    const v = xi[from + n] as number;
    yr[to + n] = (yr[to + n] as number) + a * u - b * v;
    yi[to + n] = (yi[to + n] as number) + a * v + b * u;
  }
}

function accumulate(sum: Float64Array, term: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (term[k] as number);
}

function largest(batch: OperatorBatch): number {
  let most = 0;
  for (const x of batch.re) if (x > most || -x > most) most = Math.abs(x);
  for (const x of batch.im) if (x > most || -x > most) most = Math.abs(x);
  return most;
}

function applyDense(liouvillian: SparseLiouvillian, time: number, batch: OperatorBatch): OperatorBatch {
  const propagator = expm(denseLiouvillian(liouvillian, time));
  const out = zeroBatch(batch.dimension, batch.count);
  const n = propagator.rows;
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < n; k++) {
      const [re, im] = propagator.at(row, k);
      if (re !== 0 || im !== 0) axpy(re, im, batch, k * batch.count, out, row * batch.count, batch.count);
    }
  }
  return out;
}

/** factor · ℒ as a dense matrix. */
export function denseLiouvillian({ dimension, start, column, re, im }: SparseLiouvillian, factor = 1): ComplexMatrix {
  const n = dimension * dimension;
  const dense = new ComplexMatrix(n, n);
  for (let row = 0; row < n; row++) {
    for (let k = start[row] as number; k < (start[row + 1] as number); k++) {
      dense.set(row, column[k] as number, [factor * (re[k] as number), factor * (im[k] as number)]);
    }
  }
  return dense;
}
