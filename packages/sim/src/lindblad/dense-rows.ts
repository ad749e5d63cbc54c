import { applyOperator, scratchOf } from './kernels/index.js';
import type { RealOperator, SparseRows } from './real-operator.js';

/** The operator as a dense row-major d² × d² matrix. */
export function denseRows(operator: RealOperator): Float64Array {
  const { rows: n, start, column, value } = operator;
  const dense = new Float64Array(n * n);
  if (operator.parts.length === 0) {
    for (let r = 0; r < n; r++) {
      for (let k = start[r]; k < start[r + 1]; k++) dense[r * n + column[k]] = value[k];
    }
    return dense;
  }
  const scratch = new Float64Array(scratchOf(operator, 1));
  const [unit, image] = [new Float64Array(n), new Float64Array(n)];
  for (let c = 0; c < n; c++) {
    unit[c] = 1;
    applyOperator(operator, unit, 0, image, 0, 1, 0, 0, scratch, 1);
    unit[c] = 0;
    for (let r = 0; r < n; r++) dense[r * n + c] = image[r];
  }
  return dense;
}

/** A dense row-major matrix as an operator, so that the kernels multiply with it. */
export function denseOperator(dimension: number, dense: Float64Array): RealOperator {
  const rows = dimension * dimension;
  const pattern: SparseRows = {
    start: Int32Array.from({ length: rows + 1 }, (_, r) => r * rows),
    column: Int32Array.from({ length: rows * rows }, (_, k) => k % rows),
    value: dense,
  };
  return { dimension, rows, ...pattern, parts: [] };
}
