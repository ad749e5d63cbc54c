import { type CircuitPart, circuit, input, KrausError, parameter, pauliZ, type TrainableCircuit } from '@kraus/core';
import { CircuitOp } from '../circuits/index.js';
import { type Tensor, tf } from '../engine/index.js';
import type { Initialiser } from './initialise.js';
import { dense } from './layers.js';

/**
 * What stands between the two projections of the gate: `plain` has no gate at all, `se` a ReLU (squeeze and excitation,
 * arXiv:1709.01507, without its sigmoid), `se_frozen` the same with an input projection that is never trained, `quantum` a circuit.
 */
export type Arm = 'plain' | 'se' | 'se_frozen' | 'quantum';

/** How the pooled channels become as many numbers as the circuit has inputs: a trained matrix, or means of neighbours, squashed to angles. */
export type Projection = 'linear' | 'pooled';

export interface BottleneckOptions {
  readonly arm: Arm;
  readonly projection: Projection;
  /** The circuit of the arm `quantum`; the other arms take from it how wide they are, so that they differ by its parameters alone. */
  readonly circuit: TrainableCircuit;
}

/**
 * A gate over channels computed from their means (Chen et al., arXiv:2504.00034): every channel of an image is multiplied by a number,
 * gate = W_out · body(project(mean over pixels)) + b_out.
 */
export class Bottleneck {
  private readonly op: CircuitOp | undefined;

  /** @param width channels @throws KrausError those of `CircuitOp` */
  constructor(
    private readonly name: string,
    private readonly width: number,
    private readonly options: BottleneckOptions,
  ) {
    this.op = options.arm === 'quantum' ? new CircuitOp(options.circuit.program) : undefined;
  }

  initial(into: Initialiser): void {
    const { arm, projection, circuit } = this.options;
    if (arm === 'plain') return;
    if (projection === 'linear') into.dense(`${this.name}.in`, this.width, this.entries);
    if (arm === 'quantum') into.circuit(`${this.name}.circuit`, circuit);
    into.dense(`${this.name}.out`, this.op?.columns ?? this.entries, this.width);
  }

  /** x `[batch, h, w, width]`, gated. */
  apply(parameters: Readonly<Record<string, Tensor>>, x: Tensor): Tensor {
    const { arm } = this.options;
    if (arm === 'plain') return x;
    const projected = this.project(parameters, tf.mean(x, [1, 2]));
    const body =
      this.op === undefined
        ? this.options.projection === 'linear'
          ? tf.relu(projected)
          : projected
        : this.op.apply({ inputs: projected, parameters: parameters[`${this.name}.circuit`] });
    const gate = dense(parameters, `${this.name}.out`, body);
    return tf.mul(x, tf.reshape(gate, [x.shape[0], 1, 1, this.width]));
  }

  private get entries(): number {
    return this.options.circuit.program.inputs;
  }

  private project(parameters: Readonly<Record<string, Tensor>>, means: Tensor): Tensor {
    const { arm, projection } = this.options;
    const name = `${this.name}.in`;
    if (projection === 'pooled') {
      return tf.mul(tf.sigmoid(tf.matMul(means as tf.Tensor2D, this.neighbours())), Math.PI);
    }
    if (arm !== 'se_frozen') return dense(parameters, name, means);
    const frozen = (part: string): Tensor => {
      const tensor = parameters[`${name}.${part}`];
      return tf.tensor(tensor.dataSync(), tensor.shape);
    };
    return dense({ [`${name}.weight`]: frozen('weight'), [`${name}.bias`]: frozen('bias') }, name, means);
  }

  /** `[width, entries]`: entry k is the mean of the channels ⌊k w/n⌋ … ⌈(k + 1) w/n⌉ − 1. */
  private neighbours(): tf.Tensor2D {
    const { width, entries } = this;
    const matrix = new Float32Array(width * entries);
    for (let k = 0; k < entries; k++) {
      const first = Math.floor((k * width) / entries);
      const last = Math.ceil(((k + 1) * width) / entries);
      for (let c = first; c < last; c++) matrix[c * entries + k] = 1 / (last - first);
    }
    return tf.tensor2d(matrix, [width, entries]);
  }
}

/** RY(x_i) on every qubit; layers of RZ(θ) RY(θ) on every qubit and a chain of CX; ⟨Z⟩ of every qubit. 2 · qubits · layers angles. */
export function standardBody(qubits: number, layers: number): TrainableCircuit {
  const builder = circuit(qubits);
  for (let q = 0; q < qubits; q++) builder.gate('RY', [q], [input(q)]);
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) {
      const at = 2 * (layer * qubits + q);
      builder.gate('RZ', [q], [parameter(at)]).gate('RY', [q], [parameter(at + 1)]);
    }
    for (let q = 0; q + 1 < qubits; q++) builder.gate('CX', [q, q + 1]);
  }
  const program = builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
  const variable = (name: string, shape: number[], length: number) => ({
    name,
    type: 'angle',
    shape,
    start: 0,
    length,
  });
  return {
    program,
    parameters: [variable('theta', [layers, qubits, 2], program.parameters)],
    inputs: [variable('x', [qubits], qubits)],
  };
}

/**
 * The circuit that a script gives as the body of a block.
 * @throws KrausError `models/unsupported-circuit` if it depends on the time, or has no inputs, parameters or real outputs
 */
export function bodyOf(part: CircuitPart, where: string): TrainableCircuit {
  const wrong = (why: string): KrausError =>
    new KrausError('models/unsupported-circuit', `${where}: the circuit ${part.name} ${why}`, { span: part.span });
  const [first, ...others] = part.circuits;
  if (first === undefined || others.length > 0) throw wrong('depends on the time t; give one circuit for all steps.');
  if (first.program.inputs === 0) throw wrong('has no inputs; give it one, e.g. x: real[8], and encode it.');
  if (first.program.initial !== 'zero')
    throw wrong('starts from a given state; it must start from zeros and encode its inputs.');
  return first;
}
