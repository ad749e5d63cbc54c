import type { RandomStream } from '@kraus/core';
import { type Tensor, tf } from '../engine/index.js';
import { Bottleneck, type BottleneckOptions } from './bottleneck.js';
import { Initialiser } from './initialise.js';
import { addPerChannel, convolution, dense, doubleByMatrix } from './layers.js';
import type { ImageNetwork, ImageShape, ParameterValues } from './network.js';
import { type Tiling, tiled, untile } from './one-hot.js';
import { classVectors, rowsOf, sinusoids } from './time-embedding.js';

export interface HybridUnetOptions extends BottleneckOptions {
  /** Channels at full resolution; twice and four times as many below. */
  readonly channels: number;
}

/**
 * The light U-Net of Chen et al. (arXiv:2504.00034, layout v7 of its code): convolutions down to a quarter of the sides, time added there,
 * one residual block, a gate over channels ({@link Bottleneck}), transposed convolutions up, one bypass of the finest resolution. With 32
 * channels and grey images it has 445,985 parameters without the gate. Sides are padded to multiples of four.
 */
export class HybridUnet implements ImageNetwork {
  readonly name = 'hybridUnet';
  private readonly gate: Bottleneck;
  private readonly table: Float32Array;
  private readonly tiling: Tiling;
  private readonly tiledShape: ImageShape & { readonly levels: 1 };
  private readonly widths: readonly [number, number, number];

  constructor(
    private readonly shape: ImageShape,
    options: HybridUnetOptions,
  ) {
    const { channels } = options;
    this.widths = [channels, 2 * channels, 4 * channels];
    this.gate = new Bottleneck('gate', 4 * channels, options);
    this.table = sinusoids(4 * channels, shape.steps);
    const round = (length: number): number => 4 * Math.ceil(length / 4);
    this.tiling = { patch: 1, height: round(shape.height), width: round(shape.width) };
    this.tiledShape = { ...shape, levels: 1 };
  }

  initial(stream: RandomStream): ParameterValues {
    const into = new Initialiser(stream);
    const { channels, classes } = this.shape;
    const [fine, middle, coarse] = this.widths;
    into.convolution('down0', 3, channels, fine, 2);
    into.convolution('down1', 3, fine, middle, 2);
    into.convolution('down2', 3, middle, coarse, 2);
    into.dense('time', coarse, coarse);
    if (classes > 0) into.zeros('class', [classes + 1, coarse]);
    into.convolution('block.first', 3, coarse, coarse, 2);
    into.convolution('block.second', 3, coarse, coarse);
    this.gate.initial(into);
    into.double('up1', coarse, middle, 2);
    into.double('up0', middle, fine, 2);
    into.convolution('exit', 3, 2 * fine, channels);
    return into.values;
  }

  apply(parameters: Readonly<Record<string, Tensor>>, x: Tensor, t: Int32Array, labels?: Int32Array): Tensor {
    const [, , coarse] = this.widths;
    let time = rowsOf(this.table, coarse, t);
    if (labels !== undefined) time = tf.add(time, classVectors(parameters.class, labels));
    const fine = tf.relu(convolution(parameters, 'down0', tiled(this.tiledShape, this.tiling, x)));
    let y = tf.relu(convolution(parameters, 'down1', fine, 2));
    y = tf.relu(convolution(parameters, 'down2', y, 2));
    y = addPerChannel(y, dense(parameters, 'time', time));
    const inner = convolution(parameters, 'block.second', tf.relu(convolution(parameters, 'block.first', y)));
    y = this.gate.apply(parameters, tf.relu(tf.add(y, inner)));
    y = tf.relu(doubleByMatrix(parameters, 'up1', y));
    y = tf.relu(doubleByMatrix(parameters, 'up0', y));
    return untile(this.tiledShape, this.tiling, convolution(parameters, 'exit', tf.concat([y, fine], 3)));
  }
}
