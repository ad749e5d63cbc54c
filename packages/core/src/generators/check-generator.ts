import { KrausError } from '../errors/index.js';
import { type ComplexMatrix, hermiticityResidual, matrixFromData, maxNorm, modulus } from '../linear-algebra/index.js';
import type { GeneratorProgram, MatrixData } from '../program/index.js';

/** A generator's operators as dense matrices. */
export interface GeneratorOperators {
  readonly dimension: number;
  readonly hamiltonian: ComplexMatrix;
  readonly jumps: readonly ComplexMatrix[];
}

/**
 * The product of a system's dimensions.
 * @throws KrausError `core/bad-dims` unless there is at least one and all are whole numbers ≥ 1
 */
export function totalDimension(dims: readonly number[], what: string): number {
  if (dims.length === 0 || dims.some((d) => !Number.isSafeInteger(d) || d < 1)) {
    throw new KrausError('core/bad-dims', `${what}: the dimensions [${dims.join(', ')}] are not whole numbers ≥ 1.`);
  }
  return dims.reduce((product, d) => product * d, 1);
}

/**
 * Checks a generator and gives its operators densely.
 * @throws KrausError `core/bad-dims`, `core/shape-mismatch`, `core/bad-matrix-data`, `core/not-hermitian` (Hamiltonian
 *   off by more than 1e-10 of its largest entry)
 */
export function checkGenerator(generator: GeneratorProgram): GeneratorOperators {
  const dimension = totalDimension(generator.dims, 'Generator');
  const dense = (data: GeneratorProgram['hamiltonian'], what: string): ComplexMatrix => {
    if (data.rows !== dimension || data.columns !== dimension) throw wrongShape(data, dimension, what);
    return matrixFromData(data);
  };
  const hamiltonian = dense(generator.hamiltonian, 'the Hamiltonian');
  const residual = hermiticityResidual(hamiltonian);
  if (residual > 1e-10 * Math.max(1, maxNorm(hamiltonian))) throw notHermitian(residual);
  return { dimension, hamiltonian, jumps: generator.jumps.map((jump, k) => dense(jump, `jump operator ${k}`)) };
}

/**
 * Checks a generator by its entries alone, without writing a matrix out: for systems whose dense operators would be large.
 * @returns the dimension
 * @throws KrausError as {@link checkGenerator}
 */
export function checkGeneratorEntries(generator: GeneratorProgram): number {
  const dimension = totalDimension(generator.dims, 'Generator');
  const hamiltonian = checkEntries(generator.hamiltonian, dimension, 'the Hamiltonian');
  let largest = 1;
  let residual = 0;
  for (const [row, column, re, im] of generator.hamiltonian.entries) {
    const [x, y] = hamiltonian.get(column * dimension + row) ?? [0, 0];
    largest = Math.max(largest, modulus(re, im));
    residual = Math.max(residual, modulus(re - x, im + y));
  }
  if (residual > 1e-10 * largest) throw notHermitian(residual);
  generator.jumps.forEach((jump, k) => {
    checkEntries(jump, dimension, `jump operator ${k}`);
  });
  return dimension;
}

/** The entries by row · dimension + column. */
function checkEntries(data: MatrixData, dimension: number, what: string): Map<number, readonly [number, number]> {
  if (data.rows !== dimension || data.columns !== dimension) throw wrongShape(data, dimension, what);
  const entries = new Map<number, readonly [number, number]>();
  const inside = (index: number): boolean => Number.isInteger(index) && index >= 0 && index < dimension;
  for (const [row, column, re, im] of data.entries) {
    const place = `Generator: entry (${row}, ${column}) of ${what}`;
    if (!inside(row) || !inside(column)) {
      throw new KrausError('core/bad-matrix-data', `${place} lies outside ${dimension} × ${dimension}.`);
    }
    if (entries.has(row * dimension + column)) throw new KrausError('core/bad-matrix-data', `${place} is given twice.`);
    if (!Number.isFinite(re) || !Number.isFinite(im)) {
      throw new KrausError('core/bad-matrix-data', `${place} is ${re} + ${im}i, expected finite numbers.`);
    }
    entries.set(row * dimension + column, [re, im]);
  }
  return entries;
}

function wrongShape(data: MatrixData, dimension: number, what: string): KrausError {
  return new KrausError(
    'core/shape-mismatch',
    `Generator: ${what} is ${data.rows} × ${data.columns}, the system has dimension ${dimension}.`,
  );
}

function notHermitian(residual: number): KrausError {
  return new KrausError(
    'core/not-hermitian',
    `Generator: the Hamiltonian is not Hermitian, it differs from its conjugate transpose by ${residual}.`,
  );
}
