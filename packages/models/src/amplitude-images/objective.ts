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
  return gradientsOf(model, Object.values(variables), () => pathLoss(model, variables, paths));
}

/** Mean loss over rows of step t alone, given inputs and what it should give, and the gradients of the variables named. */
export function stepLossAndGradients(
  model: AmplitudeModel,
  variables: Readonly<Record<string, Variable>>,
  example: { readonly given: Distributions; readonly wanted: Distributions; readonly t: number },
  names: readonly string[],
): { readonly means: LossMeans; readonly gradients: Tensor[] } {
  const { given, wanted, t } = example;
  return gradientsOf(
    model,
    names.map((name) => variables[name] as Variable),
    () => {
      const { l1, kl } = distances(model, model.reverse.apply(variables, given, t), wanted);
      return weighted(model, l1, kl);
    },
  );
}

/** The loss of {@link lossAndGradients} without gradients. */
export function meanLoss(model: AmplitudeModel, parameters: Parameters, paths: readonly Distributions[]): LossMeans {
  let sums: Sums = { l1: 0, kl: 0 };
  tf.tidy(() => {
    sums = pathLoss(model, parameters, paths).sums;
  });
  return meansOf(model, sums);
}

/** Σ|p − p̃| and KL(p ‖ p̃) in nats, means over rows, and over steps if there are several. */
interface Sums {
  readonly l1: number;
  readonly kl: number;
}

interface Loss {
  readonly value: tf.Scalar;
  readonly sums: Sums;
}

function gradientsOf(
  model: AmplitudeModel,
  list: Variable[],
  lossOf: () => Loss,
): { readonly means: LossMeans; readonly gradients: Tensor[] } {
  let sums: Sums | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const loss = lossOf();
    sums = loss.sums;
    return loss.value;
  }, list);
  value.dispose();
  // The fitted prior is no part of the loss.
  const gradients = list.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
  return { means: meansOf(model, sums ?? { l1: 0, kl: 0 }), gradients };
}

function pathLoss(model: AmplitudeModel, parameters: Parameters, paths: readonly Distributions[]): Loss {
  const { forward, reverse, inputs } = model;
  const l1: Tensor[] = [];
  const kl: Tensor[] = [];
  let given = paths[forward.steps] as Distributions;
  for (let t = forward.steps; t >= 1; t--) {
    const predicted = reverse.apply(parameters, given, t);
    const wanted = paths[t - 1] as Distributions;
    const terms = distances(model, predicted, wanted);
    l1.push(terms.l1);
    kl.push(terms.kl);
    given = inputs === 'own' ? Float32Array.from(predicted.dataSync()) : wanted;
  }
  const mean = (terms: Tensor[]): Tensor => tf.div(tf.addN(terms), terms.length);
  return weighted(model, mean(l1), mean(kl));
}

function distances(
  { size }: AmplitudeModel,
  predicted: Tensor,
  wanted: Distributions,
): { readonly l1: Tensor; readonly kl: Tensor } {
  const rows = wanted.length / size;
  const target = tf.tensor2d(wanted, [rows, size]);
  const logarithms = tf.tensor2d(
    wanted.map((p) => Math.log(p + FLOOR / size)),
    [rows, size],
  );
  const differences = tf.sub(logarithms, tf.log(tf.add(predicted, FLOOR / size)));
  return {
    l1: tf.mean(tf.sum(tf.abs(tf.sub(predicted, target)), 1)),
    kl: tf.mean(tf.sum(tf.mul(target, differences), 1)),
  };
}

function weighted(model: AmplitudeModel, l1: Tensor, kl: Tensor): Loss {
  const value = tf.add(tf.mul(l1, model.l1), tf.mul(kl, model.kl)) as tf.Scalar;
  return { value, sums: { l1: l1.dataSync()[0] as number, kl: kl.dataSync()[0] as number } };
}

function meansOf(model: AmplitudeModel, { l1, kl }: Sums): LossMeans {
  return { loss: model.l1 * l1 + model.kl * kl, terms: { l1, kl } };
}
