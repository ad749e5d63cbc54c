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
}

/**
 * Sinusoidal embedding of t (Vaswani et al., arXiv:1706.03762, section 3.5, with t scaled so that T is 100, and
 * frequencies from 1 down to 1/1000), then a perceptron of one hidden layer.
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
  }

  /** `[batch, width]`, ready for a dense layer: the last activation is applied. */
  apply(parameters: Readonly<Record<string, Tensor>>, t: Int32Array): Tensor {
    const n = this.frequencies;
    const rows = new Float32Array(t.length * n);
    for (let b = 0; b < t.length; b++) rows.set(this.table.subarray((t[b] - 1) * n, t[b] * n), b * n);
    const input = tf.tensor(rows, [t.length, n]);
    return silu(dense(parameters, 'time.dense2', silu(dense(parameters, 'time.dense1', input))));
  }
}

function sinusoids(count: number, steps: number): Float32Array {
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
