import { type Tensor, tf, type Variable } from '../engine/index.js';
import type { LossMeans } from '../generative-model/index.js';
import type { NoisyBatch } from './batches.js';
import type { PixelModel } from './pixel-model.js';

/** Weighted squared error a pixel of a batch and its gradients, in the order of the record; the caller disposes them. */
export function lossAndGradients(
  model: PixelModel,
  variables: Readonly<Record<string, Variable>>,
  batch: NoisyBatch,
): { readonly means: LossMeans; readonly gradients: Tensor[] } {
  const list = Object.values(variables);
  const { value, grads } = tf.variableGrads(() => batchLoss(model, variables, batch), list);
  const loss = value.dataSync()[0];
  value.dispose();
  // A parameter that is kept as it was has no gradient.
  const gradients = list.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
  return { means: { loss, terms: {} }, gradients };
}

/** Mean loss over batches, weighted by their sizes, without gradients. */
export function meanLoss(
  model: PixelModel,
  parameters: Readonly<Record<string, Tensor>>,
  batches: readonly NoisyBatch[],
): LossMeans {
  let total = 0;
  let count = 0;
  for (const batch of batches) {
    const value = tf.tidy(() => batchLoss(model, parameters, batch));
    total += value.dataSync()[0] * batch.t.length;
    count += batch.t.length;
    value.dispose();
  }
  return { loss: total / count, terms: {} };
}

function batchLoss(model: PixelModel, parameters: Readonly<Record<string, Tensor>>, batch: NoisyBatch): tf.Scalar {
  const { height, width, channels } = model.shape;
  const { xt, target, t, labels } = batch;
  const shape = [t.length, height, width, channels];
  const predicted = model.network.apply(parameters, tf.tensor(xt, shape), t, labels);
  const squares = tf.mean(tf.square(tf.sub(predicted, tf.tensor(target, shape))), [1, 2, 3]);
  const weights = Float32Array.from(t, (time) => model.weights[time - 1]);
  return tf.mean(tf.mul(squares, tf.tensor1d(weights))) as tf.Scalar;
}
