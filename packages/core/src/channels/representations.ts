import { KrausError } from '../errors/index.js';
import {
  ComplexMatrix,
  conjugate,
  dagger,
  hermitianEigen,
  kron,
  matrixUnits,
  multiply,
  type OperatorBatch,
  requireSquare,
  scale,
} from '../linear-algebra/index.js';
import type { ChannelProgram } from '../program/index.js';
import { applyToBatch } from './apply.js';
import { checkChannel } from './check-channel.js';
import { pauliVectors } from './pauli-basis.js';

/**
 * The representations of a linear map E on d × d operators, and the ways between them. Index conventions:
 *
 * - superoperator S (d² × d²): vec E(ρ) = S vec ρ, vec stacks columns, so S[a + d b, i + d j] = E(|i><j|)[a, b];
 * - Choi matrix C = Σ |i><j| ⊗ E(|i><j|): C[a + d i, b + d j] = E(|i><j|)[a, b]; trace d (Wilde 4.4.1; as in QuTiP);
 * - Kraus operators K_k: E(ρ) = Σ K_k ρ K_k†;
 * - Pauli-transfer matrix R_mn = tr(P_m E(P_n))/d, and χ with E(ρ) = Σ χ_mn P_m ρ P_n, for qubits; the index of a
 *   Pauli string is Σ digit(q) 4^q with I, X, Y, Z = 0, 1, 2, 3, qubit 0 least significant;
 * - Stinespring isometry V (d r × d), E(ρ) = tr_env V ρ V†, the environment more significant: V = Σ |k> ⊗ K_k.
 */

const LARGEST_DIMENSION = 32;
/** Eigenvalues of a Choi matrix below this times its trace count as zero. */
const RANK_TOLERANCE = 1e-12;
const NEGATIVE_TOLERANCE = 1e-8;

/**
 * The superoperator of a channel program.
 * @throws KrausError `core/too-large` for d > 32, and what the program's checks throw
 */
export function superoperator(channel: ChannelProgram): ComplexMatrix {
  const d = checkChannel(channel);
  if (d > LARGEST_DIMENSION) {
    throw new KrausError(
      'core/too-large',
      `Superoperator: dimension ${d} gives a ${d * d} × ${d * d} matrix; at most dimension ${LARGEST_DIMENSION} is written out.`,
    );
  }
  return asMatrix(applyToBatch(channel, matrixUnits(d)));
}

function asMatrix(batch: OperatorBatch): ComplexMatrix {
  const matrix = new ComplexMatrix(batch.count, batch.count);
  for (let k = 0; k < batch.re.length; k++) {
    matrix.data[2 * k] = batch.re[k] as number;
    matrix.data[2 * k + 1] = batch.im[k] as number;
  }
  return matrix;
}

/** d for a d² × d² matrix. @throws KrausError `core/shape-mismatch` */
export function operatorDimension(matrix: ComplexMatrix, what: string): number {
  requireSquare(matrix, what);
  const d = Math.round(Math.sqrt(matrix.rows));
  if (d * d !== matrix.rows) {
    throw new KrausError('core/shape-mismatch', `${what}: ${matrix.rows} is no square of a dimension.`);
  }
  return d;
}

/** S[a + d b, i + d j] ↔ C[a + d i, b + d j]: the exchange of b and i, its own inverse. */
function reshuffle(matrix: ComplexMatrix, what: string): ComplexMatrix {
  const d = operatorDimension(matrix, what);
  const result = new ComplexMatrix(d * d, d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b < d; b++) {
      for (let i = 0; i < d; i++) {
        for (let j = 0; j < d; j++) result.set(a + d * i, b + d * j, matrix.at(a + d * b, i + d * j));
      }
    }
  }
  return result;
}

/** @throws KrausError `core/not-square`, `core/shape-mismatch` unless d² × d² */
export function choiFromSuperoperator(s: ComplexMatrix): ComplexMatrix {
  return reshuffle(s, 'Choi matrix');
}

/** @throws KrausError `core/not-square`, `core/shape-mismatch` unless d² × d² */
export function superoperatorFromChoi(c: ComplexMatrix): ComplexMatrix {
  return reshuffle(c, 'Superoperator');
}

/** Σ K* ⊗ K. @throws KrausError `core/bad-channel` without operators, `core/not-square` */
export function superoperatorFromKraus(operators: readonly ComplexMatrix[]): ComplexMatrix {
  const d = operators[0]?.rows;
  if (d === undefined) throw new KrausError('core/bad-channel', 'Superoperator: no Kraus operators were given.');
  const sum = new ComplexMatrix(d * d, d * d);
  for (const operator of operators) {
    requireSquare(operator, 'Kraus operator');
    const term = kron(conjugate(operator), operator);
    if (term.rows !== d * d) throw new KrausError('core/shape-mismatch', 'Kraus operators of different dimensions.');
    for (let k = 0; k < sum.data.length; k++) sum.data[k] = (sum.data[k] as number) + (term.data[k] as number);
  }
  return sum;
}

/**
 * The canonical Kraus operators, orthogonal to each other, by decreasing weight; as many as the Choi matrix has rank.
 * @throws KrausError `core/not-completely-positive` for an eigenvalue of the Choi matrix below −1e-8
 */
export function krausFromChoi(c: ComplexMatrix): ComplexMatrix[] {
  const d = operatorDimension(c, 'Kraus operators');
  const { values, vectors } = hermitianEigen(c);
  const least = values[0] as number;
  if (least < -NEGATIVE_TOLERANCE * Math.max(1, d)) {
    throw new KrausError(
      'core/not-completely-positive',
      `Kraus operators: the map is not completely positive, its Choi matrix has the eigenvalue ${least}.`,
    );
  }
  const operators: ComplexMatrix[] = [];
  for (let k = values.length - 1; k >= 0; k--) {
    const weight = values[k] as number;
    if (weight <= RANK_TOLERANCE * d) break;
    const operator = new ComplexMatrix(d, d);
    const root = Math.sqrt(weight);
    for (let a = 0; a < d; a++) {
      for (let i = 0; i < d; i++) {
        const [re, im] = vectors.at(a + d * i, k);
        operator.set(a, i, [root * re, root * im]);
      }
    }
    operators.push(operator);
  }
  return operators;
}

/** The Choi matrix of a channel program. */
export function choi(channel: ChannelProgram): ComplexMatrix {
  return choiFromSuperoperator(superoperator(channel));
}

/** The canonical Kraus operators of a channel program; see {@link krausFromChoi}. */
export function krausOperators(channel: ChannelProgram): ComplexMatrix[] {
  return krausFromChoi(choi(channel));
}

/** R = B†SB/d with the Pauli strings as columns of B. Real for maps that preserve Hermiticity. Qubits only. */
export function pauliTransferFromSuperoperator(s: ComplexMatrix): ComplexMatrix {
  const d = operatorDimension(s, 'Pauli-transfer matrix');
  const basis = pauliVectors(d);
  return scale(multiply(dagger(basis), multiply(s, basis)), 1 / d);
}

/** S = BRB†/d. Qubits only. */
export function superoperatorFromPauliTransfer(r: ComplexMatrix): ComplexMatrix {
  const d = operatorDimension(r, 'Superoperator');
  const basis = pauliVectors(d);
  return scale(multiply(basis, multiply(r, dagger(basis))), 1 / d);
}

/** χ = B†CB/d²; trace one for a trace-preserving map. Qubits only. */
export function chiFromChoi(c: ComplexMatrix): ComplexMatrix {
  const d = operatorDimension(c, 'Process matrix');
  const basis = pauliVectors(d);
  return scale(multiply(dagger(basis), multiply(c, basis)), 1 / (d * d));
}

/** C = BχB†. Qubits only. */
export function choiFromChi(chi: ComplexMatrix): ComplexMatrix {
  const basis = pauliVectors(operatorDimension(chi, 'Choi matrix'));
  return multiply(basis, multiply(chi, dagger(basis)));
}

/** V = Σ |k> ⊗ K_k, of shape (d r) × d. */
export function stinespringFromKraus(operators: readonly ComplexMatrix[]): ComplexMatrix {
  const d = operators[0]?.columns;
  if (d === undefined) throw new KrausError('core/bad-channel', 'Stinespring isometry: no Kraus operators were given.');
  const isometry = new ComplexMatrix(d * operators.length, d);
  operators.forEach((operator, k) => {
    requireSquare(operator, 'Kraus operator');
    isometry.data.set(operator.data, 2 * k * d * d);
  });
  return isometry;
}

/** The blocks of a Stinespring isometry. @throws KrausError `core/shape-mismatch` unless the rows are a multiple of the columns */
export function krausFromStinespring(isometry: ComplexMatrix): ComplexMatrix[] {
  const d = isometry.columns;
  if (isometry.rows % d !== 0) {
    throw new KrausError(
      'core/shape-mismatch',
      `Stinespring isometry: ${isometry.rows} rows are no multiple of its ${d} columns.`,
    );
  }
  return Array.from(
    { length: isometry.rows / d },
    (_, k) => new ComplexMatrix(d, d, isometry.data.slice(2 * k * d * d, 2 * (k + 1) * d * d)),
  );
}
