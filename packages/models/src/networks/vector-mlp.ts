import { type RandomStream, stream } from '@kraus/core';
import { silu, type Tensor, tf, type Variable } from '../engine/index.js';
import { Initialiser } from './initialise.js';
import { dense } from './layers.js';
import type { ParameterValues } from './network.js';
import { TimeEmbedding } from './time-embedding.js';

export interface VectorShape {
  /** Numbers that a sample has. */
  readonly inputs: number;
  readonly outputs: number;
  /** T; times run from 1 to T. */
  readonly steps: number;
}

/** A perceptron of a few numbers, shifted by time at every hidden layer. Its last layer starts at zero. */
export class VectorMlp {
  readonly name = 'mlp';
  readonly #time: TimeEmbedding;

  constructor(
    private readonly shape: VectorShape,
    private readonly options: { readonly width: number; readonly layers: number },
  ) {
    this.#time = new TimeEmbedding({ frequencies: 32, width: Math.min(options.width, 64), steps: shape.steps });
  }

  initial(random: RandomStream): ParameterValues {
    const into = new Initialiser(random);
    const { width, layers } = this.options;
    this.#time.initial(into);
    for (let i = 0; i < layers; i++) {
      into.dense(`layer${i}`, i === 0 ? this.shape.inputs : width, width, 2);
      into.dense(`layer${i}.time`, this.#time.width, width);
    }
    into.dense('exit', width, this.shape.outputs, 0);
    return into.values;
  }

  /** The names of the parameters, in the order of {@link initial}. */
  names(): readonly string[] {
    return Object.keys(this.initial(stream(0)));
  }

  /**
   * @param x [count, inputs]
   * @param t [count], 1 … T
   * @returns [count, outputs]
   */
  run(parameters: Readonly<Record<string, Tensor>>, x: Float64Array, t: Int32Array): Float64Array {
    const outputs = tf.tidy(() => this.#apply(parameters, x, t));
    const values = Float64Array.from(outputs.dataSync());
    outputs.dispose();
    return values;
  }

  /**
   * ∂L/∂parameters, in the order of {@link initial}; the caller disposes them.
   * @param cotangents ∂L/∂outputs, [count, outputs], of the outputs that it is given
   */
  gradient(
    parameters: Readonly<Record<string, Tensor>>,
    x: Float64Array,
    t: Int32Array,
    cotangents: (outputs: Float64Array) => Float64Array,
  ): Tensor[] {
    const variables = Object.values(parameters) as Variable[];
    const { value, grads } = tf.variableGrads(() => {
      const outputs = this.#apply(parameters, x, t);
      const weights = tf.tensor(Float32Array.from(cotangents(Float64Array.from(outputs.dataSync()))), outputs.shape);
      return tf.sum(tf.mul(outputs, weights)) as tf.Scalar;
    }, variables);
    value.dispose();
    return variables.map(({ name }) => grads[name] as Tensor);
  }

  dispose(): void {}

  #apply(parameters: Readonly<Record<string, Tensor>>, x: Float64Array, t: Int32Array): Tensor {
    const time = this.#time.apply(parameters, t);
    let hidden: Tensor = tf.tensor(Float32Array.from(x), [t.length, this.shape.inputs]);
    for (let i = 0; i < this.options.layers; i++) {
      hidden = silu(tf.add(dense(parameters, `layer${i}`, hidden), dense(parameters, `layer${i}.time`, time)));
    }
    return dense(parameters, 'exit', hidden);
  }
}
