import { KrausError } from '@kraus/core';
import { type CostMatrix, checkCosts, type TransportPlan } from './exact.js';

export interface SinkhornOptions {
  /** ε > 0, in units of the costs: the smaller, the closer to exact transport and the slower. */
  readonly regularisation: number;
  /** Largest error of the plan's row sums, relative to the weights; default 1e-9. */
  readonly tolerance?: number;
  /** Default 10,000. */
  readonly maximumIterations?: number;
}

export interface SinkhornPlan extends TransportPlan {
  /**
   * min over plans of Σ plan · cost + ε Σ plan · log(plan · rows · columns): what is differentiable, with gradient `plan` with respect
   * to the costs. `cost` is its first part alone.
   */
  readonly regularised: number;
  readonly iterations: number;
}

/**
 * Transport of uniform weights with entropic regularisation, by Sinkhorn's iterations on dual potentials in the log domain, which do
 * not underflow at small ε (Peyré and Cuturi, Computational Optimal Transport, 2019, sections 4.2 to 4.4).
 * @throws KrausError `transport/bad-costs`, `transport/bad-regularisation`, `transport/not-converged`
 */
export function sinkhorn(matrix: CostMatrix, options: SinkhornOptions): SinkhornPlan {
  checkCosts(matrix);
  const { rows, columns, costs } = matrix;
  const { regularisation: epsilon, tolerance = 1e-9, maximumIterations = 10_000 } = options;
  if (!(epsilon > 0 && Number.isFinite(epsilon))) {
    throw new KrausError('transport/bad-regularisation', `Sinkhorn: ε = ${epsilon}, expected a number above 0.`);
  }
  const scaled = costs.map((cost) => cost / epsilon);
  // Potentials in units of ε; plan_ij = exp(f_i + g_j − c_ij/ε) / (rows · columns).
  const f = new Float64Array(rows);
  const g = new Float64Array(columns);
  for (let iterations = 1; iterations <= maximumIterations; iterations++) {
    const change = updateRows(scaled, f, g);
    updateColumns(scaled, f, g);
    // After the columns are right, e^{−change} is about the next error of the row sums.
    if (iterations > 1 && change <= tolerance) return finish(matrix, scaled, f, g, epsilon, iterations);
  }
  throw new KrausError(
    'transport/not-converged',
    `Sinkhorn: ${maximumIterations} iterations at ε = ${epsilon} did not suffice; raise ε or the number of iterations, or use exact transport.`,
  );
}

/** f_i ← −log mean_j exp(g_j − c_ij); gives the largest change. */
function updateRows(scaled: Float64Array, f: Float64Array, g: Float64Array): number {
  const columns = g.length;
  let change = 0;
  for (let i = 0; i < f.length; i++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < columns; j++) top = Math.max(top, (g[j] as number) - (scaled[i * columns + j] as number));
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.exp((g[j] as number) - (scaled[i * columns + j] as number) - top);
    const next = -top - Math.log(sum / columns);
    change = Math.max(change, Math.abs(next - (f[i] as number)));
    f[i] = next;
  }
  return change;
}

/** g_j ← −log mean_i exp(f_i − c_ij). */
function updateColumns(scaled: Float64Array, f: Float64Array, g: Float64Array): void {
  const [rows, columns] = [f.length, g.length];
  const top = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (let k = 0; k < scaled.length; k++) {
    const j = k % columns;
    top[j] = Math.max(top[j] as number, (f[(k - j) / columns] as number) - (scaled[k] as number));
  }
  const sum = new Float64Array(columns);
  for (let k = 0; k < scaled.length; k++) {
    const j = k % columns;
    const exponent = (f[(k - j) / columns] as number) - (scaled[k] as number) - (top[j] as number);
    sum[j] = (sum[j] as number) + Math.exp(exponent);
  }
  for (let j = 0; j < columns; j++) g[j] = -(top[j] as number) - Math.log((sum[j] as number) / rows);
}

function finish(
  { rows, columns, costs }: CostMatrix,
  scaled: Float64Array,
  f: Float64Array,
  g: Float64Array,
  epsilon: number,
  iterations: number,
): SinkhornPlan {
  const plan = new Float64Array(rows * columns);
  let [cost, entropy] = [0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      const exponent = (f[i] as number) + (g[j] as number) - (scaled[k] as number);
      const mass = Math.exp(exponent) / (rows * columns);
      plan[k] = mass;
      cost += mass * (costs[k] as number);
      entropy += mass * exponent;
    }
  }
  return { cost, plan, regularised: cost + epsilon * entropy, iterations };
}
