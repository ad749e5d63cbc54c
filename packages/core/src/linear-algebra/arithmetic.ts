import { KrausError } from '../errors/index.js';
import { requireSameShape, requireSquare } from './checks.js';
import type { Complex } from './complex.js';
import { ComplexMatrix } from './complex-matrix.js';

/** a + b. */
export function add(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  requireSameShape(a, b, 'Sum of matrices');
  const sum = a.clone();
  for (let k = 0; k < sum.data.length; k++) sum.data[k] = (sum.data[k] as number) + (b.data[k] as number);
  return sum;
}

/** a − b. */
export function subtract(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  requireSameShape(a, b, 'Difference of matrices');
  const difference = a.clone();
  for (let k = 0; k < difference.data.length; k++) {
    difference.data[k] = (difference.data[k] as number) - (b.data[k] as number);
  }
  return difference;
}

/** factor · a. */
export function scale(a: ComplexMatrix, factor: number | Complex): ComplexMatrix {
  const [re, im] = typeof factor === 'number' ? [factor, 0] : factor;
  const result = new ComplexMatrix(a.rows, a.columns);
  for (let k = 0; k < a.data.length; k += 2) {
    const x = a.data[k] as number;
    const y = a.data[k + 1] as number;
    result.data[k] = re * x - im * y;
    result.data[k + 1] = re * y + im * x;
  }
  return result;
}

/** The matrix product a b; zeros of `a` are skipped. */
export function multiply(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  if (a.columns !== b.rows) {
    throw new KrausError(
      'core/shape-mismatch',
      `Product of matrices: ${a.rows} × ${a.columns} times ${b.rows} × ${b.columns}; the inner dimensions differ.`,
    );
  }
  const product = new ComplexMatrix(a.rows, b.columns);
  const width = 2 * b.columns;
  const out = product.data;
  const right = b.data;
  for (let i = 0; i < a.rows; i++) {
    const row = i * width;
    for (let k = 0; k < a.columns; k++) {
      const re = a.data[2 * (i * a.columns + k)] as number;
      const im = a.data[2 * (i * a.columns + k) + 1] as number;
      if (re === 0 && im === 0) continue;
      const from = k * width;
      for (let j = 0; j < width; j += 2) {
        const x = right[from + j] as number;
        const y = right[from + j + 1] as number;
        out[row + j] = (out[row + j] as number) + re * x - im * y;
        out[row + j + 1] = (out[row + j + 1] as number) + re * y + im * x;
      }
    }
  }
  return product;
}

/** Product of several matrices, from left to right. */
export function product(first: ComplexMatrix, ...others: readonly ComplexMatrix[]): ComplexMatrix {
  return others.reduce(multiply, first);
}

/** Conjugate transpose a†. */
export function dagger(a: ComplexMatrix): ComplexMatrix {
  return turned(a, -1);
}

/** Transpose without conjugation. */
export function transpose(a: ComplexMatrix): ComplexMatrix {
  return turned(a, 1);
}

/** Entry-wise complex conjugate. */
export function conjugate(a: ComplexMatrix): ComplexMatrix {
  const result = a.clone();
  for (let k = 1; k < result.data.length; k += 2) result.data[k] = -(result.data[k] as number);
  return result;
}

function turned(a: ComplexMatrix, sign: 1 | -1): ComplexMatrix {
  const result = new ComplexMatrix(a.columns, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) {
      const from = 2 * (i * a.columns + j);
      const to = 2 * (j * a.rows + i);
      result.data[to] = a.data[from] as number;
      result.data[to + 1] = sign * (a.data[from + 1] as number);
    }
  }
  return result;
}

/**
 * Kronecker product a ⊗ b: entry (i p + k, j q + l) = a_ij b_kl for b of shape p × q. The right factor is the less
 * significant one in the basis index.
 */
export function kron(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const result = new ComplexMatrix(a.rows * b.rows, a.columns * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) {
      const [re, im] = a.at(i, j);
      if (re === 0 && im === 0) continue;
      for (let k = 0; k < b.rows; k++) {
        for (let l = 0; l < b.columns; l++) {
          const [x, y] = b.at(k, l);
          result.set(i * b.rows + k, j * b.columns + l, [re * x - im * y, re * y + im * x]);
        }
      }
    }
  }
  return result;
}

/** (a + a†)/2. */
export function hermitianPart(a: ComplexMatrix): ComplexMatrix {
  requireSquare(a, 'Hermitian part');
  return scale(add(a, dagger(a)), 0.5);
}

/** Sum of the diagonal. */
export function trace(a: ComplexMatrix): Complex {
  requireSquare(a, 'Trace');
  let re = 0;
  let im = 0;
  for (let i = 0; i < a.rows; i++) {
    re += a.re(i, i);
    im += a.im(i, i);
  }
  return [re, im];
}

/** tr(a† b), the Hilbert–Schmidt inner product. */
export function innerProduct(a: ComplexMatrix, b: ComplexMatrix): Complex {
  requireSameShape(a, b, 'Inner product');
  let re = 0;
  let im = 0;
  for (let k = 0; k < a.data.length; k += 2) {
    const [x, y] = [a.data[k] as number, a.data[k + 1] as number];
    const [u, v] = [b.data[k] as number, b.data[k + 1] as number];
    re += x * u + y * v;
    im += x * v - y * u;
  }
  return [re, im];
}

/** a^k for a whole k ≥ 0, by repeated squaring; a^0 is the identity. */
export function matrixPower(a: ComplexMatrix, k: number): ComplexMatrix {
  requireSquare(a, 'Matrix power');
  if (!Number.isSafeInteger(k) || k < 0) {
    throw new KrausError('core/bad-power', `Matrix power: the exponent ${k} is not a whole number ≥ 0.`);
  }
  let result = ComplexMatrix.identity(a.rows);
  let square = a;
  for (let rest = k; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    if (rest > 1) square = multiply(square, square);
  }
  return result;
}
