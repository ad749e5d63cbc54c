import type { RandomStream } from '@kraus/core';
import { silu, type Tensor, tf } from '../engine/index.js';
import { Initialiser } from './initialise.js';
import { addPerChannel, convolution, dense } from './layers.js';
import type { NetworkShape, ReverseNetwork } from './network.js';
import { oneHot } from './one-hot.js';
import { TimeEmbedding } from './time-embedding.js';

export interface PixelwiseOptions {
  /** Neurons of a hidden layer. */
  readonly width: number;
  /** Hidden layers. */
  readonly layers: number;
  /** Whether the network knows where its pixel is. */
  readonly position: boolean;
}

/**
 * Negative control: the same small perceptron for each pixel, which sees that pixel alone (and its position, unless
 * switched off). It can learn the marginal distribution of each pixel and nothing of how pixels hang together.
 */
export class Pixelwise implements ReverseNetwork {
  readonly name = 'pixelwise';
  private readonly time: TimeEmbedding;

  constructor(
    private readonly shape: NetworkShape,
    private readonly options: PixelwiseOptions,
  ) {
    this.time = new TimeEmbedding({ frequencies: 32, width: options.width, steps: shape.steps });
  }

  initial(stream: RandomStream): Initialiser['values'] {
    const into = new Initialiser(stream);
    const { width, layers, position } = this.options;
    const depth = this.shape.channels * this.shape.levels;
    this.time.initial(into);
    if (position) into.zeros('position', [this.shape.height * this.shape.width * width]);
    for (let i = 0; i < layers; i++) {
      into.convolution(`layer${i}`, 1, i === 0 ? depth : width, width, 2);
      into.dense(`layer${i}.time`, this.time.width, width);
    }
    into.convolution('exit', 1, width, depth, 0);
    return into.values;
  }

  apply(parameters: Readonly<Record<string, Tensor>>, xt: Uint8Array, t: Int32Array): Tensor {
    const { height, width } = this.shape;
    const batch = t.length;
    const time = this.time.apply(parameters, t);
    let x = oneHot(this.shape, { patch: 1, height, width }, xt, batch);
    for (let i = 0; i < this.options.layers; i++) {
      x = addPerChannel(convolution(parameters, `layer${i}`, x), dense(parameters, `layer${i}.time`, time));
      if (i === 0 && this.options.position) {
        const shape = x.shape;
        x = tf.reshape(tf.add(tf.reshape(x, [batch, x.size / batch]), parameters.position), shape);
      }
      x = silu(x);
    }
    return convolution(parameters, 'exit', x);
  }
}
