import { densityMatrices, type StateEnsemble } from '../state-data/index.js';
import type { Estimator } from './distances.js';
import { impurities, purities } from './kernels.js';
import type { SharedLoss } from './losses.js';

/**
 * The discrepancy with the superfidelity as kernel, with its gradient by mixed generated states, from means: tr ρσ + √((1 − tr ρ²)(1 − tr σ²))
 * is the product of (ρ, √(1 − tr ρ²)) and (σ, √(1 − tr σ²)), so that a sum over pairs is the product of sums. It takes O(n D²) where pairs of
 * states take O(n² D²).
 */
export function mixedDiscrepancyLoss(
  generated: StateEnsemble,
  targets: StateEnsemble,
  estimator: Estimator,
): SharedLoss {
  const { count: n, data } = generated;
  const size = data.length / n;
  const m = targets.count;
  const [own, other] = [features(generated), features(targets)];
  const [mean, wanted] = [meanOf(own, size), meanOf(other, size)];
  const biased = estimator === 'biased';
  const within = (of: Features, at: Mean, count: number): number =>
    biased ? product(at, at) : (count ** 2 * product(at, at) - sum(of.squares)) / (count * (count - 1));
  const value = within(own, mean, n) + within(other, wanted, m) - 2 * product(mean, wanted);

  // The loss of state i with all others is <f_i, pull>, less what it has with itself.
  const pairs = biased ? n * n : n * (n - 1);
  const pull: Mean = {
    matrix: mean.matrix.map((x, k) => ((2 * n) / pairs) * x - (2 / n) * (wanted.matrix[k] as number)),
    root: ((2 * n) / pairs) * mean.root - (2 / n) * wanted.root,
  };
  const gradient = new Float64Array(data.length);
  const shares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const root = own.roots[i] as number;
    // ∂√(1 − tr ρ²)/∂ρ = −ρ/√(1 − tr ρ²), taken as 0 where ρ is pure; |f_i|² = 1 has no gradient.
    const turn = root > SMALL ? pull.root / root : 0;
    const alone = biased || root > SMALL ? 0 : 2 / pairs;
    let expected = pull.root * root;
    for (let k = 0; k < size; k++) {
      const x = data[i * size + k] as number;
      const p = pull.matrix[k] as number;
      expected += p * x;
      gradient[i * size + k] = p - (turn + alone) * x;
    }
    shares[i] = expected - (2 / pairs) * (own.squares[i] as number);
  }
  return { value, gradient, shares };
}

/** Below this √(1 − tr ρ²) counts as zero in gradients. */
const SMALL = Math.sqrt(1e-15);

interface Features {
  /** Density matrices, one after the other. */
  readonly matrices: Float64Array;
  /** √(1 − tr ρ²) */
  readonly roots: Float64Array;
  /** tr ρ² + 1 − tr ρ², which is 1 up to rounding. */
  readonly squares: Float64Array;
}

interface Mean {
  readonly matrix: Float64Array;
  readonly root: number;
}

function features(states: StateEnsemble): Features {
  const left = impurities(states);
  return {
    matrices: densityMatrices(states).data,
    roots: left.map(Math.sqrt),
    squares: purities(states).map((purity, k) => purity + (left[k] as number)),
  };
}

function meanOf({ matrices, roots }: Features, size: number): Mean {
  const count = roots.length;
  const matrix = new Float64Array(size);
  for (let k = 0; k < matrices.length; k++) {
    matrix[k % size] = (matrix[k % size] as number) + (matrices[k] as number) / count;
  }
  return { matrix, root: sum(roots) / count };
}

const sum = (values: Float64Array): number => values.reduce((all, x) => all + x, 0);

const product = (a: Mean, b: Mean): number =>
  a.matrix.reduce((all, x, k) => all + x * (b.matrix[k] as number), a.root * b.root);
