import { KrausError, type RandomStream } from '@kraus/core';
import { type Tensor, tf } from '../engine/index.js';
import { Initialiser } from './initialise.js';
import { addPerChannel, convolution, dense, double, groupsFor, normSilu } from './layers.js';
import type { NetworkShape, ReverseNetwork } from './network.js';
import { oneHot, type Tiling, untile } from './one-hot.js';
import { TimeEmbedding } from './time-embedding.js';

export interface UnetOptions {
  /** Channels at full resolution. */
  readonly channels: number;
  /** Times the resolution is halved. */
  readonly depth: number;
  /** Factor of the channels at each halving. */
  readonly growth: number;
  /** Blocks at each resolution, on either side. */
  readonly blocks: number;
  /** Residual blocks (two convolutions and a bypass) or plain ones (one convolution). */
  readonly residual: boolean;
  /** Groups of the normalisation, at most; the largest divisor of the channels is taken. */
  readonly groups: number;
  /** Pixels of `patch × patch` are taken as one at the entry and given back at the exit. */
  readonly patch: number;
  /** Adds this multiple of the indicator of x_t to the logits. */
  readonly bypass: number;
}

/**
 * A U-Net over the whole image (Ronneberger et al., arXiv:1505.04597; with time as in DDPM, arXiv:2006.11239):
 * stride-2 convolutions down, nearest-neighbour doubling up, joined to the same level by concatenation; each block
 * group norm, SiLU, convolution, with a shift by time. Any image size: sides are padded to a multiple of
 * `patch · 2^depth`, and the logits cut back.
 */
export class Unet implements ReverseNetwork {
  readonly name = 'unet';
  private readonly tiling: Tiling;
  private readonly time: TimeEmbedding;
  /** Channels at each resolution, finest first. */
  private readonly widths: readonly number[];

  /** @throws KrausError `models/unet-too-deep` if the smallest resolution would be less than 2 × 2. */
  constructor(
    private readonly shape: NetworkShape,
    private readonly options: UnetOptions,
  ) {
    const unit = options.patch * 2 ** options.depth;
    const round = (side: number): number => Math.ceil(side / unit) * unit;
    this.tiling = { patch: options.patch, height: round(shape.height), width: round(shape.width) };
    if (options.depth > 0 && Math.min(shape.height, shape.width) <= unit) {
      throw new KrausError(
        'models/unet-too-deep',
        `unet: images of ${shape.height} × ${shape.width} pixels cannot be halved ${options.depth} times` +
          `${options.patch > 1 ? ` after patches of ${options.patch}` : ''}; ` +
          `use a smaller depth (here at most ${deepest(Math.min(shape.height, shape.width), options.patch)}).`,
      );
    }
    this.widths = Array.from({ length: options.depth + 1 }, (_, level) =>
      Math.round(options.channels * options.growth ** level),
    );
    this.time = new TimeEmbedding({ frequencies: 64, width: 4 * options.channels, steps: shape.steps });
  }

  initial(stream: RandomStream): Initialiser['values'] {
    const into = new Initialiser(stream);
    const { depth, blocks, patch } = this.options;
    const w = this.widths;
    const tileDepth = patch * patch * this.shape.channels * this.shape.levels;
    this.time.initial(into);
    into.convolution('enter', 3, tileDepth, w[0]);
    for (let level = 0; level < depth; level++) {
      for (let i = 0; i < blocks; i++) this.initialBlock(into, `down${level}.block${i}`, w[level], w[level]);
      into.convolution(`down${level}.halve`, 3, w[level], w[level + 1]);
    }
    for (let i = 0; i < blocks; i++) this.initialBlock(into, `middle.block${i}`, w[depth], w[depth]);
    for (let level = depth - 1; level >= 0; level--) {
      for (let i = 0; i < blocks; i++) {
        this.initialBlock(into, `up${level}.block${i}`, i === 0 ? w[level + 1] + w[level] : w[level], w[level]);
      }
    }
    into.norm('exit.norm', w[0]);
    into.convolution('exit', 3, w[0], tileDepth, 0);
    return into.values;
  }

  apply(parameters: Readonly<Record<string, Tensor>>, xt: Uint8Array, t: Int32Array): Tensor {
    const { depth, blocks, groups, bypass } = this.options;
    const batch = t.length;
    const time = this.time.apply(parameters, t);
    const input = oneHot(this.shape, this.tiling, xt, batch);
    let x = convolution(parameters, 'enter', input);
    const kept: Tensor[] = [];
    for (let level = 0; level < depth; level++) {
      for (let i = 0; i < blocks; i++) x = this.block(parameters, `down${level}.block${i}`, x, time);
      kept.push(x);
      x = convolution(parameters, `down${level}.halve`, x, 2);
    }
    for (let i = 0; i < blocks; i++) x = this.block(parameters, `middle.block${i}`, x, time);
    for (let level = depth - 1; level >= 0; level--) {
      x = tf.concat([double(x), kept[level]], 3);
      for (let i = 0; i < blocks; i++) x = this.block(parameters, `up${level}.block${i}`, x, time);
    }
    x = normSilu(parameters, 'exit.norm', x, groupsFor(this.widths[0], groups));
    let logits = convolution(parameters, 'exit', x);
    if (bypass !== 0) logits = tf.add(logits, tf.mul(input, bypass));
    return untile(this.shape, this.tiling, logits);
  }

  private initialBlock(into: Initialiser, name: string, from: number, to: number): void {
    into.dense(`${name}.time`, this.time.width, to);
    if (!this.options.residual) {
      into.convolution(`${name}.conv1`, 3, from, to);
      into.norm(`${name}.norm1`, to);
      return;
    }
    into.norm(`${name}.norm1`, from);
    into.convolution(`${name}.conv1`, 3, from, to);
    into.norm(`${name}.norm2`, to);
    into.convolution(`${name}.conv2`, 3, to, to, 0.1);
    if (from !== to) into.convolution(`${name}.bypass`, 1, from, to);
  }

  private block(parameters: Readonly<Record<string, Tensor>>, name: string, x: Tensor, time: Tensor): Tensor {
    const { groups, residual } = this.options;
    const shift = dense(parameters, `${name}.time`, time);
    const to = shift.shape[1] ?? 0;
    if (!residual) {
      const y = addPerChannel(convolution(parameters, `${name}.conv1`, x), shift);
      return normSilu(parameters, `${name}.norm1`, y, groupsFor(to, groups));
    }
    const from = x.shape[3] ?? 0;
    let y = normSilu(parameters, `${name}.norm1`, x, groupsFor(from, groups));
    y = addPerChannel(convolution(parameters, `${name}.conv1`, y), shift);
    y = normSilu(parameters, `${name}.norm2`, y, groupsFor(to, groups));
    y = convolution(parameters, `${name}.conv2`, y);
    return tf.add(y, from === to ? x : convolution(parameters, `${name}.bypass`, x));
  }
}

function deepest(side: number, patch: number): number {
  let depth = 0;
  while (side > patch * 2 ** (depth + 1)) depth++;
  return depth;
}
