import {
  ComplexMatrix,
  dagger,
  hermitianEigen,
  kron,
  multiply,
  pauliMatrix,
  product,
  rotationMatrix,
  scale,
  transpose,
} from '@kraus/core';

/** A unitary of two qubits as e^{iφ} (A₁ ⊗ A₀) exp(i(a XX + b YY + c ZZ)) (B₁ ⊗ B₀), qubit 0 the least significant. */
export interface Cartan {
  /** π/4 ≥ a ≥ b ≥ |c|. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Act last: [A₀, A₁]. */
  readonly after: readonly [ComplexMatrix, ComplexMatrix];
  /** Act first: [B₀, B₁]. */
  readonly before: readonly [ComplexMatrix, ComplexMatrix];
}

const R = Math.SQRT1_2;
/** Columns are Bell states in which local unitaries are real and XX, YY, ZZ are diagonal. */
const MAGIC = ComplexMatrix.fromRows([
  [R, 0, 0, [0, R]],
  [0, [0, R], R, 0],
  [0, [0, R], -R, 0],
  [R, 0, 0, [0, -R]],
]);
const MAGIC_DAGGER = dagger(MAGIC);
/** Eigenvalues of XX, YY and ZZ on those states. */
const XX = [1, 1, -1, -1];
const YY = [-1, 1, -1, 1];
const ZZ = [1, -1, -1, 1];
const [I2, X, Y, Z] = (['I', 'X', 'Y', 'Z'] as const).map((letter) => pauliMatrix([letter])) as [
  ComplexMatrix,
  ComplexMatrix,
  ComplexMatrix,
  ComplexMatrix,
];
const QUARTER = Math.PI / 4;
const EPSILON = 1e-9;

/** Weights of the real and imaginary part whose common eigenvectors are wanted: one of them separates all eigenvalues that differ. */
const WEIGHTS = [0.7316, 0.2918, 1.3577, -0.4491, 0.0871];

/**
 * The Cartan (KAK) decomposition, in the Weyl chamber.
 * Source: Kraus & Cirac, Phys. Rev. A 63, 062309; Zhang, Vala, Sastry & Whaley, Phys. Rev. A 67, 042313.
 */
export function cartan(unitary: ComplexMatrix): Cartan {
  const special = scale(unitary, rootOfDeterminant(unitary));
  const inMagic = product(MAGIC_DAGGER, special, MAGIC);
  const { vectors, phases } = diagonalise(multiply(transpose(inMagic), inMagic));
  // inMagic = (inMagic P e^{-iφ}) e^{iφ} Pᵀ: real orthogonal on both sides.
  const undo = ComplexMatrix.diagonal(phases.map((phi): [number, number] => [Math.cos(phi), -Math.sin(phi)]));
  const after = product(MAGIC, product(inMagic, vectors, undo), MAGIC_DAGGER);
  const before = product(MAGIC, transpose(vectors), MAGIC_DAGGER);
  const along = (signs: readonly number[]) => phases.reduce((sum, phi, k) => sum + phi * (signs[k] as number), 0) / 4;
  return chamber([along(XX), along(YY), along(ZZ)], factors(after), factors(before));
}

/** The number of entanglers (CZ, CX or ECR) that a unitary of this class needs: 0 to 3. */
export function entanglersNeeded({ a, b, c }: Pick<Cartan, 'a' | 'b' | 'c'>): number {
  if (a < EPSILON) return 0;
  if (Math.abs(a - QUARTER) < EPSILON && b < EPSILON) return 1;
  return Math.abs(c) < EPSILON ? 2 : 3;
}

/** e^{−i arg(det)/4}, up to a fourth root of one: makes the determinant 1. */
function rootOfDeterminant(unitary: ComplexMatrix): [number, number] {
  // The determinant of A is the product of its eigenphases; by expansion in 2 × 2 minors of a 4 × 4 matrix.
  const minor = (rows: readonly [number, number], i: number, j: number): [number, number] => {
    const [ar, ai] = unitary.at(rows[0], i);
    const [br, bi] = unitary.at(rows[1], j);
    const [cr, ci] = unitary.at(rows[0], j);
    const [dr, di] = unitary.at(rows[1], i);
    return [ar * br - ai * bi - cr * dr + ci * di, ar * bi + ai * br - cr * di - ci * dr];
  };
  const pairs: readonly (readonly [number, number, number, number, number])[] = [
    [0, 1, 2, 3, 1],
    [0, 2, 1, 3, -1],
    [0, 3, 1, 2, 1],
    [1, 2, 0, 3, 1],
    [1, 3, 0, 2, -1],
    [2, 3, 0, 1, 1],
  ];
  let [re, im] = [0, 0];
  for (const [i, j, k, l, sign] of pairs) {
    const [pr, pi] = minor([0, 1], i, j);
    const [qr, qi] = minor([2, 3], k, l);
    re += sign * (pr * qr - pi * qi);
    im += sign * (pr * qi + pi * qr);
  }
  const phi = -Math.atan2(im, re) / 4;
  return [Math.cos(phi), Math.sin(phi)];
}

/** Real orthogonal P (determinant 1) and half phases φ with Pᵀ S P = diag(e^{2iφ}), of a symmetric unitary S of determinant 1. */
function diagonalise(symmetric: ComplexMatrix): { vectors: ComplexMatrix; phases: number[] } {
  let best: { vectors: ComplexMatrix; residual: number } | undefined;
  for (const weight of WEIGHTS) {
    const mixed = new ComplexMatrix(4, 4);
    for (let k = 0; k < 16; k++) {
      mixed.data[2 * k] = (symmetric.data[2 * k] as number) + weight * (symmetric.data[2 * k + 1] as number);
    }
    const vectors = realPart(hermitianEigen(mixed).vectors);
    const residual = offDiagonal(product(transpose(vectors), symmetric, vectors));
    if (best === undefined || residual < best.residual) best = { vectors, residual };
    if (residual < 1e-12) break;
  }
  const { vectors } = best as { vectors: ComplexMatrix };
  if (determinant4(vectors) < 0) for (let i = 0; i < 4; i++) vectors.set(i, 0, -vectors.re(i, 0));
  const diagonal = product(transpose(vectors), symmetric, vectors);
  const phases = [0, 1, 2, 3].map((k) => Math.atan2(diagonal.im(k, k), diagonal.re(k, k)) / 2);
  // e^{iΣφ} is ±1; it must be 1 for the other factor to have determinant 1 too.
  const turns = Math.round(phases.reduce((sum, phi) => sum + phi, 0) / Math.PI);
  if (turns % 2 !== 0) phases[0] = (phases[0] as number) + Math.PI;
  return { vectors, phases };
}

/** Eigenvectors of a real symmetric matrix, made real: each is real up to a phase. */
function realPart(vectors: ComplexMatrix): ComplexMatrix {
  const real = new ComplexMatrix(4, 4);
  for (let j = 0; j < 4; j++) {
    let largest = 0;
    for (let i = 1; i < 4; i++)
      if (Math.hypot(...vectors.at(i, j)) > Math.hypot(...vectors.at(largest, j))) largest = i;
    const [re, im] = vectors.at(largest, j);
    const length = Math.hypot(re, im);
    for (let i = 0; i < 4; i++) real.set(i, j, (vectors.re(i, j) * re + vectors.im(i, j) * im) / length);
  }
  return real;
}

function offDiagonal(matrix: ComplexMatrix): number {
  let most = 0;
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) if (i !== j) most = Math.max(most, Math.hypot(...matrix.at(i, j)));
  return most;
}

function determinant4(real: ComplexMatrix): number {
  const m = (i: number, j: number) => real.re(i, j);
  const two = (r: number, s: number, i: number, j: number) => m(r, i) * m(s, j) - m(r, j) * m(s, i);
  return (
    two(0, 1, 0, 1) * two(2, 3, 2, 3) -
    two(0, 1, 0, 2) * two(2, 3, 1, 3) +
    two(0, 1, 0, 3) * two(2, 3, 1, 2) +
    two(0, 1, 1, 2) * two(2, 3, 0, 3) -
    two(0, 1, 1, 3) * two(2, 3, 0, 2) +
    two(0, 1, 2, 3) * two(2, 3, 0, 1)
  );
}

/** [A₀, A₁] of A₁ ⊗ A₀, each with determinant of modulus one. */
function factors(tensor: ComplexMatrix): [ComplexMatrix, ComplexMatrix] {
  let [row, column, most] = [0, 0, -1];
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const size = Math.hypot(...tensor.at(i, j));
      if (size > most) [row, column, most] = [i, j, size];
    }
  }
  const low = new ComplexMatrix(2, 2);
  const high = new ComplexMatrix(2, 2);
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      low.set(i, j, tensor.at(i + (row & 2), j + (column & 2)));
      high.set(i, j, tensor.at((row & 1) + 2 * i, (column & 1) + 2 * j));
    }
  }
  return [unitaryPart(low), unitaryPart(high)];
}

function unitaryPart(matrix: ComplexMatrix): ComplexMatrix {
  const length = Math.hypot(...matrix.at(0, 0), ...matrix.at(1, 0));
  return scale(matrix, 1 / length);
}

/** Moves coordinates into the Weyl chamber; what that takes goes into the local factors. */
function chamber(
  coordinates: [number, number, number],
  after: [ComplexMatrix, ComplexMatrix],
  before: [ComplexMatrix, ComplexMatrix],
): Cartan {
  const both = (pair: [ComplexMatrix, ComplexMatrix], low: ComplexMatrix, high: ComplexMatrix, first: boolean) => {
    pair[0] = first ? multiply(pair[0], low) : multiply(low, pair[0]);
    pair[1] = first ? multiply(pair[1], high) : multiply(high, pair[1]);
  };
  const letters = [X, Y, Z];
  // exp(i π/2 PP) = i PP is local.
  for (let k = 0; k < 3; k++) {
    const turns = Math.round((coordinates[k] as number) / (Math.PI / 2) - 1e-12);
    coordinates[k] = (coordinates[k] as number) - (turns * Math.PI) / 2;
    if (turns % 2 !== 0) both(after, letters[k] as ComplexMatrix, letters[k] as ComplexMatrix, true);
  }
  // exp(iH) = V†… exp(iVHV†) …V with V ⊗ V exchanging two axes.
  const exchange = (i: number, j: number) => {
    if (Math.abs(coordinates[i] as number) >= Math.abs(coordinates[j] as number)) return;
    const third = 3 - i - j;
    const turn = rotationOf(third, Math.PI / 2);
    both(after, dagger(turn), dagger(turn), true);
    both(before, turn, turn, false);
    [coordinates[i], coordinates[j]] = [coordinates[j] as number, coordinates[i] as number];
  };
  exchange(0, 1);
  exchange(1, 2);
  exchange(0, 1);
  // A Pauli on one qubit turns the signs of the other two axes.
  const flip = (fixed: number) => {
    const letter = letters[fixed] as ComplexMatrix;
    both(after, letter, I2, true);
    both(before, letter, I2, false);
    for (let k = 0; k < 3; k++) if (k !== fixed) coordinates[k] = -(coordinates[k] as number);
  };
  if (coordinates[0] < 0 && coordinates[1] < 0) flip(2);
  if (coordinates[0] < 0) flip(1);
  if (coordinates[1] < 0) flip(0);
  const [a, b, c] = coordinates;
  return { a, b, c, after, before };
}

/** exp(−iθP/2), P = X, Y, Z by index. */
function rotationOf(axis: number, theta: number): ComplexMatrix {
  return rotationMatrix(
    { paulis: [(['X', 'Y', 'Z'] as const)[axis] as 'X'], controls: [], angle: { coefficients: [], offset: theta } },
    [],
  );
}

/** A₁ ⊗ A₀ exp(i(a XX + b YY + c ZZ)) B₁ ⊗ B₀: for tests and checks. */
export function cartanMatrix({ a, b, c, after, before }: Cartan): ComplexMatrix {
  const phases = XX.map((x, k) => a * x + b * (YY[k] as number) + c * (ZZ[k] as number));
  const middle = product(
    MAGIC,
    ComplexMatrix.diagonal(phases.map((phi): [number, number] => [Math.cos(phi), Math.sin(phi)])),
    MAGIC_DAGGER,
  );
  return product(kron(after[1], after[0]), middle, kron(before[1], before[0]));
}
