import type { AstNode } from 'langium';
import { SparseMatrix } from '../matrix/index.js';
import { fail } from './evaluation-error.js';
import { limits, type System } from './frame.js';

/** The ket |state> as a column. Qubits: bits and signs, the rightmost the least significant. One d-level system: a level. */
export function ketOfState(state: string, system: System | undefined, node: AstNode): SparseMatrix {
  const kets = system?.kets ?? 'qubits';
  if (kets === 'mixed') {
    return fail({
      code: 'K120',
      message: `|${state}> could be a state of several systems here`,
      node,
      property: 'state',
      help: 'write `ket(level, dimension)` for each and join them with `kron`',
    });
  }
  if (kets === 'levels') {
    const total = system?.total ?? 0;
    if (!/^[0-9]+$/.test(state)) {
      return fail({
        code: 'K120',
        message: `|${state}> is not a level of a ${total}-level system`,
        node,
        property: 'state',
        help: computed(state),
      });
    }
    return basisKet(Number(state), total, node, 'state');
  }
  if (!/^[01+-]+$/.test(state)) {
    const message = `|${state}> is not a state of qubits`;
    return fail({
      code: 'K120',
      message,
      node,
      property: 'state',
      help: computed(state) ?? 'use 0, 1, + and -, one for each qubit',
    });
  }
  if (state.length > Math.log2(limits.dimension)) {
    return fail({
      code: 'K113',
      message: `|${state}> has more qubits than can be worked out while checking`,
      node,
      property: 'state',
    });
  }
  return [...state].map(qubitKet).reduce((left, right) => left.kron(right));
}

function computed(state: string): string | undefined {
  return /[A-Za-z]/.test(state) ? `for a computed index write \`ket(${state})\`` : undefined;
}

function qubitKet(symbol: string): SparseMatrix {
  return SparseMatrix.from(2, 1, (add) => {
    const root = Math.SQRT1_2;
    if (symbol === '0') add(0, 0, 1, 0);
    else if (symbol === '1') add(1, 0, 1, 0);
    else {
      add(0, 0, root, 0);
      add(1, 0, symbol === '+' ? root : -root, 0);
    }
  });
}

/** |level> of a system of `dimension` levels. */
export function basisKet(
  level: number,
  dimension: number,
  node: AstNode,
  property?: 'state' | 'variable',
): SparseMatrix {
  if (dimension > limits.dimension) {
    return fail({ code: 'K113', message: 'the system is too large to write a state of it here', node, property });
  }
  if (level < 0 || level >= dimension) {
    const message = `level ${level} does not exist in a ${dimension}-level system (0 … ${dimension - 1})`;
    return fail({ code: 'K109', message, node, property });
  }
  return SparseMatrix.unit(dimension, 1, level, 0);
}
