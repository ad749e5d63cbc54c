import type { RandomStream, TrainableCircuit } from '@kraus/core';
import { initialParameters } from '../circuits/index.js';
import type { ParameterValue, ParameterValues } from './network.js';

/**
 * Collects the initial values of a network's layers. Every parameter draws from a stream of its own name, so that
 * adding a layer does not change the others.
 */
export class Initialiser {
  readonly values: ParameterValues = {};

  constructor(private readonly stream: RandomStream) {}

  /** A filter `[size, size, from, to]` and a bias: uniform with variance `gain / fan-in`, as He et al. (arXiv:1502.01852). */
  convolution(name: string, size: number, from: number, to: number, gain = 1): void {
    this.values[`${name}.weight`] = this.uniform(name, [size, size, from, to], size * size * from, gain);
    this.values[`${name}.bias`] = constant([to], 0);
  }

  /** A transposed convolution of 2 × 2 pixels with stride 2: a matrix `[from, 4 · to]` and a bias of `to`. */
  double(name: string, from: number, to: number, gain = 1): void {
    this.values[`${name}.weight`] = this.uniform(name, [from, 4 * to], from, gain);
    this.values[`${name}.bias`] = constant([to], 0);
  }

  /** A matrix `[from, to]` and a bias. */
  dense(name: string, from: number, to: number, gain = 1): void {
    this.values[`${name}.weight`] = this.uniform(name, [from, to], from, gain);
    this.values[`${name}.bias`] = constant([to], 0);
  }

  /** A matrix `[from, to]` alone. */
  matrix(name: string, from: number, to: number): void {
    this.values[`${name}.weight`] = this.uniform(name, [from, to], from, 1);
  }

  /** Scale of a normalisation without shift. */
  scale(name: string, channels: number): void {
    this.values[`${name}.scale`] = constant([channels], 1);
  }

  /** Scale and shift of a group normalisation. */
  norm(name: string, channels: number): void {
    this.values[`${name}.scale`] = constant([channels], 1);
    this.values[`${name}.shift`] = constant([channels], 0);
  }

  /** θ of a circuit. */
  circuit(name: string, circuit: TrainableCircuit): void {
    this.values[name] = {
      shape: [circuit.program.parameters],
      values: initialParameters(circuit, this.stream.child(name)),
    };
  }

  /** A table that starts at zero. */
  zeros(name: string, shape: readonly number[]): void {
    this.values[name] = constant(shape, 0);
  }

  private uniform(name: string, shape: readonly number[], fanIn: number, gain: number): ParameterValue {
    const values = new Float64Array(shape.reduce((a, b) => a * b, 1));
    if (gain > 0) this.stream.child(name).fillUniform(values);
    const bound = Math.sqrt((3 * gain) / fanIn);
    return { shape, values: Float32Array.from(values, (u) => (gain > 0 ? (2 * u - 1) * bound : 0)) };
  }
}

function constant(shape: readonly number[], value: number): ParameterValue {
  return { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) };
}
