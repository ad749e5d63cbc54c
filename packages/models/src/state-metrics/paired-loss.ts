import type { StateEnsemble } from '../state-data/index.js';
import { takeStates } from '../state-data/index.js';
import { checkAlike, kernelMatrix, type StateKernel } from './kernels.js';
import { kernelGradient, type SharedLoss } from './losses.js';

/**
 * Mean of 1 − k over pairs (x_n, y_n), with its gradient with respect to the x.
 * @throws KrausError `states/not-differentiable` for the fidelity of mixed states; `states/wrong-shape`
 */
export function pairedLoss(kernel: StateKernel, x: StateEnsemble, y: StateEnsemble): SharedLoss {
  checkAlike(x, y);
  const n = x.count;
  const gradient = new Float64Array(x.data.length);
  const shares = new Float64Array(n);
  const weight = Float64Array.of(-1 / n);
  const size = x.data.length / n;
  let value = 0;
  for (let k = 0; k < n; k++) {
    const [one, other] = [takeStates(x, [k]), takeStates(y, [k])];
    const loss = (1 - (kernelMatrix(kernel, one, other)[0] as number)) / n;
    value += loss;
    shares[k] = loss;
    gradient.set(kernelGradient(kernel, one, other, weight), k * size);
  }
  // The mean of the other states' losses has nothing to do with state k: it takes variance away, not truth.
  const others = shares.map((own) => (n === 1 ? 0 : (value - own) / (n - 1)));
  return { value, gradient, shares: shares.map((own, k) => own - (others[k] as number)) };
}

/** Mean squared Hilbert–Schmidt distance tr (ρ_n − σ_n)² of pairs of density matrices, with its gradient. */
export function pairedSquares(x: StateEnsemble, y: StateEnsemble): SharedLoss {
  checkAlike(x, y);
  const n = x.count;
  const size = x.data.length / n;
  const gradient = new Float64Array(x.data.length);
  const shares = new Float64Array(n);
  let value = 0;
  for (let k = 0; k < x.data.length; k++) {
    const difference = (x.data[k] as number) - (y.data[k] as number);
    const loss = (difference * difference) / n;
    value += loss;
    gradient[k] = (2 * difference) / n;
    const own = Math.floor(k / size);
    shares[own] = (shares[own] as number) + loss;
  }
  return { value, gradient, shares: shares.map((own) => (n === 1 ? own : own - (value - own) / (n - 1))) };
}
