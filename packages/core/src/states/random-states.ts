import { KrausError } from '../errors/index.js';
import { ComplexMatrix, dagger, multiply, scale, trace } from '../linear-algebra/index.js';
import type { RandomStream } from '../random/index.js';

/** Independent standard complex normal entries (Ginibre ensemble). */
export function ginibre(stream: RandomStream, rows: number, columns: number): ComplexMatrix {
  return new ComplexMatrix(rows, columns, stream.fillNormal(new Float64Array(2 * rows * columns)));
}

/** A ket drawn uniformly (Haar) from the unit sphere of the given dimension; 2·dimension normals. */
export function haarKet(stream: RandomStream, dimension: number): ComplexMatrix {
  const ket = ginibre(stream, dimension, 1);
  return scale(ket, 1 / Math.sqrt(ket.data.reduce((sum, x) => sum + x * x, 0)));
}

/**
 * An isometry with `columns` orthonormal columns, Haar distributed: Gram–Schmidt of a Ginibre matrix, whose triangular
 * factor then has a positive diagonal (Mezzadri, Notices AMS 54, 592, 2007).
 * @throws KrausError `core/bad-matrix-shape` for more columns than rows
 */
export function haarIsometry(stream: RandomStream, rows: number, columns: number): ComplexMatrix {
  if (columns > rows) {
    throw new KrausError(
      'core/bad-matrix-shape',
      `Isometry: ${columns} orthonormal columns do not fit in dimension ${rows}.`,
    );
  }
  // Row k of `transposed` is column k of the isometry.
  const transposed = ginibre(stream, columns, rows);
  const width = 2 * rows;
  const d = transposed.data;
  for (let k = 0; k < columns; k++) {
    const own = d.subarray(k * width, (k + 1) * width);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < k; j++) removeComponent(own, d.subarray(j * width, (j + 1) * width));
    }
    const norm = Math.sqrt(own.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < width; i++) own[i] = (own[i] as number) / norm;
  }
  const result = new ComplexMatrix(rows, columns);
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) result.set(i, k, transposed.at(k, i));
  return result;
}

/** x ← x − (u†x) u. */
function removeComponent(x: Float64Array, u: Float64Array): void {
  let [re, im] = [0, 0];
  for (let i = 0; i < x.length; i += 2) {
    const [a, b, c, e] = [u[i] as number, u[i + 1] as number, x[i] as number, x[i + 1] as number];
    re += a * c + b * e;
    im += a * e - b * c;
  }
  for (let i = 0; i < x.length; i += 2) {
    const [a, b] = [u[i] as number, u[i + 1] as number];
    x[i] = (x[i] as number) - (re * a - im * b);
    x[i + 1] = (x[i + 1] as number) - (re * b + im * a);
  }
}

/** A unitary drawn from the Haar measure. */
export function haarUnitary(stream: RandomStream, dimension: number): ComplexMatrix {
  return haarIsometry(stream, dimension, dimension);
}

/**
 * A random density matrix G G†/tr(G G†) with G of shape dimension × rank: Hilbert–Schmidt measure for full rank
 * (Życzkowski & Sommers, J. Phys. A 34, 7111, 2001).
 */
export function randomDensityMatrix(stream: RandomStream, dimension: number, rank = dimension): ComplexMatrix {
  const g = ginibre(stream, dimension, rank);
  const positive = multiply(g, dagger(g));
  return scale(positive, 1 / trace(positive)[0]);
}
