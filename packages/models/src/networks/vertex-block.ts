import type { TrainableCircuit } from '@kraus/core';
import { CircuitOp } from '../circuits/index.js';
import { conv2dBias, groupNorm, silu, type Tensor, tf } from '../engine/index.js';
import type { Initialiser } from './initialise.js';
import { convolution, dense, groupsFor } from './layers.js';
import { VERTEX_QUBITS } from './vertex-circuit.js';

type Parameters = Readonly<Record<string, Tensor>>;

/** Channels that a circuit takes together. */
const CHANNELS = VERTEX_QUBITS / 4;
const NORM = { groups: 10, epsilon: 1e-6 };

/** Which channels of a block go through circuits: the first 3 · groups. */
export interface VertexCircuits {
  readonly groups: number;
  readonly circuit: TrainableCircuit;
}

/**
 * A residual block with time (scale and shift after the first normalisation): x + SiLU(norm(mix(SiLU(norm(mix(x))(1 + a) + b)))). Mixing is a
 * 3 × 3 convolution of standardised weights (arXiv:1903.10520); with circuits, of 2 × 2 pixels, the first channels go through them, each group by a
 * circuit of its own, and the convolution has the others.
 */
export class VertexBlock {
  private readonly op: CircuitOp | undefined;
  private readonly quantum: number;

  /** @throws KrausError those of `CircuitOp` */
  constructor(
    private readonly name: string,
    private readonly from: number,
    private readonly to: number,
    private readonly circuits?: VertexCircuits,
  ) {
    this.op = circuits && circuits.groups > 0 ? new CircuitOp(circuits.circuit.program) : undefined;
    this.quantum = CHANNELS * (circuits?.groups ?? 0);
  }

  initial(into: Initialiser, time: number): void {
    const { name, from, to, quantum, circuits } = this;
    for (const [stage, entering] of [
      ['first', from],
      ['second', to],
    ] as const) {
      for (let g = 0; circuits && g < circuits.groups; g++) {
        into.circuit(`${name}.${stage}.circuit${g}`, circuits.circuit);
      }
      into.convolution(`${name}.${stage}`, 3, entering - quantum, to - quantum);
      into.norm(`${name}.${stage}.norm`, to);
    }
    into.dense(`${name}.time`, time, 2 * to);
    if (from !== to) into.convolution(`${name}.bypass`, 1, from, to);
  }

  /** x `[batch, h, w, from]`, time `[batch, width]`; returns `[batch, h, w, to]`. */
  apply(parameters: Parameters, x: Tensor, time: Tensor): Tensor {
    const { name, from, to } = this;
    const batch = x.shape[0];
    const [scale, shift] = tf
      .split(dense(parameters, `${name}.time`, time), 2, 1)
      .map((part) => tf.reshape(part, [batch, 1, 1, to]));
    const first = this.norm(parameters, 'first', this.mix(parameters, 'first', x));
    const inner = silu(tf.add(tf.mul(first, tf.add(scale, 1)), shift));
    const second = silu(this.norm(parameters, 'second', this.mix(parameters, 'second', inner)));
    return tf.add(from === to ? x : convolution(parameters, `${name}.bypass`, x), second);
  }

  private norm(parameters: Parameters, stage: string, x: Tensor): Tensor {
    const at = `${this.name}.${stage}.norm`;
    const { groups, epsilon } = NORM;
    return groupNorm(x, parameters[`${at}.scale`], parameters[`${at}.shift`], groupsFor(this.to, groups), { epsilon });
  }

  private mix(parameters: Parameters, stage: string, x: Tensor): Tensor {
    const at = `${this.name}.${stage}`;
    const { op, quantum } = this;
    if (op === undefined) return standardisedConvolution(parameters, at, x);
    const [batch, height, width, channels] = x.shape;
    const parts: Tensor[] = [];
    for (let c = 0; c < quantum; c += CHANNELS) {
      const group = tf.slice(x, [0, 0, 0, c], [batch, height, width, CHANNELS]);
      const inputs = tf.reshape(group, [batch, VERTEX_QUBITS]);
      const out = op.apply({ inputs, parameters: parameters[`${at}.circuit${c / CHANNELS}`] });
      parts.push(tf.reshape(out, [batch, height, width, CHANNELS]));
    }
    const rest = tf.slice(x, [0, 0, 0, quantum], [batch, height, width, channels - quantum]);
    return tf.concat([...parts, standardisedConvolution(parameters, at, rest)], 3);
  }
}

/**
 * Weights of every filter with mean 0 and variance 1/fan-in. The variance of the paper's code is 1: after a normalisation the same, but there
 * the convolution shares a normalisation with the outcomes of circuits, which it would drown.
 */
function standardisedConvolution(parameters: Parameters, name: string, x: Tensor): Tensor {
  const weight = parameters[`${name}.weight`];
  const [height, width, from] = weight.shape;
  const centred = tf.sub(weight, tf.mean(weight, [0, 1, 2], true));
  const variance = tf.mean(tf.square(centred), [0, 1, 2], true);
  const scale = tf.rsqrt(tf.mul(tf.add(variance, 1e-5), height * width * from));
  return conv2dBias(x, tf.mul(centred, scale), parameters[`${name}.bias`]);
}
