import type { AstNode } from 'langium';
import type { Fix } from '../diagnostics/index.js';
import { appended, divided, fix, rootText, textOf } from '../fixes/index.js';
import { SparseMatrix } from '../matrix/index.js';

/** A + A†, where that is not nothing. */
export function withConjugate(node: AstNode, matrix: SparseMatrix): Fix[] {
  const left = matrix.plus(matrix.dagger()).frobeniusNorm();
  if (left <= 1e-9 * matrix.frobeniusNorm()) return [];
  return fix('Add the conjugate term', appended(node, ` + dagger(${textOf(node)})`));
}

/** A ket divided by its norm, or a matrix with A†A = c I by √c. */
export function normalised(node: AstNode, matrix: SparseMatrix): Fix[] {
  const square = matrix.dagger().times(matrix);
  const [c] = square.at(0, 0);
  const rest = square.plus(SparseMatrix.identity(square.rows), -c).frobeniusNorm();
  if (!(c > 1e-12) || rest > 1e-12 * c * square.rows) return [];
  const by = rootText(c);
  return fix(`Divide by \`${by}\``, divided(node, by));
}
