/** A sparse real matrix in compressed rows: row r holds the entries `start[r] … start[r + 1] − 1`, columns ascending. */
export interface SparseRows {
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/**
 * A d × d complex matrix A in compressed rows, values re, im, that stands for ρ → Aρ + (Aρ)† (`sum`) or ρ → AρA† (`sandwich`):
 * used where the superoperator's entries would be more work than two products of matrices.
 */
export interface MatrixPart extends SparseRows {
  readonly kind: 'sum' | 'sandwich';
}

/** A real linear operator on Hermitian d × d matrices in the coordinates of hermitian-coordinates.ts. */
export interface RealOperator extends SparseRows {
  readonly dimension: number;
  /** d². */
  readonly rows: number;
  readonly parts: readonly MatrixPart[];
}

/** The transpose: of a generator, its dual (Heisenberg picture). */
export function adjointOperator(operator: RealOperator): RealOperator {
  const { dimension, rows } = operator;
  return {
    dimension,
    rows,
    ...transposeRows(operator, rows, 1),
    parts: operator.parts.map((part) => {
      const transposed = transposeRows(part, dimension, 2);
      for (let k = 1; k < transposed.value.length; k += 2) transposed.value[k] = 0 - transposed.value[k];
      return { kind: part.kind, ...transposed };
    }),
  };
}

function transposeRows({ start, column, value }: SparseRows, size: number, width: number): SparseRows {
  const starts = new Int32Array(size + 1);
  for (const c of column) starts[c + 1] = starts[c + 1] + 1;
  for (let c = 0; c < size; c++) starts[c + 1] = starts[c + 1] + starts[c];
  const next = starts.slice();
  const columns = new Int32Array(column.length);
  const values = new Float64Array(value.length);
  for (let r = 0; r < size; r++) {
    for (let k = start[r]; k < start[r + 1]; k++) {
      const at = next[column[k]];
      next[column[k]] = at + 1;
      columns[at] = r;
      for (let w = 0; w < width; w++) values[at * width + w] = value[k * width + w];
    }
  }
  return { start: starts, column: columns, value: values };
}

/** Multiply–adds of one application to one vector. */
export function operatorWork(operator: RealOperator): number {
  const { dimension: d, parts, value } = operator;
  const products = parts.reduce((work, part) => work + (part.kind === 'sum' ? 4 : 6) * part.column.length * d, 0);
  return value.length + 3 * operator.rows + products;
}
