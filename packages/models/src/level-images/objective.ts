import { diffusionMath, type LossParts, priorTerm } from '../diffusion/index.js';
import { engineInfo, type Tensor, tf, type Variable } from '../engine/index.js';
import type { LossMeans } from '../generative-model/index.js';
import type { NoisyBatch } from './batches.js';
import type { LevelModel } from './level-model.js';

/** Losses a pixel, in nats. */
export interface LevelMeans extends LossMeans {
  readonly terms: { readonly bound: number; readonly crossEntropy: number };
}

/** Loss of a batch and its gradients, one tensor a variable in the order of the record; the caller disposes them. */
export function lossAndGradients(
  model: LevelModel,
  variables: Readonly<Record<string, Variable>>,
  batch: NoisyBatch,
): { readonly means: LevelMeans; readonly gradients: Tensor[] } {
  let parts: LossParts | undefined;
  const loss = tf.customGrad((...args: (Tensor | tf.GradSaveFunc)[]) => {
    const logits = args[0] as Tensor;
    const save = args[1] as tf.GradSaveFunc;
    const gradient = new Float32Array(logits.size);
    parts = diffusionMath(engineInfo().threads).discreteLoss(
      model.loss,
      logits.dataSync() as Float32Array,
      batch.x0,
      batch.xt,
      batch.t,
      model.ceWeight,
      gradient,
    );
    save([tf.tensor(gradient, logits.shape)]);
    return {
      value: tf.scalar(meansOf(model, parts).loss),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0], dy),
    };
  });
  const list = Object.values(variables);
  const { value, grads } = tf.variableGrads(() => loss(model.network.apply(variables, batch.xt, batch.t)), list);
  value.dispose();
  if (parts === undefined) throw new Error('the loss was not evaluated');
  return { means: meansOf(model, parts), gradients: list.map((variable) => grads[variable.name]) };
}

/** Mean loss over some batches, weighted by their sizes, without gradients. */
export function meanLoss(
  model: LevelModel,
  parameters: Readonly<Record<string, Tensor>>,
  batches: readonly NoisyBatch[],
): LevelMeans {
  let bound = 0;
  let crossEntropy = 0;
  let count = 0;
  for (const batch of batches) {
    const logits = tf.tidy(() => model.network.apply(parameters, batch.xt, batch.t));
    const values = logits.dataSync() as Float32Array;
    const parts = diffusionMath(engineInfo().threads).discreteLoss(model.loss, values, batch.x0, batch.xt, batch.t, 0);
    logits.dispose();
    bound += sum(parts.bound);
    crossEntropy += sum(parts.crossEntropy);
    count += batch.t.length;
  }
  return means(model, bound / count, crossEntropy / count);
}

/** The bound of −log₂ p(image), a pixel: T times the mean step plus the prior term, in bits. */
export function bitsPerDim(model: LevelModel, bound: number, prior: number): number {
  return (model.chain.steps * bound + prior) / Math.LN2;
}

/** The prior term on some images, nats a pixel; see `priorTerm`. */
export function priorOn(model: LevelModel, images: Uint8Array): number {
  return priorTerm(model.chain, images);
}

function meansOf(model: LevelModel, parts: LossParts): LevelMeans {
  return means(model, sum(parts.bound) / parts.bound.length, sum(parts.crossEntropy) / parts.crossEntropy.length);
}

/** Means a pixel, in nats; what is minimised is bound + λ · crossEntropy. */
function means(model: LevelModel, bound: number, crossEntropy: number): LevelMeans {
  return { loss: bound + model.ceWeight * crossEntropy, terms: { bound, crossEntropy } };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
