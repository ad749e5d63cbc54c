import { KrausError } from '@kraus/core';
import type { DiscreteChain } from './chain.js';
import { logarithm } from './elementary.js';
import { DEEPEST, dotProduct, largestOf, softWeights } from './levels.js';

/** A chain laid out for {@link discreteLoss}: flat float64 tables, each `[steps, levels, levels]`, index t−1 first. */
export interface LossTables {
  readonly levels: number;
  readonly steps: number;
  /** (Q_t)_{ik} */
  readonly step: Float64Array;
  /** (Q̄_{t−1})_{kj} */
  readonly before: Float64Array;
  /** (Q̄_t)_{ij}, or 1 for independent posteriors */
  readonly normaliser: Float64Array;
  /** Σ_k q_k log(q_k / (Q_t)_{ik}) at `[i, j]`: the part of the divergence that no network can change. */
  readonly constant: Float64Array;
}

/** What {@link discreteLoss} computes, each `[batch]`, means over the pixels of an image, in nats. */
export interface LossParts {
  /** KL(q(x_{t−1}|x_t,x₀) ‖ p_θ), which at t = 1 is −log p_θ(x₀|x₁). */
  readonly bound: Float64Array;
  /** −log p̃_θ(x₀|x_t). */
  readonly crossEntropy: Float64Array;
}

export function lossTables(chain: DiscreteChain): LossTables {
  const n = chain.levels;
  const size = n * n;
  const flat = (matrices: readonly Float64Array[]): Float64Array => {
    const all = new Float64Array(chain.steps * size);
    for (let t = 0; t < chain.steps; t++) all.set(matrices[t], t * size);
    return all;
  };
  const step = flat(chain.step);
  const before = flat(chain.cumulative);
  const normaliser = flat(chain.normaliser);
  const constant = new Float64Array(chain.steps * size);
  for (let t = 0; t < chain.steps; t++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const total = normaliser[t * size + i * n + j];
        let sum = total > 0 ? 0 : Number.POSITIVE_INFINITY;
        for (let k = 0; k < n && total > 0; k++) {
          const ratio = before[t * size + k * n + j] / total;
          const q = step[t * size + i * n + k] * ratio;
          if (q > 0) sum += q * Math.log(ratio);
        }
        constant[t * size + i * n + j] = sum;
      }
    }
  }
  return { levels: n, steps: chain.steps, step, before, normaliser, constant };
}

/**
 * The discrete-diffusion loss of a batch and its gradient, fused, in float64 (twin of the kernel `discrete_loss`):
 * mean over images and pixels of `bound + ceWeight · crossEntropy` (D3PM's hybrid loss, arXiv:2107.03006, eq. 5).
 *
 * With p̃ = softmax(logits), v_k = Σ_j (Q̄_{t−1})_{kj} p̃_j and Z = Σ_j (Q̄_t)_{ij} p̃_j, the divergence is
 * Σ_k q_k log(q_k / (Q_t)_{ik}) − Σ_k q_k log v_k + log Z, and its derivative by logit j is
 * p̃_j ((Q̄_t)_{ij}/Z − Σ_k (q_k/v_k) (Q̄_{t−1})_{kj}), which sums to zero over j.
 * A pair (x₀, x_t) that the chain cannot produce gives an infinite loss.
 *
 * @param logits - `[batch, pixels, levels]`
 * @param x0 - `[batch, pixels]`, levels
 * @param xt - `[batch, pixels]`, levels
 * @param t - `[batch]`, 1 … steps
 * @param ceWeight - λ ≥ 0
 * @param gradient - filled with d loss / d logits if given, same shape as `logits`
 * @throws KrausError `models/loss-shape`
 */
export function discreteLoss(
  tables: LossTables,
  logits: Float32Array,
  x0: Uint8Array,
  xt: Uint8Array,
  t: Int32Array,
  ceWeight: number,
  gradient?: Float32Array,
): LossParts {
  const { levels: n, step, before, normaliser, constant } = tables;
  const batch = t.length;
  const pixels = x0.length / batch;
  checkLossShapes(tables, logits, x0, xt, t, gradient);
  const scale = 1 / (batch * pixels);
  const bound = new Float64Array(batch);
  const crossEntropy = new Float64Array(batch);
  const p = new Float64Array(n);
  const g = new Float64Array(n);
  for (let b = 0; b < batch; b++) {
    const base = (t[b] - 1) * n * n;
    let boundSum = 0;
    let entropySum = 0;
    for (let pixel = b * pixels; pixel < (b + 1) * pixels; pixel++) {
      const at = pixel * n;
      const j0 = x0[pixel];
      const row = base + xt[pixel] * n;
      const largest = largestOf(logits, at, n);
      const sum = softWeights(logits, at, n, largest, p);
      const inverse = 1 / sum;
      for (let j = 0; j < n; j++) p[j] *= inverse;
      const z = dotProduct(normaliser, row, p, n);
      const depth = logits[at + j0] - largest;
      entropySum += logarithm(sum) - Math.max(depth, DEEPEST);
      const inverseZ = 1 / z;
      for (let j = 0; j < n; j++) g[j] = normaliser[row + j] * inverseZ;
      const inverseTotal = 1 / normaliser[row + j0];
      let even = 0;
      let odd = 0;
      for (let k = 0; k < n; k++) {
        const from = base + k * n;
        const q = step[row + k] * before[from + j0] * inverseTotal;
        if (!(q > 0)) continue;
        const v = dotProduct(before, from, p, n);
        const part = q * logarithm(v);
        if (k % 2 === 0) even += part;
        else odd += part;
        const weight = q / v;
        for (let j = 0; j < n; j++) g[j] -= weight * before[from + j];
      }
      boundSum += constant[row + j0] + logarithm(z) - (even + odd);
      if (gradient !== undefined) {
        for (let j = 0; j < n; j++) gradient[at + j] = scale * p[j] * (g[j] + ceWeight);
        gradient[at + j0] -= scale * ceWeight;
      }
    }
    bound[b] = boundSum / pixels;
    crossEntropy[b] = entropySum / pixels;
  }
  return { bound, crossEntropy };
}

/** @throws KrausError `models/loss-shape` */
export function checkLossShapes(
  tables: LossTables,
  logits: Float32Array,
  x0: Uint8Array,
  xt: Uint8Array,
  t: Int32Array,
  gradient: Float32Array | undefined,
): void {
  const size = x0.length * tables.levels;
  if (xt.length !== x0.length || x0.length % t.length !== 0 || logits.length !== size) {
    throw new KrausError(
      'models/loss-shape',
      `The loss was given ${logits.length} logits, ${x0.length} clean and ${xt.length} noisy pixels and ${t.length} ` +
        `times; expected ${tables.levels} logits a pixel and whole images.`,
    );
  }
  if (gradient !== undefined && gradient.length !== size) {
    throw new KrausError('models/loss-shape', `The gradient has ${gradient.length} entries; ${size} were expected.`);
  }
  for (const time of t) {
    if (time < 1 || time > tables.steps) {
      throw new KrausError('models/loss-shape', `A time of ${time} was given; expected 1 … ${tables.steps}.`);
    }
  }
  for (const pixelsOf of [x0, xt]) {
    for (const level of pixelsOf) {
      if (level >= tables.levels) {
        throw new KrausError('models/loss-shape', `A pixel has level ${level}; expected 0 … ${tables.levels - 1}.`);
      }
    }
  }
}
