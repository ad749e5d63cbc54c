import { twirl } from '@kraus/core';
import { embedMatrix, matrixExponential, SparseMatrix } from '../matrix/index.js';
import { describeValue, matrixValue, numberValue, product, type Value } from '../values/index.js';
import type { BuiltinCall, BuiltinFunction } from './builtin-context.js';
import { asCount, asItems, asMatrix, asNumber, asSquare, mismatch } from './convert.js';
import { fail } from './evaluation-error.js';
import { limits } from './frame.js';
import { basisKet } from './kets.js';
import { kronecker } from './operators.js';
import { daggerOfPauliSum, pauliStringsOf } from './pauli-sums.js';
import { krausOperators } from './programs.js';

const root = Math.SQRT1_2;

/** The most qubits on which `at` writes an operator of a circuit as Pauli strings. */
const mostPauliQubits = 4;

/** The most qubits on which `twirl` works. */
const mostTwirledQubits = 3;

/** Matrices that every script knows by a letter. */
export const matrixConstants: Readonly<Record<string, SparseMatrix>> = {
  I: SparseMatrix.identity(2),
  X: SparseMatrix.fromRows([
    [
      [0, 0],
      [1, 0],
    ],
    [
      [1, 0],
      [0, 0],
    ],
  ]),
  Y: SparseMatrix.fromRows([
    [
      [0, 0],
      [0, -1],
    ],
    [
      [0, 1],
      [0, 0],
    ],
  ]),
  Z: SparseMatrix.fromRows([
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [-1, 0],
    ],
  ]),
  H: SparseMatrix.fromRows([
    [
      [root, 0],
      [root, 0],
    ],
    [
      [root, 0],
      [-root, 0],
    ],
  ]),
  S: SparseMatrix.fromRows([
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 1],
    ],
  ]),
  T: SparseMatrix.fromRows([
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [root, root],
    ],
  ]),
};

function exponentialOfMatrix(call: BuiltinCall): Value {
  const [value, node] = call.arg(0);
  const { matrix, unit } = asSquare(value, node);
  if (unit !== 0) fail({ code: 'K107', message: '`expm` needs a matrix of plain numbers', node });
  if (matrix.rows > 256) {
    fail({
      code: 'K113',
      message: `the exponential of ${describeValue(value)} is too large to work out while checking`,
      node,
    });
  }
  call.frame.interpreter.budget.spend(30 * matrix.rows ** 2 + 30 * matrix.rows * matrix.count, node);
  if (matrix.frobeniusNorm() > 1e6) fail({ code: 'K123', message: 'the exponent is too large', node });
  const result = matrixExponential(matrix);
  if (!result.isFinite()) fail({ code: 'K123', message: 'the exponential is not finite', node });
  return matrixValue(result);
}

function diagonalMatrix(call: BuiltinCall): Value {
  const [value, node] = call.arg(0);
  const entries = asItems(value, node).map((item) => asNumber(item, node));
  const n = entries.length;
  if (n > limits.dimension)
    fail({ code: 'K113', message: `dimension ${n} is more than the limit of ${limits.dimension}`, node });
  return matrixValue(
    SparseMatrix.from(n, n, (add) => {
      entries.forEach(({ re, im }, index) => {
        add(index, index, re, im);
      });
    }),
    entries.find(({ re, im }) => re !== 0 || im !== 0)?.unit ?? 0,
  );
}

function ketOfIndex(call: BuiltinCall): SparseMatrix {
  const [level, levelNode] = call.arg(0);
  let dimension = call.frame.system?.total;
  if (call.has(1)) dimension = asCount(...call.arg(1), 'the dimension', 1, limits.dimension);
  if (dimension === undefined) {
    return fail({
      code: 'K108',
      message: `\`${call.name}\` needs a dimension outside declarations with wires`,
      node: call.node,
    });
  }
  const number = asNumber(level, levelNode);
  if (!Number.isInteger(number.re) || number.im !== 0) {
    fail({ code: 'K120', message: `a level is a whole number, found ${describeValue(level)}`, node: levelNode });
  }
  return basisKet(number.re, dimension, levelNode);
}

function onWires(call: BuiltinCall): Value {
  const { system } = call.frame;
  const [value, node] = call.arg(0);
  const { matrix, unit } = asSquare(value, node);
  if (system === undefined)
    return fail({ code: 'K112', message: '`at` needs the wires of a declaration', node: call.node });
  const positions = call.values.slice(1).flatMap((wire, index) => {
    const [, wireNode] = call.arg(index + 1);
    if (wire.kind !== 'wire')
      return fail({ code: 'K106', message: `expected a wire, found ${describeValue(wire)}`, node: wireNode });
    return wire.positions;
  });
  if (positions.length === 0) call.arg(1);
  if (new Set(positions).size !== positions.length)
    fail({ code: 'K105', message: 'a wire is given twice', node: call.node });
  const dimension = product(positions.map((position) => system.dims[position] ?? 1));
  if (dimension !== matrix.rows) {
    fail({
      code: 'K110',
      message: `${describeValue(value)} cannot act on wires of dimension ${dimension}`,
      node: call.node,
    });
  }
  if (system.circuit && positions.length <= mostPauliQubits && system.dims.every((d) => d === 2)) {
    call.frame.interpreter.budget.spend(8 ** positions.length, call.node);
    return { kind: 'pauli-sum', qubits: system.dims.length, strings: pauliStringsOf(matrix, positions), unit };
  }
  if (system.total > limits.dimension) {
    const message = `an operator on dimension ${system.total} is too large to be written as a matrix`;
    fail({ code: 'K113', message, node: call.node });
  }
  call.frame.interpreter.budget.spend((matrix.count * system.total) / dimension, call.node);
  return matrixValue(embedMatrix(matrix, positions, system.dims), unit);
}

export const matrixBuiltins: Readonly<Record<string, BuiltinFunction>> = {
  dagger: (call) => {
    const [value] = call.arg(0);
    if (value.kind === 'pauli-sum') return daggerOfPauliSum(value);
    const { matrix, unit } = asMatrix(...call.arg(0));
    return matrixValue(matrix.dagger(), unit);
  },
  transpose: (call) => {
    const { matrix, unit } = asMatrix(...call.arg(0));
    return matrixValue(matrix.transpose(), unit);
  },
  kron: (call) => {
    const [first] = call.arg(0);
    call.arg(1);
    return call.values
      .slice(1)
      .reduce((left, right) => kronecker(left, right, call.node, call.frame.interpreter.budget), first);
  },
  trace: (call) => {
    const { matrix, unit } = asSquare(...call.arg(0));
    const [re, im] = matrix.trace();
    return numberValue(re, im, unit);
  },
  expm: exponentialOfMatrix,
  twirl: (call) => {
    const [value, node] = call.arg(0);
    if (value.kind !== 'channel') return mismatch('a channel', value, node);
    const { dims } = value.program;
    if (!dims.every((dimension) => dimension === 2))
      fail({
        code: 'K110',
        message: `\`twirl\` is over the Pauli group of qubits, found ${describeValue(value)}`,
        node,
      });
    if (dims.length > mostTwirledQubits)
      fail({ code: 'K113', message: `a channel on ${dims.length} qubits is too large to be twirled`, node });
    call.frame.interpreter.budget.spend(4 * 64 ** dims.length, node);
    const twirled = krausOperators(twirl(value.program)) ?? [];
    return { kind: 'channel', program: { kind: 'kraus', dims, operators: twirled.map((own) => own.toData()) } };
  },
  identity: (call) => matrixValue(SparseMatrix.identity(asCount(...call.arg(0), 'the dimension', 1, limits.dimension))),
  diagonal: diagonalMatrix,
  ket: (call) => matrixValue(ketOfIndex(call)),
  bra: (call) => matrixValue(ketOfIndex(call).transpose()),
  at: onWires,
  dimension: (call) => {
    if (call.has(0)) return numberValue(asMatrix(...call.arg(0)).matrix.rows);
    const { system } = call.frame;
    if (system === undefined)
      return fail({ code: 'K112', message: '`dimension()` needs the wires of a declaration', node: call.node });
    return numberValue(system.total);
  },
};
