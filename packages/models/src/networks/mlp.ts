import type { RandomStream } from '@kraus/core';
import { silu, type Tensor, tf } from '../engine/index.js';
import { Initialiser } from './initialise.js';
import { dense } from './layers.js';
import type { NetworkShape, ReverseNetwork } from './network.js';
import { oneHot } from './one-hot.js';
import { TimeEmbedding } from './time-embedding.js';

export interface MlpOptions {
  /** Neurons of a hidden layer. */
  readonly width: number;
  /** Hidden layers. */
  readonly layers: number;
}

/** A perceptron over all pixels of the image at once, shifted by time at every hidden layer. For small images. */
export class Mlp implements ReverseNetwork {
  readonly name = 'mlp';
  private readonly time: TimeEmbedding;
  private readonly size: number;

  constructor(
    private readonly shape: NetworkShape,
    private readonly options: MlpOptions,
  ) {
    this.size = shape.height * shape.width * shape.channels * shape.levels;
    this.time = new TimeEmbedding({ frequencies: 32, width: Math.min(options.width, 128), steps: shape.steps });
  }

  initial(stream: RandomStream): Initialiser['values'] {
    const into = new Initialiser(stream);
    const { width, layers } = this.options;
    this.time.initial(into);
    for (let i = 0; i < layers; i++) {
      into.dense(`layer${i}`, i === 0 ? this.size : width, width, 2);
      into.dense(`layer${i}.time`, this.time.width, width);
    }
    into.dense('exit', width, this.size, 0);
    return into.values;
  }

  apply(parameters: Readonly<Record<string, Tensor>>, xt: Uint8Array, t: Int32Array): Tensor {
    const { height, width, channels, levels } = this.shape;
    const batch = t.length;
    const time = this.time.apply(parameters, t);
    let x = tf.reshape(oneHot(this.shape, { patch: 1, height, width }, xt, batch), [batch, this.size]);
    for (let i = 0; i < this.options.layers; i++) {
      x = silu(tf.add(dense(parameters, `layer${i}`, x), dense(parameters, `layer${i}.time`, time)));
    }
    return tf.reshape(dense(parameters, 'exit', x), [batch, height, width, channels * levels]);
  }
}
