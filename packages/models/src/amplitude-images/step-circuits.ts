import {
  type CircuitPart,
  circuit,
  KrausError,
  parameter,
  type RandomStream,
  type TrainableCircuit,
} from '@kraus/core';
import { CircuitOp, initialParameters } from '../circuits/index.js';
import { type Tensor, tf } from '../engine/index.js';
import type { Parameters } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import { amplitudesOf, type Distributions, type Embedding } from './embedding.js';

export interface StepCircuitsOptions {
  /** Qubits of the image. */
  readonly qubits: number;
  readonly aux: number;
  readonly readout: 'marginal' | 'postselect';
  readonly embedding: Embedding;
  /** Element t − 1 is the circuit of step t: starts from amplitudes of all qubits, yields the probabilities of all. */
  readonly circuits: readonly TrainableCircuit[];
}

/** The reverse process: of each step a circuit between embedding and measurement. */
export class StepCircuits {
  private readonly ops: readonly CircuitOp[];
  private readonly size: number;

  constructor(private readonly options: StepCircuitsOptions) {
    this.size = 2 ** options.qubits;
    this.ops = options.circuits.map(({ program }) => new CircuitOp(program));
  }

  /** Whether a step is a channel: nothing is selected by its outcome. */
  get channels(): boolean {
    return this.options.readout === 'marginal' || this.options.aux === 0;
  }

  initial(random: RandomStream): ParameterValues {
    const values: ParameterValues = {};
    this.options.circuits.forEach((each, k) => {
      const angles = initialParameters(each, random.child(k + 1));
      values[nameOf(k + 1)] = { shape: [angles.length], values: angles };
    });
    return values;
  }

  /** The variable of step t. */
  variableOf(t: number): string {
    return nameOf(t);
  }

  /** The distributions one step before `rows` at step t: `[rows, size]`, differentiable in the step's angles. */
  apply(parameters: Parameters, rows: Distributions, t: number): Tensor {
    const { aux, readout, embedding } = this.options;
    const { size } = this;
    const count = rows.length / size;
    const amplitudes = amplitudesOf(rows, size, embedding);
    const whole = size * 2 ** aux;
    const initial = new Float32Array(2 * count * whole);
    for (let row = 0; row < count; row++) {
      for (let k = 0; k < size; k++) initial[2 * (row * whole + k)] = amplitudes[row * size + k];
    }
    const measured = (this.ops[t - 1] as CircuitOp).apply({ initial, parameters: parameters[nameOf(t)] });
    if (aux === 0) return measured;
    if (readout === 'marginal') return tf.sum(tf.reshape(measured, [count, 2 ** aux, size]), 1);
    const kept = tf.slice(measured, [0, 0], [count, size]);
    return tf.div(kept, tf.add(tf.sum(kept, 1, true), 1e-12));
  }
}

/** Circuits of `steps` steps, deepest at step 1. */
export function growingCircuits(qubits: number, steps: number, first: number, last: number): TrainableCircuit[] {
  return Array.from({ length: steps }, (_, k) => {
    const share = steps === 1 ? 0 : k / (steps - 1);
    return entanglingLayers(qubits, Math.round(last + (first - last) * share));
  });
}

/**
 * RY RZ RY on every qubit and a ring of CX, in every other layer backward, which undoes the one before: 3 · qubits · layers angles, near zero at
 * first, so that circuits start near the identity. A layer that ended in RZ, or began with it on |0⟩,
 * would have angles that no measurement sees; so would rings of changing reach (those that reach half around swap auxiliary with other qubits).
 */
function entanglingLayers(qubits: number, layers: number): TrainableCircuit {
  const builder = circuit(qubits).startFrom('amplitudes');
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) {
      const at = 3 * (layer * qubits + q);
      builder
        .gate('RY', [q], [parameter(at)])
        .gate('RZ', [q], [parameter(at + 1)])
        .gate('RY', [q], [parameter(at + 2)]);
    }
    // Rings stand in pairs that undo each other: of an odd number of layers the first has none.
    const ring = qubits > 1 && (layer > 0 || layers % 2 === 0 || layers === 1);
    for (let k = 0; k < qubits && ring; k++) {
      const q = (layers - layer) % 2 === 0 ? k : qubits - 1 - k;
      builder.gate('CX', [q, (q + 1) % qubits]);
    }
  }
  const program = builder.probabilities().build();
  const shape = [layers, qubits, 3];
  const initial = { kind: 'normal', mean: 0, deviation: 0.1 } as const;
  return {
    program,
    parameters: [{ name: 'theta', type: 'angle', shape, start: 0, length: program.parameters, initial }],
    inputs: [],
  };
}

/**
 * The circuits of a script, one a step or one form for all.
 * @throws KrausError `models/unsupported-circuit`
 */
export function scriptCircuits(part: CircuitPart, steps: number, qubits: number): TrainableCircuit[] {
  const { circuits } = part;
  const all = Array.from({ length: steps }, (_, k) => circuits[circuits.length === 1 ? 0 : k]);
  return all.map((each) => {
    const program = each?.program;
    const fits =
      program !== undefined &&
      program.initial === 'amplitudes' &&
      program.inputs === 0 &&
      program.dims.length === qubits &&
      program.dims.every((dimension) => dimension === 2);
    if (each === undefined || !fits) {
      throw new KrausError(
        'models/unsupported-circuit',
        `circuit ${part.name}: expected one on ${qubits} qubits that starts from a state (input psi: state, start psi) and has no other inputs.`,
        { span: part.span },
      );
    }
    const targets = Array.from({ length: qubits }, (_, q) => q);
    return { ...each, program: { ...each.program, outputs: [{ kind: 'probabilities', targets }] } };
  });
}

function nameOf(t: number): string {
  return `step${t}.theta`;
}
