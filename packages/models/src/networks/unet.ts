import { KrausError, type RandomStream } from '@kraus/core';
import { groupNorm, type Tensor, tf } from '../engine/index.js';
import { Initialiser } from './initialise.js';
import { convolution, dense, double, groupsFor } from './layers.js';
import type { ImageNetwork, ImageShape, NetworkShape, ParameterValues, ReverseNetwork } from './network.js';
import { oneHot, type Tiling, tiled, untile } from './one-hot.js';
import { TimeEmbedding } from './time-embedding.js';

export interface UnetOptions {
  /** Channels at full resolution. */
  readonly channels: number;
  /** Times the resolution is halved. */
  readonly depth: number;
  /** Factor of the channels at each halving. */
  readonly growth: number;
  /** Blocks at each resolution, on either side; the coarsest has one more. */
  readonly blocks: number;
  /** Groups of the normalisation, at most; the largest divisor of the channels is taken. */
  readonly groups: number;
  /** Squares of `patch × patch` pixels enter and leave as one. */
  readonly patch: number;
  /** Adds this multiple of what enters to what leaves. */
  readonly bypass: number;
}

/** One block: a convolution from some channels to others, halving the sides if the stride is 2. */
interface Block {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly stride: 1 | 2;
}

/**
 * A U-Net over the whole image (Ronneberger et al., arXiv:1505.04597), with time. A block is
 * SiLU(GroupNorm(conv3×3(x)) + W time), with x added where the shapes agree; the first block of a coarser resolution
 * has stride 2; on the way up, nearest-neighbour doubling, joined to the same resolution's channels. The last
 * convolution starts at zero: an untrained network predicts the uniform distribution over levels, or no noise. Any image
 * size: sides are padded to a multiple of `patch · 2^depth`, and the prediction cut back.
 */
class UnetTrunk {
  readonly tiling: Tiling;
  /** What of a patch enters and leaves. */
  private readonly outer: number;
  /** Blocks at each resolution, finest first, on the way down and on the way up. */
  private readonly down: readonly (readonly Block[])[];
  private readonly up: readonly (readonly Block[])[];

  /** @throws KrausError `models/unet-too-deep` if the coarsest resolution would be less than 2 × 2. */
  constructor(
    shape: NetworkShape,
    private readonly options: UnetOptions,
    private readonly time: TimeEmbedding,
  ) {
    const { channels, depth, growth, blocks, patch } = options;
    const unit = patch * 2 ** depth;
    const side = Math.min(shape.height, shape.width);
    if (depth > 0 && side <= unit) {
      throw new KrausError(
        'models/unet-too-deep',
        `unet: images of ${shape.height} × ${shape.width} pixels cannot be halved ${depth} times` +
          `${patch > 1 ? ` after patches of ${patch}` : ''}; use a smaller depth (here at most ${deepest(side, patch)}).`,
      );
    }
    const round = (length: number): number => Math.ceil(length / unit) * unit;
    this.tiling = { patch, height: round(shape.height), width: round(shape.width) };
    this.outer = patch * patch * shape.channels * shape.levels;
    const width = (level: number): number => Math.round(channels * growth ** level);
    this.down = Array.from({ length: depth + 1 }, (_, level) =>
      Array.from({ length: level === depth ? blocks + 1 : blocks }, (_, i): Block => {
        const from = i > 0 ? width(level) : level > 0 ? width(level - 1) : this.outer;
        return { name: `down${level}.block${i}`, from, to: width(level), stride: i === 0 && level > 0 ? 2 : 1 };
      }),
    );
    this.up = Array.from({ length: depth }, (_, level) =>
      Array.from({ length: blocks }, (_, i): Block => {
        const from = i > 0 ? width(level) : width(level + 1) + width(level);
        return { name: `up${level}.block${i}`, from, to: width(level), stride: 1 };
      }),
    );
  }

  initial(stream: RandomStream): ParameterValues {
    const into = new Initialiser(stream);
    this.time.initial(into);
    for (const { name, from, to } of [...this.down, ...this.up].flat()) {
      into.convolution(name, 3, from, to);
      into.norm(`${name}.norm`, to);
      into.dense(`${name}.time`, this.time.width, to);
    }
    into.convolution('exit', 3, this.down[0]?.[0]?.to ?? 0, this.outer, 0);
    return into.values;
  }

  /** @param input `[batch, tiling.height/patch, tiling.width/patch, outer]`; so is what is returned */
  apply(parameters: Readonly<Record<string, Tensor>>, input: Tensor, time: Tensor): Tensor {
    const { depth, bypass } = this.options;
    const kept: Tensor[] = [];
    let x = input;
    for (const blocks of this.down) {
      for (const block of blocks) x = this.block(parameters, block, x, time);
      kept.push(x);
    }
    for (let level = depth - 1; level >= 0; level--) {
      x = tf.concat([double(x), kept[level]], 3);
      for (const block of this.up[level]) x = this.block(parameters, block, x, time);
    }
    const out = convolution(parameters, 'exit', x);
    return bypass === 0 ? out : tf.add(out, tf.mul(input, bypass));
  }

  private block(parameters: Readonly<Record<string, Tensor>>, block: Block, x: Tensor, time: Tensor): Tensor {
    const { name, from, to, stride } = block;
    const scale = parameters[`${name}.norm.scale`];
    const shift = parameters[`${name}.norm.shift`];
    const result = groupNorm(
      convolution(parameters, name, x, stride),
      scale,
      shift,
      groupsFor(to, this.options.groups),
      {
        activation: 'silu',
        shift: dense(parameters, `${name}.time`, time),
      },
    );
    return from === to && stride === 1 ? tf.add(x, result) : result;
  }
}

/** The U-Net that reads levels and predicts a distribution over levels for every pixel. */
export class Unet implements ReverseNetwork {
  readonly name = 'unet';
  private readonly time: TimeEmbedding;
  private readonly trunk: UnetTrunk;

  /** @throws KrausError `models/unet-too-deep` */
  constructor(
    private readonly shape: NetworkShape,
    options: UnetOptions,
  ) {
    this.time = new TimeEmbedding({ frequencies: 32, width: 4 * options.channels, steps: shape.steps });
    this.trunk = new UnetTrunk(shape, options, this.time);
  }

  initial(stream: RandomStream): ParameterValues {
    return this.trunk.initial(stream);
  }

  apply(parameters: Readonly<Record<string, Tensor>>, xt: Uint8Array, t: Int32Array): Tensor {
    const { tiling } = this.trunk;
    const time = this.time.apply(parameters, t);
    const input = oneHot(this.shape, tiling, xt, t.length);
    return untile(this.shape, tiling, this.trunk.apply(parameters, input, time));
  }
}

/** The same U-Net on real numbers: reads images and predicts as many numbers. */
export class ImageUnet implements ImageNetwork {
  readonly name = 'unet';
  private readonly time: TimeEmbedding;
  private readonly trunk: UnetTrunk;
  private readonly tiled: NetworkShape;

  /** @throws KrausError `models/unet-too-deep` */
  constructor(shape: ImageShape, options: UnetOptions) {
    const { steps, classes } = shape;
    this.tiled = { ...shape, levels: 1 };
    this.time = new TimeEmbedding({ frequencies: 32, width: 4 * options.channels, steps, classes });
    this.trunk = new UnetTrunk(this.tiled, options, this.time);
  }

  initial(stream: RandomStream): ParameterValues {
    return this.trunk.initial(stream);
  }

  apply(parameters: Readonly<Record<string, Tensor>>, x: Tensor, t: Int32Array, labels?: Int32Array): Tensor {
    const { tiling } = this.trunk;
    const time = this.time.apply(parameters, t, labels);
    const input = tiled(this.tiled, tiling, x);
    return untile(this.tiled, tiling, this.trunk.apply(parameters, input, time));
  }
}

function deepest(side: number, patch: number): number {
  let depth = 0;
  while (side > patch * 2 ** (depth + 1)) depth++;
  return depth;
}
