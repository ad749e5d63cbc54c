import { type Tensor, tf, type Variable } from '../engine/index.js';
import type { LossMeans, Parameters } from '../generative-model/index.js';
import type { AmplitudeModel } from './amplitude-model.js';
import type { Distributions } from './embedding.js';

/** Added to probabilities before their logarithm, as a share of the uniform distribution's. */
const FLOOR = 1e-4;

/** Mean loss of paths over rows and steps, and its gradients in the order of the record; the caller disposes them. */
export function lossAndGradients(
  model: AmplitudeModel,
  variables: Readonly<Record<string, Variable>>,
  paths: readonly Distributions[],
): { readonly means: LossMeans; readonly gradients: Tensor[] } {
  const list = Object.values(variables);
  let sums: Sums | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const loss = pathLoss(model, variables, paths);
    sums = loss.sums;
    return loss.value;
  }, list);
  value.dispose();
  // The fitted prior is no part of the loss.
  const gradients = list.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
  return { means: meansOf(model, sums ?? { l1: 0, kl: 0 }), gradients };
}

/** The same loss without gradients. */
export function meanLoss(model: AmplitudeModel, parameters: Parameters, paths: readonly Distributions[]): LossMeans {
  let sums: Sums = { l1: 0, kl: 0 };
  tf.tidy(() => {
    sums = pathLoss(model, parameters, paths).sums;
  });
  return meansOf(model, sums);
}

/** Σ|p − p̃| and KL(p ‖ p̃) in nats, means over rows and steps. */
interface Sums {
  readonly l1: number;
  readonly kl: number;
}

function pathLoss(
  model: AmplitudeModel,
  parameters: Parameters,
  paths: readonly Distributions[],
): { readonly value: tf.Scalar; readonly sums: Sums } {
  const { size, forward, reverse, inputs } = model;
  const rows = (paths[0] as Distributions).length / size;
  const l1: Tensor[] = [];
  const kl: Tensor[] = [];
  let given = paths[forward.steps] as Distributions;
  for (let t = forward.steps; t >= 1; t--) {
    const predicted = reverse.apply(parameters, given, t);
    const wanted = paths[t - 1] as Distributions;
    const target = tf.tensor2d(wanted, [rows, size]);
    l1.push(tf.mean(tf.sum(tf.abs(tf.sub(predicted, target)), 1)));
    const logarithms = tf.tensor2d(
      wanted.map((p) => Math.log(p + FLOOR / size)),
      [rows, size],
    );
    const differences = tf.sub(logarithms, tf.log(tf.add(predicted, FLOOR / size)));
    kl.push(tf.mean(tf.sum(tf.mul(target, differences), 1)));
    given = inputs === 'own' ? Float32Array.from(predicted.dataSync()) : wanted;
  }
  const mean = (terms: Tensor[]): Tensor => tf.div(tf.addN(terms), terms.length);
  const [meanL1, meanKl] = [mean(l1), mean(kl)];
  const value = tf.add(tf.mul(meanL1, model.l1), tf.mul(meanKl, model.kl)) as tf.Scalar;
  return { value, sums: { l1: meanL1.dataSync()[0] as number, kl: meanKl.dataSync()[0] as number } };
}

function meansOf(model: AmplitudeModel, { l1, kl }: Sums): LossMeans {
  return { loss: model.l1 * l1 + model.kl * kl, terms: { l1, kl } };
}
