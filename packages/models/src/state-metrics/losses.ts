import { KrausError } from '@kraus/core';
import { densityMatrices, type StateEnsemble, stateSize } from '../state-data/index.js';
import { exactTransport, sinkhorn } from '../transport/index.js';
import { checkPairs, type DiscrepancyOptions, discrepancy, type WassersteinOptions } from './distances.js';
import { amplitude, impurities, kernelMatrix, type StateKernel } from './kernels.js';

/** A loss with its gradient with respect to the generated states. */
export interface StateLoss {
  readonly value: number;
  /**
   * In the layout of the generated states. Of a number a it is ∂L/∂Re a + i ∂L/∂Im a, as circuits take it: amplitudes are not held at
   * norm one, entries of a density matrix count as independent.
   */
  readonly gradient: Float64Array;
}

/** A loss with the part of it that depends on each generated state alone. */
export interface SharedLoss extends StateLoss {
  /** [count]: the terms of the loss that state n is in, up to a number that does not depend on it. */
  readonly shares: Float64Array;
}

/**
 * {@link discrepancy} of generated states and targets, with its gradient.
 * @throws KrausError `states/not-differentiable` for the fidelity of mixed states; `states/wrong-shape`, `states/too-few`
 */
export function discrepancyLoss(
  generated: StateEnsemble,
  targets: StateEnsemble,
  options: DiscrepancyOptions = {},
): SharedLoss {
  const { kernel = 'fidelity', estimator = 'unbiased' } = options;
  const n = generated.count;
  if (estimator === 'unbiased') checkPairs(n);
  const own = new Float64Array(n * n).fill(2 / (estimator === 'biased' ? n * n : n * (n - 1)));
  if (estimator === 'unbiased') for (let i = 0; i < n; i++) own[i * n + i] = 0;
  const across = new Float64Array(n * targets.count).fill(-2 / (n * targets.count));
  const gradient = kernelGradient(kernel, generated, generated, own);
  kernelGradient(kernel, generated, targets, across).forEach((x, k) => {
    gradient[k] = (gradient[k] as number) + x;
  });
  const [within, between] = [kernelMatrix(kernel, generated, generated), kernelMatrix(kernel, generated, targets)];
  const shares = Float64Array.from({ length: n }, (_, i) => {
    let share = 0;
    for (let j = 0; j < n; j++) if (j !== i) share += (own[i * n + j] as number) * (within[i * n + j] as number);
    const m = targets.count;
    for (let j = 0; j < m; j++) share += (across[i * m + j] as number) * (between[i * m + j] as number);
    return share;
  });
  return { value: discrepancy(generated, targets, { kernel, estimator }), gradient, shares };
}

/**
 * {@link wasserstein} of generated states and targets with its gradient: that of the plan held fixed, which is exact where the best plan
 * is unique. With a regularisation the value is the regularised cost, whose gradient it is.
 * @throws KrausError `states/not-differentiable` for the fidelity of mixed states; `states/wrong-shape`, `transport/…`
 */
export function wassersteinLoss(
  generated: StateEnsemble,
  targets: StateEnsemble,
  options: WassersteinOptions = {},
): StateLoss {
  const { kernel = 'fidelity', regularisation = 0 } = options;
  const costs = kernelMatrix(kernel, generated, targets).map((k) => 1 - k);
  const matrix = { rows: generated.count, columns: targets.count, costs };
  if (regularisation === 0) {
    const { cost, plan } = exactTransport(matrix);
    return { value: cost, gradient: kernelGradient(kernel, generated, targets, negative(plan)) };
  }
  const { regularised, plan } = sinkhorn(matrix, { regularisation });
  return { value: regularised, gradient: kernelGradient(kernel, generated, targets, negative(plan)) };
}

/**
 * Σ_j weights_ij ∂k(x_i, y_j)/∂x_i for every i, in the layout of x.
 * @throws KrausError `states/not-differentiable`
 */
export function kernelGradient(
  kernel: StateKernel,
  x: StateEnsemble,
  y: StateEnsemble,
  weights: Float64Array,
): Float64Array {
  checkDifferentiable(kernel, x, y);
  if (x.kind === 'pure') return y.kind === 'pure' ? pureOnPure(x, y, weights) : pureOnMixed(x, y, weights);
  return mixedGradient(kernel, x, densityMatrices(y), impurities(y), weights);
}

/** k = |<y|x>|² has the gradient 2 <y|x> y. */
function pureOnPure(x: StateEnsemble, y: StateEnsemble, weights: Float64Array): Float64Array {
  const d = x.dimension;
  const gradient = new Float64Array(x.data.length);
  for (let i = 0; i < x.count; i++) {
    for (let j = 0; j < y.count; j++) {
      const weight = 2 * (weights[i * y.count + j] as number);
      if (weight === 0) continue;
      const [re, im] = amplitude(y.data, 2 * d * j, x.data, 2 * d * i, d);
      addScaled(gradient, 2 * d * i, y.data, 2 * d * j, d, weight * re, weight * im);
    }
  }
  return gradient;
}

/** k = <x|σ|x> has the gradient 2σx; the weighted sum of all σ_j is applied at once. */
function pureOnMixed(x: StateEnsemble, y: StateEnsemble, weights: Float64Array): Float64Array {
  const d = x.dimension;
  const size = stateSize(y);
  const gradient = new Float64Array(x.data.length);
  for (let i = 0; i < x.count; i++) {
    const sum = new Float64Array(size);
    for (let j = 0; j < y.count; j++) addReal(sum, 0, y.data, j * size, size, 2 * (weights[i * y.count + j] as number));
    for (let row = 0; row < d; row++) {
      for (let column = 0; column < d; column++) {
        const at = 2 * (d * row + column);
        const [a, b] = [sum[at] as number, sum[at + 1] as number];
        addScaled(gradient, 2 * (d * i + row), x.data, 2 * (d * i + column), 1, a, b);
      }
    }
  }
  return gradient;
}

/** tr ρσ has the gradient σ; √((1 − tr ρ²)(1 − tr σ²)) has −√((1 − tr σ²)/(1 − tr ρ²)) ρ, taken as 0 where ρ is pure. */
function mixedGradient(
  kernel: StateKernel,
  x: StateEnsemble,
  y: StateEnsemble,
  impureY: Float64Array,
  weights: Float64Array,
): Float64Array {
  const size = stateSize(x);
  const gradient = new Float64Array(x.data.length);
  const impureX = impurities(x);
  for (let i = 0; i < x.count; i++) {
    const own = impureX[i] as number;
    let share = 0;
    for (let j = 0; j < y.count; j++) {
      const weight = weights[i * y.count + j] as number;
      addReal(gradient, i * size, y.data, j * size, size, weight);
      if (own > 1e-15) share -= weight * Math.sqrt((impureY[j] as number) / own);
    }
    if (kernel === 'superfidelity') addReal(gradient, i * size, x.data, i * size, size, share);
  }
  return gradient;
}

function checkDifferentiable(kernel: StateKernel, x: StateEnsemble, y: StateEnsemble): void {
  if (kernel === 'superfidelity' || x.kind === 'pure' || y.kind === 'pure') return;
  throw new KrausError(
    'states/not-differentiable',
    'Loss: the fidelity of two mixed states has no gradient here; use the superfidelity, which equals it for one qubit.',
  );
}

/** y[toY …] += (re + i im) x[fromX …], `count` complex numbers. */
function addScaled(
  y: Float64Array,
  toY: number,
  x: Float64Array,
  fromX: number,
  count: number,
  re: number,
  im: number,
): void {
  for (let k = 0; k < 2 * count; k += 2) {
    const [a, b] = [x[fromX + k] as number, x[fromX + k + 1] as number];
    y[toY + k] = (y[toY + k] as number) + re * a - im * b;
    y[toY + k + 1] = (y[toY + k + 1] as number) + re * b + im * a;
  }
}

function addReal(y: Float64Array, toY: number, x: Float64Array, fromX: number, size: number, factor: number): void {
  for (let k = 0; k < size; k++) y[toY + k] = (y[toY + k] as number) + factor * (x[fromX + k] as number);
}

function negative(values: Float64Array): Float64Array {
  return values.map((x) => -x);
}
