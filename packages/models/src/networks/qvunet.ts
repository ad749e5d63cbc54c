import { KrausError, type RandomStream } from '@kraus/core';
import { conv2dBias, type Tensor, tf } from '../engine/index.js';
import { Attention } from './attention.js';
import { Initialiser } from './initialise.js';
import { convolution, double } from './layers.js';
import type { ImageNetwork, ImageShape, ParameterValues } from './network.js';
import { type Tiling, tiled, untile } from './one-hot.js';
import { TimeEmbedding } from './time-embedding.js';
import { VertexBlock } from './vertex-block.js';
import { type VertexAnsatz, vertexCircuit } from './vertex-circuit.js';

export interface QvunetOptions {
  /** Groups of three channels that go through circuits in each of the two innermost blocks. */
  readonly groups: number;
  readonly ansatz: VertexAnsatz;
  /** Layers of every circuit. */
  readonly layers: number;
  /** Channels at full resolution. */
  readonly channels: number;
}

interface Level {
  readonly blocks: readonly [VertexBlock, VertexBlock];
  readonly attention: Attention;
}

const LEVELS = 4;
/** Sides that become 2 × 2 after two halvings and the 7 × 7 convolution into the vertex. */
const SIDES = [16, 28];
/** What the convolution into the vertex takes: 9 × 9 pixels, stride 2, become 2 × 2. */
const ENTRY = 9;

/**
 * The U-Net with a quantum vertex of De Falco et al. (arXiv:2402.16147, layout of its code): sides 28, 14, 7, 2 (or 16, 8, 4, 2), two residual blocks
 * and linear attention at each, full attention between the two blocks of the vertex. With 10 channels and grey images it has 483,321 parameters;
 * with ten groups of hierarchical circuits 432,561.
 */
export class Qvunet implements ImageNetwork {
  readonly name = 'qvunet';
  private readonly time: TimeEmbedding;
  private readonly down: readonly Level[];
  private readonly vertex: Level;
  private readonly up: readonly Level[];
  private readonly final: VertexBlock;
  private readonly tiling: Tiling;
  private readonly tiledShape: ImageShape & { readonly levels: 1 };

  /** @throws KrausError `models/qvunet-size`, `models/qvunet-groups` */
  constructor(
    private readonly shape: ImageShape,
    private readonly options: QvunetOptions,
  ) {
    const { channels, groups, ansatz, layers } = options;
    const { height, width, steps, classes } = shape;
    const side = SIDES.find((length) => length >= Math.max(height, width));
    if (side === undefined) {
      throw new KrausError(
        'models/qvunet-size',
        `qvunet: images of ${height} × ${width} pixels are too large; expected at most 28 × 28, so give the dataset a size of 28 or less.`,
      );
    }
    const inner = LEVELS * channels;
    if (3 * groups >= inner) {
      throw new KrausError(
        'models/qvunet-groups',
        `qvunet: ${groups} groups of 3 channels leave none of the ${inner} innermost channels to the convolution; use at most ${Math.ceil(inner / 3) - 1}.`,
      );
    }
    this.tiling = { patch: 1, height: side, width: side };
    this.tiledShape = { ...shape, levels: 1 };
    this.time = new TimeEmbedding({
      frequencies: 2 * Math.ceil(channels / 2),
      width: 4 * channels,
      steps,
      classes,
    });
    const indices = Array.from({ length: LEVELS }, (_, level) => level);
    this.down = indices.map((level) => {
      const own = this.outer(level);
      return this.level(`down${level}`, own, own);
    });
    this.up = indices.map((level) =>
      this.level(`up${level}`, this.inner(level) + this.outer(level), this.inner(level)),
    );
    const circuits = { groups, circuit: vertexCircuit(ansatz, layers) };
    this.vertex = {
      blocks: [
        new VertexBlock('vertex.block0', inner, inner, circuits),
        new VertexBlock('vertex.block1', inner, inner, circuits),
      ],
      attention: new Attention('vertex.attention', inner, 'full'),
    };
    this.final = new VertexBlock('final', 2 * channels, channels);
  }

  initial(stream: RandomStream): ParameterValues {
    const into = new Initialiser(stream);
    const { channels } = this.options;
    this.time.initial(into);
    into.convolution('enter', 7, this.shape.channels, channels);
    for (const { blocks, attention } of [...this.down, this.vertex, ...this.up]) {
      for (const block of blocks) block.initial(into, this.time.width);
      attention.initial(into);
    }
    for (let level = 0; level < LEVELS; level++) {
      const size = [4, 4, 7, 3][level];
      into.convolution(`down${level}.leave`, size, this.outer(level), this.inner(level));
      into.convolution(`up${level}.leave`, 3, this.inner(level), this.outer(level));
    }
    this.final.initial(into, this.time.width);
    into.convolution('exit', 1, channels, this.shape.channels);
    return into.values;
  }

  apply(parameters: Readonly<Record<string, Tensor>>, x: Tensor, t: Int32Array, labels?: Int32Array): Tensor {
    const time = this.time.apply(parameters, t, labels);
    const entered = convolution(parameters, 'enter', tiled(this.tiledShape, this.tiling, x));
    const kept: Tensor[] = [];
    let y = entered;
    for (const [level, { blocks, attention }] of this.down.entries()) {
      const first = blocks[0].apply(parameters, y, time);
      const second = attention.apply(parameters, blocks[1].apply(parameters, first, time));
      kept.push(first, second);
      y = leave(parameters, level, second);
    }
    y = this.vertex.blocks[0].apply(parameters, y, time);
    y = this.vertex.blocks[1].apply(parameters, this.vertex.attention.apply(parameters, y), time);
    for (const [level, { blocks, attention }] of [...this.up.entries()].reverse()) {
      for (const block of blocks) y = block.apply(parameters, tf.concat([y, kept.pop() as Tensor], 3), time);
      y = attention.apply(parameters, y);
      if (level > 0) y = this.enlarge(y, level);
      y = convolution(parameters, `up${level}.leave`, y);
    }
    y = this.final.apply(parameters, tf.concat([y, entered], 3), time);
    return untile(this.tiledShape, this.tiling, convolution(parameters, 'exit', y));
  }

  /** Channels on the way down at a level, and of its bypass. */
  private outer(level: number): number {
    return this.options.channels * Math.max(1, level);
  }

  /** Channels on the way up at a level. */
  private inner(level: number): number {
    return this.options.channels * (level + 1);
  }

  private level(name: string, from: number, to: number): Level {
    return {
      blocks: [new VertexBlock(`${name}.block0`, from, to), new VertexBlock(`${name}.block1`, from, to)],
      attention: new Attention(`${name}.attention`, to, 'linear'),
    };
  }

  /** To the sides of the level above, each pixel repeated; from 2 to 7, three and four times. */
  private enlarge(y: Tensor, level: number): Tensor {
    const twice = double(y);
    const wanted = this.tiling.height / 4;
    if (level < LEVELS - 1 || wanted === 4) return twice;
    const [batch, , , channels] = y.shape;
    return tf.slice(double(twice), [0, 1, 1, 0], [batch, wanted, wanted, channels]);
  }
}

/** From a level to the next one, or into the vertex. */
function leave(parameters: Readonly<Record<string, Tensor>>, level: number, x: Tensor): Tensor {
  const name = `down${level}.leave`;
  if (level < 2) return convolution(parameters, name, x, 2);
  if (level === LEVELS - 1) return convolution(parameters, name, x);
  const [, side] = x.shape;
  const missing = ENTRY - side;
  const pad: [number, number] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
  const padded = tf.pad(x, [[0, 0], pad, pad, [0, 0]]);
  return conv2dBias(padded, parameters[`${name}.weight`], parameters[`${name}.bias`], { stride: 2, pad: 'valid' });
}
