import { meanState, type StateEnsemble } from '../state-data/index.js';
import type { Estimator } from './distances.js';
import type { SharedLoss } from './losses.js';

/**
 * The discrepancy of pure states with the fidelity as kernel, with its gradient, from mean states: Σ_ij |<x_i|y_j>|² = n m tr ρ̄_x ρ̄_y. It
 * takes O(n D²) where pairs of states take O(n² D).
 */
export function pureDiscrepancyLoss(
  generated: StateEnsemble,
  targets: StateEnsemble,
  estimator: Estimator,
): SharedLoss {
  const { count: n, dimension: d, data } = generated;
  const [own, other] = [meanState(generated), meanState(targets)];
  const m = targets.count;
  // Mean over all pairs, or over pairs of different states: those with themselves are 1 each.
  const within = (purity: number, count: number): number =>
    estimator === 'biased' ? purity : (count * purity - 1) / (count - 1);
  const purityOf = (mean: typeof own): number => mean.data.reduce((sum, x) => sum + x * x, 0);
  const value =
    within(purityOf(own), n) +
    within(purityOf(other), m) -
    2 * own.data.reduce((sum, x, k) => sum + x * (other.data[k] as number), 0);
  const pairs = estimator === 'biased' ? n * n : n * (n - 1);
  const gradient = new Float64Array(data.length);
  const shares = new Float64Array(n);
  // Each state's part of the loss is <x| pull |x>.
  const pull = own.data.map((x, k) => ((2 * n) / pairs) * x - (2 / n) * (other.data[k] as number));
  for (let i = 0; i < n; i++) {
    const at = 2 * d * i;
    let expected = 0;
    for (let row = 0; row < d; row++) {
      let [re, im] = [0, 0];
      for (let column = 0; column < d; column++) {
        const k = 2 * (d * row + column);
        const [p, q] = [pull[k] as number, pull[k + 1] as number];
        const [x, y] = [data[at + 2 * column] as number, data[at + 2 * column + 1] as number];
        re += p * x - q * y;
        im += p * y + q * x;
      }
      const [x, y] = [data[at + 2 * row] as number, data[at + 2 * row + 1] as number];
      expected += x * re + y * im;
      gradient[at + 2 * row] = 2 * re;
      gradient[at + 2 * row + 1] = 2 * im;
    }
    shares[i] = expected - 2 / pairs;
    if (estimator === 'biased') continue;
    // A state is not paired with itself: its |<x|x>|² has the gradient 4x, and came in with the weight 1/pairs.
    for (let k = at; k < at + 2 * d; k++) gradient[k] = (gradient[k] as number) - (4 / pairs) * (data[k] as number);
  }
  return { value, gradient, shares };
}
