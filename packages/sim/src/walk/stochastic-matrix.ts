import { ComplexMatrix, eigenvalues, KrausError, modulus } from '@kraus/core';

/**
 * Column-stochastic n × n matrices, stored row-major: `Q[i n + j]` = probability j → i, so that columns sum to one.
 */

/** The number of levels of a transition matrix. @throws KrausError `sim/not-square` */
export function levelCount(matrix: Float64Array): number {
  const n = Math.round(Math.sqrt(matrix.length));
  if (n < 1 || n * n !== matrix.length) {
    throw new KrausError('sim/not-square', `Transition matrix: ${matrix.length} numbers are no square matrix.`);
  }
  return n;
}

/** The identity: nothing moves. */
export function identityTransition(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

/** a b: first b, then a. */
export function multiplyTransitions(a: Float64Array, b: Float64Array): Float64Array {
  const n = levelCount(a);
  if (b.length !== a.length) {
    throw new KrausError(
      'sim/shape-mismatch',
      `Transition matrices of ${n} and ${levelCount(b)} levels cannot be multiplied.`,
    );
  }
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k] as number;
      for (let j = 0; j < n; j++)
        product[i * n + j] = (product[i * n + j] as number) + factor * (b[k * n + j] as number);
    }
  }
  return product;
}

/** q^k for a whole k ≥ 0. */
export function transitionPower(q: Float64Array, k: number): Float64Array {
  let result = identityTransition(levelCount(q));
  let square = q;
  for (let rest = k; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiplyTransitions(result, square);
    if (rest > 1) square = multiplyTransitions(square, square);
  }
  return result;
}

/** The largest difference of two entries. */
export function largestDifference(a: Float64Array, b: Float64Array): number {
  let most = 0;
  a.forEach((x, k) => {
    most = Math.max(most, Math.abs(x - (b[k] as number)));
  });
  return most;
}

/**
 * The modulus of the second largest eigenvalue: how slowly the slowest memory fades, 1 for a chain that never forgets.
 * 0 for a single level.
 */
export function secondEigenvalue(q: Float64Array): number {
  const n = levelCount(q);
  const second = eigenvalues(ComplexMatrix.fromReal(n, n, q))[1];
  return second === undefined ? 0 : Math.min(1, modulus(...second));
}

/**
 * The stationary distribution that the chain reaches, on average over time, from the uniform distribution. It is the
 * only one if the chain has one; a chain that falls apart, or alternates, is averaged over its parts.
 */
export function stationaryDistribution(q: Float64Array): Float64Array {
  const n = levelCount(q);
  // The lazy chain (I + Q)/2 has the same stationary distributions and never alternates.
  let lazy = normaliseColumns(q.map((x, k) => 0.5 * x + (k % (n + 1) === 0 ? 0.5 : 0)));
  for (let doubling = 0; doubling < 60; doubling++) {
    const next = normaliseColumns(multiplyTransitions(lazy, lazy));
    const change = largestDifference(next, lazy);
    lazy = next;
    if (change < 1e-16) break;
  }
  const limit = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) limit[i] = (limit[i] as number) + (lazy[i * n + j] as number) / n;
  }
  return limit;
}

/** The total-variation distance ½ Σ |p_i − r_i| between column j of `q` and `r`, for the worst j. */
export function distanceTo(q: Float64Array, r: Float64Array): number {
  const n = levelCount(q);
  let worst = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs((q[i * n + j] as number) - (r[i] as number));
    worst = Math.max(worst, sum / 2);
  }
  return worst;
}

/** The mutual information I(x₀; x) in bits, x₀ uniform and x drawn from column x₀ of `q`. */
export function mutualInformation(q: Float64Array): number {
  const n = levelCount(q);
  let information = 0;
  for (let i = 0; i < n; i++) {
    let marginal = 0;
    for (let j = 0; j < n; j++) marginal += (q[i * n + j] as number) / n;
    for (let j = 0; j < n; j++) {
      const p = q[i * n + j] as number;
      if (p > 0) information += (p / n) * Math.log2(p / marginal);
    }
  }
  return Math.max(0, information);
}

function normaliseColumns(q: Float64Array): Float64Array {
  const n = levelCount(q);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += q[i * n + j] as number;
    for (let i = 0; i < n; i++) q[i * n + j] = (q[i * n + j] as number) / sum;
  }
  return q;
}
