import { KrausError } from '@kraus/core';
import type {
  CircuitBatch,
  CircuitExecutable,
  CircuitGradients,
  CircuitValues,
  GradientOptions,
} from '../executable/index.js';
import type { PreparedCircuit } from './engine.js';
import { formatBytes } from './format.js';

/** An executable that refuses batches beyond a limit of memory before anything is allocated for them. */
export class LimitedExecutable implements CircuitExecutable {
  readonly engine: string;
  readonly columns: number;
  readonly #inner: CircuitExecutable;
  readonly #estimate: PreparedCircuit['estimate'];
  readonly #limit: number;

  constructor(inner: CircuitExecutable, estimate: PreparedCircuit['estimate'], limit: number) {
    this.engine = inner.engine;
    this.columns = inner.columns;
    this.#inner = inner;
    this.#estimate = estimate;
    this.#limit = limit;
  }

  run(batch: CircuitBatch): CircuitValues {
    this.#check(batch.batch, false);
    return this.#inner.run(batch);
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options?: GradientOptions): CircuitGradients {
    this.#check(batch.batch, true);
    return this.#inner.gradient(batch, cotangents, options);
  }

  dispose(): void {
    this.#inner.dispose();
  }

  #check(batch: number, gradient: boolean): void {
    const { bytes } = this.#estimate({ batch, gradient });
    if (!(bytes > this.#limit)) return;
    throw new KrausError(
      'sim/out-of-memory',
      `Circuit, ${this.engine}: ${batch} samples${gradient ? ' with gradients' : ''} need about ${formatBytes(bytes)}, the limit is ${formatBytes(this.#limit)}; use a smaller batch, float32, or a higher memory limit.`,
    );
  }
}
