import { isDiagonal } from './channels.js';
import type { BlockStep, Factor, PermutationStep, SmallSystem } from './plan.js';

/** Factors on one small system as a step: a permutation where it is one, else a block. */
export function blockStep(system: SmallSystem, factors: readonly Factor[]): BlockStep | PermutationStep {
  const [only] = factors;
  if (factors.length === 1 && only?.kind === 'constant' && only.condition === undefined && !isDiagonal(only.matrix)) {
    const moved = permutation(only.matrix, system.size);
    if (moved !== undefined) return { kind: 'permutation', system, ...moved };
  }
  return {
    kind: 'block',
    system,
    factors,
    diagonal: factors.every(diagonalFactor),
    wide: factors.some(differsByLane),
    optional: factors.every((factor) => factor.condition !== undefined || factor.kind === 'mixture'),
  };
}

function diagonalFactor(factor: Factor): boolean {
  if (factor.kind === 'rotation') return factor.rows.every((row, a) => row === a || row === -1);
  return (factor.kind === 'constant' ? [factor.matrix] : factor.matrices).every(isDiagonal);
}

function differsByLane(factor: Factor): boolean {
  if (factor.kind === 'mixture' || factor.condition !== undefined) return true;
  return factor.kind === 'rotation' && factor.angle.terms.some(({ source }) => source === 'input');
}

/** The rows and phases of a matrix with one entry in every column. */
function permutation(
  matrix: Float64Array,
  size: number,
): { rows: readonly number[]; phases: readonly number[] | undefined } | undefined {
  const rows: number[] = [];
  const phases: number[] = [];
  for (let column = 0; column < size; column++) {
    let row = -1;
    for (let i = 0; i < size; i++) {
      const at = 2 * (i * size + column);
      if (matrix[at] === 0 && matrix[at + 1] === 0) continue;
      if (row >= 0) return undefined;
      row = i;
      phases.push(matrix[at] as number, matrix[at + 1] as number);
    }
    rows.push(row);
  }
  const plain = phases.every((x, i) => x === 1 - (i % 2));
  return { rows, phases: plain ? undefined : phases };
}
