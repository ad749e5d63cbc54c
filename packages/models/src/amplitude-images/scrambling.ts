import { circuit, haarUnitary, type RandomStream, stream } from '@kraus/core';
import { CircuitOp } from '../circuits/index.js';
import { tf } from '../engine/index.js';
import { amplitudesOf, type Distributions, type Embedding, normalise } from './embedding.js';
import { measureRows } from './measurement.js';

export interface ScramblingOptions {
  readonly qubits: number;
  readonly embedding: Embedding;
  readonly scrambler: 'haar' | 'brickwall' | 'none';
  readonly depth: number;
  /** σ, in units of the uniform distribution. */
  readonly noise: number;
  readonly order: 'noiseFirst' | 'scrambleFirst';
  /** β_t, one a step. */
  readonly betas: Float64Array;
  /** Measurements of an image at step 1 … T; exact probabilities if absent. */
  readonly shots?: readonly number[] | undefined;
  readonly seed: number;
}

/** Probabilities after a fixed unitary: real amplitudes `[rows, size]` in, distributions out. */
type Scrambler = (amplitudes: Float32Array) => Distributions;

/**
 * The forward process of QSC-Diffusion: noise on the distribution, embedding, a unitary that all images share, measurement. A Markov chain
 * on distributions, whose randomness is that of the noise and of finitely many measurements.
 */
export class Scrambling {
  readonly size: number;
  readonly steps: number;
  private readonly scramblers: readonly Scrambler[];

  constructor(private readonly options: ScramblingOptions) {
    this.size = 2 ** options.qubits;
    this.steps = options.betas.length;
    this.scramblers = Array.from(options.betas, (_, k) => scramblerOf(options, k + 1));
  }

  /** Measurements of an image at time t; undefined where probabilities are exact. */
  shotsAt(t: number): number | undefined {
    return this.options.shots?.[t - 1];
  }

  /**
   * One path from each row of `start`: element t is the distributions at time t, 0 … `last`. `random(row, t)` gives a row its noise and
   * its outcomes.
   */
  paths(
    start: Distributions,
    random: (row: number, t: number) => RandomStream,
    last: number = this.steps,
  ): Distributions[] {
    const path = [start];
    for (let t = 1; t <= last; t++) {
      const before = path[t - 1] as Distributions;
      const noise = (rows: Distributions): Distributions => this.noisy(rows, t, random);
      const scramble = this.scramblers[t - 1] as Scrambler;
      const shots = this.shotsAt(t);
      const measured = (rows: Distributions): Distributions => {
        const probabilities = scramble(amplitudesOf(rows, this.size, this.options.embedding));
        if (shots === undefined) return probabilities;
        return measureRows(probabilities, this.size, shots, (row) => random(row, t).child('shots'));
      };
      path.push(this.options.order === 'noiseFirst' ? measured(noise(before)) : noise(measured(before)));
    }
    return path;
  }

  private noisy(rows: Distributions, t: number, random: (row: number, t: number) => RandomStream): Distributions {
    const { noise } = this.options;
    if (noise === 0) return rows;
    const { size } = this;
    const beta = this.options.betas[t - 1] as number;
    const [kept, added] = [Math.sqrt(1 - beta) * size, Math.sqrt(beta) * noise];
    const normals = new Float32Array(rows.length);
    for (let row = 0; row * size < rows.length; row++) {
      random(row, t).fillNormal(normals.subarray(row * size, (row + 1) * size));
    }
    return normalise(
      rows.map((p, k) => kept * p + added * normals[k]),
      size,
    );
  }
}

function scramblerOf({ qubits, scrambler, depth, seed }: ScramblingOptions, t: number): Scrambler {
  const size = 2 ** qubits;
  if (scrambler === 'none') {
    return (amplitudes) =>
      normalise(
        amplitudes.map((a) => a * a),
        size,
      );
  }
  const random = stream(seed, 'scrambler', scrambler, t);
  if (scrambler === 'haar') {
    // Amplitudes are real: |U a|² = (Re U a)² + (Im U a)², two real products.
    const { data } = haarUnitary(random, size);
    const parts = new Float32Array(2 * size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        parts[j * 2 * size + i] = data[2 * (i * size + j)];
        parts[j * 2 * size + size + i] = data[2 * (i * size + j) + 1];
      }
    }
    return (amplitudes) => {
      const rows = amplitudes.length / size;
      const result = tf.tidy(() => {
        const moved = tf.matMul(tf.tensor2d(amplitudes, [rows, size]), tf.tensor2d(parts, [size, 2 * size]));
        return tf.sum(tf.square(tf.reshape(moved, [rows, 2, size])), 1);
      });
      const values = normalise(Float32Array.from(result.dataSync()), size);
      result.dispose();
      return values;
    };
  }
  const builder = circuit(qubits).startFrom('amplitudes');
  for (let layer = 0; layer < depth; layer++) {
    for (let q = layer % 2; q + 1 < qubits; q += 2) {
      builder.matrix(haarUnitary(random.child(layer, q), 4), [q, q + 1]);
    }
  }
  const op = new CircuitOp(builder.probabilities().build(), { gradient: false });
  return (amplitudes) => {
    const initial = new Float32Array(2 * amplitudes.length);
    for (let k = 0; k < amplitudes.length; k++) initial[2 * k] = amplitudes[k];
    const result = tf.tidy(() => op.apply({ initial }));
    const values = normalise(Float32Array.from(result.dataSync()), size);
    result.dispose();
    return values;
  };
}
