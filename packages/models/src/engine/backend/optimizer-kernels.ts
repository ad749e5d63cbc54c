import type { Tensor, Variable } from '../tensor-flow.js';
import { chunkSize } from './elementwise-kernels.js';
import type { KrausBackend } from './kraus-backend.js';
import { chunks } from './registry.js';

/** Numbers of one Adam update, computed in double by the host. */
export interface AdamNumbers {
  readonly beta1: number;
  readonly beta2: number;
  /** Learning rate / (1 − β1^t). */
  readonly rate: number;
  readonly eps: number;
  /** 1 / (1 − β2^t). */
  readonly correction: number;
  readonly gradientScale: number;
}

/** Adam's update of one parameter, in place. */
export function updateAdam(
  backend: KrausBackend,
  value: Variable,
  first: Variable,
  second: Variable,
  gradient: Tensor,
  numbers: AdamNumbers,
): void {
  const n = value.size;
  const size = chunkSize(n);
  backend.runtime.run(
    'adam_update',
    chunks(n, size),
    [
      backend.ownAddress(value),
      backend.ownAddress(first),
      backend.ownAddress(second),
      backend.address(gradient),
      n,
      size,
    ],
    [
      [6, numbers.beta1],
      [7, numbers.beta2],
      [8, 1 - numbers.beta1],
      [9, 1 - numbers.beta2],
      [10, numbers.rate],
      [11, numbers.eps],
      [12, numbers.correction],
      [13, numbers.gradientScale],
    ],
  );
}

/** average ← decay · average + (1 − decay) · value, in place. */
export function updateAverage(backend: KrausBackend, average: Variable, value: Variable, decay: number): void {
  const n = value.size;
  const size = chunkSize(n);
  backend.runtime.run(
    'average_update',
    chunks(n, size),
    [backend.ownAddress(average), backend.address(value), n, size],
    [
      [4, decay],
      [5, 1 - decay],
    ],
  );
}
