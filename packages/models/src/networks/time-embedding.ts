import { silu, type Tensor, tf } from '../engine/index.js';
import type { Initialiser } from './initialise.js';
import { dense } from './layers.js';

/** Sizes of a {@link TimeEmbedding}. */
export interface TimeEmbeddingOptions {
  /** Sines and cosines together; even. */
  readonly frequencies: number;
  /** Width of the hidden layer and of the result. */
  readonly width: number;
  readonly steps: number;
  /** Classes that it may be told besides the time; none if 0 or left out. */
  readonly classes?: number;
}

/**
 * Sinusoidal embedding of t (Vaswani et al., arXiv:1706.03762, section 3.5, with t scaled so that T is 100, and
 * frequencies from 1 down to 1/1000), then a perceptron of one hidden layer. A class adds a vector of its own, at first zero, as does
 * the label `classes`, which stands for no class.
 */
export class TimeEmbedding {
  readonly width: number;
  private readonly frequencies: number;
  private readonly table: Float32Array;

  constructor(private readonly options: TimeEmbeddingOptions) {
    this.width = options.width;
    this.frequencies = options.frequencies;
    this.table = sinusoids(options.frequencies, options.steps);
  }

  initial(into: Initialiser): void {
    into.dense('time.dense1', this.options.frequencies, this.width);
    into.dense('time.dense2', this.width, this.width);
    const { classes = 0 } = this.options;
    if (classes > 0) into.zeros('time.class', [classes + 1, this.width]);
  }

  /** `[batch, width]`, ready for a dense layer: the last activation is applied. */
  apply(parameters: Readonly<Record<string, Tensor>>, t: Int32Array, labels?: Int32Array): Tensor {
    const input = rowsOf(this.table, this.frequencies, t);
    const time = dense(parameters, 'time.dense2', silu(dense(parameters, 'time.dense1', input)));
    const known = labels === undefined ? time : tf.add(time, classVectors(parameters['time.class'], labels));
    return silu(known);
  }
}

/** The rows of t of a table of {@link sinusoids}: `[batch, count]`. */
export function rowsOf(table: Float32Array, count: number, t: Int32Array): Tensor {
  const rows = new Float32Array(t.length * count);
  for (let b = 0; b < t.length; b++) rows.set(table.subarray((t[b] - 1) * count, t[b] * count), b * count);
  return tf.tensor(rows, [t.length, count]);
}

/** The row of every label of a table `[classes + 1, width]`: `[batch, width]`. */
export function classVectors(table: Tensor, labels: Int32Array): Tensor {
  const [rows] = table.shape;
  const indicators = new Float32Array(labels.length * rows);
  for (let b = 0; b < labels.length; b++) indicators[b * rows + labels[b]] = 1;
  return tf.matMul(tf.tensor2d(indicators, [labels.length, rows]), table as tf.Tensor2D);
}

/** Sines and cosines of t = 1 … steps, `[steps, count]`. */
export function sinusoids(count: number, steps: number): Float32Array {
  const half = count / 2;
  const table = new Float32Array(steps * count);
  for (let t = 1; t <= steps; t++) {
    for (let i = 0; i < half; i++) {
      const phase = ((t * 100) / steps) * 1000 ** (-i / half);
      table[(t - 1) * count + i] = Math.sin(phase);
      table[(t - 1) * count + half + i] = Math.cos(phase);
    }
  }
  return table;
}
