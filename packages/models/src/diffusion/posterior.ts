import type { DiscreteChain } from './chain.js';

/**
 * q(x_{t−1} = k | x_t = i, x₀ = j) for k = 0 … levels−1; all zeros where x_t = i cannot come from x₀ = j.
 *
 * @param t - 1 … chain.steps
 * Source: D3PM, arXiv:2107.03006, eq. 3, in column-stochastic form.
 */
export function posterior(chain: DiscreteChain, t: number, i: number, j: number): Float64Array {
  const n = chain.levels;
  const step = chain.step[t - 1];
  const before = chain.cumulative[t - 1];
  const total = chain.normaliser[t - 1][i * n + j];
  const result = new Float64Array(n);
  if (total === 0) return result;
  for (let k = 0; k < n; k++) result[k] = (step[i * n + k] * before[k * n + j]) / total;
  return result;
}

/**
 * The reverse step p_θ(x_{t−1} = k | x_t = i) of D3PM's x₀-parametrisation, from the predicted distribution p̃ of x₀:
 * p_θ(k) ∝ (Q_t)_{ik} Σ_j (Q̄_{t−1})_{kj} p̃_j.
 * Σ_j q(k | i, j) p̃_j is another distribution: it divides by (Q̄_t)_{ij} inside the sum. At t = 1 this reads
 * (Q_1)_{ik} p̃_k: the known chance of the last hop stays built in, where D3PM's code takes p̃ itself.
 *
 * @param predicted - p̃, `levels` probabilities
 * @param result - where to write; made if absent
 * Source: google-research d3pm/images/diffusion_categorical.py (`q_posterior_logits`).
 */
export function reverseProbabilities(
  chain: DiscreteChain,
  t: number,
  i: number,
  predicted: Float64Array,
  result: Float64Array = new Float64Array(chain.levels),
): Float64Array {
  const n = chain.levels;
  const step = chain.step[t - 1];
  const before = chain.cumulative[t - 1];
  let total = 0;
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += before[k * n + j] * predicted[j];
    const weight = sum * step[i * n + k];
    result[k] = weight;
    total += weight;
  }
  for (let k = 0; k < n; k++) result[k] /= total;
  return result;
}

/**
 * KL(q(x_T | x₀ = j) || prior) in nats for each level j. It is zero only if the chain has forgotten x₀ after T steps:
 * report it, for no training can lower it. Infinite where the prior cannot produce what the chain ends in.
 */
export function priorDivergence(chain: DiscreteChain): Float64Array {
  const n = chain.levels;
  const last = chain.cumulative[chain.steps];
  const result = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const q = last[i * n + j];
      if (q > 0) sum += q * Math.log(q / chain.prior[i]);
    }
    result[j] = Math.max(sum, 0);
  }
  return result;
}

/** The mean of {@link priorDivergence} over the levels of `pixels`, in nats a pixel. */
export function priorTerm(chain: DiscreteChain, pixels: Uint8Array): number {
  const divergence = priorDivergence(chain);
  const counts = new Float64Array(chain.levels);
  for (const level of pixels) counts[level] += 1;
  let sum = 0;
  for (let j = 0; j < chain.levels; j++) {
    if (counts[j] > 0) sum += (counts[j] / pixels.length) * divergence[j];
  }
  return sum;
}
