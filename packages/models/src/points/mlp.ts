import type { RandomStream } from '@kraus/core';
import { silu, type Tensor, tf, type Variable } from '../engine/index.js';
import type { Parameters } from '../generative-model/index.js';
import { dense, Initialiser, type ParameterValues, TimeEmbedding } from '../networks/index.js';
import type { PointNetwork } from './point-network.js';

export interface PointMlpOptions {
  readonly width: number;
  readonly layers: number;
}

/** A perceptron of the coordinates, shifted by time at every hidden layer. */
export class PointMlp implements PointNetwork {
  readonly name = 'mlp';
  readonly #time: TimeEmbedding;

  constructor(
    private readonly shape: { readonly dimension: number; readonly outputs: number; readonly steps: number },
    private readonly options: PointMlpOptions,
  ) {
    this.#time = new TimeEmbedding({ frequencies: 32, width: Math.min(options.width, 64), steps: shape.steps });
  }

  initial(random: RandomStream): ParameterValues {
    const into = new Initialiser(random);
    const { width, layers } = this.options;
    this.#time.initial(into);
    for (let i = 0; i < layers; i++) {
      into.dense(`layer${i}`, i === 0 ? this.shape.dimension : width, width, 2);
      into.dense(`layer${i}.time`, this.#time.width, width);
    }
    into.dense('exit', width, this.shape.outputs, 0);
    return into.values;
  }

  run(parameters: Parameters, xt: Float64Array, t: Int32Array): Float64Array {
    const outputs = tf.tidy(() => this.#apply(parameters, xt, t));
    const values = Float64Array.from(outputs.dataSync());
    outputs.dispose();
    return values;
  }

  gradient(
    parameters: Parameters,
    xt: Float64Array,
    t: Int32Array,
    cotangents: (outputs: Float64Array) => Float64Array,
  ): Tensor[] {
    const variables = Object.values(parameters) as Variable[];
    const { value, grads } = tf.variableGrads(() => {
      const outputs = this.#apply(parameters, xt, t);
      const weights = tf.tensor(Float32Array.from(cotangents(Float64Array.from(outputs.dataSync()))), outputs.shape);
      return tf.sum(tf.mul(outputs, weights)) as tf.Scalar;
    }, variables);
    value.dispose();
    return variables.map(({ name }) => grads[name] as Tensor);
  }

  dispose(): void {}

  #apply(parameters: Parameters, xt: Float64Array, t: Int32Array): Tensor {
    const time = this.#time.apply(parameters, t);
    let x: Tensor = tf.tensor(Float32Array.from(xt), [t.length, this.shape.dimension]);
    for (let i = 0; i < this.options.layers; i++) {
      x = silu(tf.add(dense(parameters, `layer${i}`, x), dense(parameters, `layer${i}.time`, time)));
    }
    return dense(parameters, 'exit', x);
  }
}
