import type { CircuitOutput } from '@kraus/core';
import { type Frame, fail, normalised, subsystem } from '../evaluate/index.js';
import type { Argument, Expression, Return } from '../generated/index.js';
import { isCallExpression, isNameExpression } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import type { SparseMatrix } from '../matrix/index.js';
import { describeValue, formatReal, product, type Value } from '../values/index.js';
import type { CircuitState } from './circuit-state.js';
import type { CircuitResult } from './lowered-circuit.js';
import { observablesOf } from './observables.js';

type Kind = CircuitResult['kind'];

const kinds: readonly Kind[] = ['expval', 'probs', 'state', 'counts', 'fidelity'];

/** What a `return` asks for. The outputs of `state` and `counts` are settled when the circuit is complete. */
export interface Requested {
  readonly result: CircuitResult;
  readonly output: CircuitOutput | 'whole-state' | 'all-counts';
}

export function requestsOf(statement: Return, frame: Frame, state: CircuitState): Requested[] {
  return statement.values.map((expression) => {
    const { kind, given } = resultOf(expression);
    const text = (expression.$cstNode?.text ?? kind).replaceAll(/\s+/g, ' ');
    return {
      result: { kind, text, span: spanOf(expression) },
      output: outputOf(kind, expression, given, frame, state),
    };
  });
}

function resultOf(expression: Expression): { kind: Kind; given: readonly Argument[] } {
  const callee = isCallExpression(expression) ? expression.callee : expression;
  const target = isNameExpression(callee) ? callee.target.ref : undefined;
  const kind = kinds.find((name) => target?.$type === 'BuiltinDeclaration' && target.name === name);
  if (kind !== undefined) return { kind, given: isCallExpression(expression) ? expression.arguments : [] };
  return fail({
    code: 'K106',
    message: `a circuit returns ${kinds.map((name) => `\`${name}\``).join(', ')}`,
    node: expression,
  });
}

function outputOf(
  kind: Kind,
  node: Expression,
  given: readonly Argument[],
  frame: Frame,
  state: CircuitState,
): Requested['output'] {
  const dims = frame.system?.dims ?? [];
  if (kind === 'expval') return expectation(node, given, frame, dims);
  const values = given.map(({ value }) => frame.interpreter.evaluate(value, frame));
  switch (kind) {
    case 'probs': {
      const positions = positionsIn(values, given, 'wire');
      return { kind: 'probabilities', targets: positions.length === 0 ? dims.map((_, wire) => wire) : positions };
    }
    case 'state': {
      const positions = positionsIn(values, given, 'wire');
      if (values.length === 0 || (positions.length === dims.length && positions.every((p, k) => p === k))) {
        return 'whole-state';
      }
      const help = 'name all wires in their order, or none';
      return fail({ code: 'K110', message: '`state` gives the state of the whole circuit', node, help });
    }
    case 'counts': {
      const bits = positionsIn(values, given, 'bits');
      return bits.length === 0 ? 'all-counts' : { kind: 'classical', bits };
    }
    case 'fidelity': {
      const [target, ...others] = values;
      if (target === undefined || others.length > 0)
        return fail({ code: 'K108', message: '`fidelity` takes one state', node });
      return { kind: 'fidelity', target: targetState(target, dims, given[0]?.value ?? node, state) };
    }
  }
}

function expectation(
  node: Expression,
  [first, ...rest]: readonly Argument[],
  frame: Frame,
  dims: readonly number[],
): CircuitOutput {
  if (first === undefined) return fail({ code: 'K108', message: '`expval` needs an observable', node });
  const wires = rest.map(({ value }) => frame.interpreter.evaluate(value, frame));
  const positions = positionsIn(wires, rest, 'wire');
  const { system } = frame;
  const own =
    positions.length === 0 || system === undefined ? frame : { ...frame, system: subsystem(system, positions) };
  const observable = frame.interpreter.evaluate(first.value, own);
  return { kind: 'expectation', observables: observablesOf(observable, positions, dims, first.value) };
}

/** The positions that wires or bits stand for, each once. */
function positionsIn(values: readonly Value[], given: readonly Argument[], kind: 'wire' | 'bits'): number[] {
  const positions = values.flatMap((value, index) => {
    const node = given[index] as Argument;
    if (value.kind === kind) return value.positions;
    const wanted = kind === 'wire' ? 'a wire' : 'a classical bit';
    return fail({ code: 'K106', message: `expected ${wanted}, found ${describeValue(value)}`, node });
  });
  const again = positions.findIndex((position, index) => positions.indexOf(position) !== index);
  if (again >= 0) fail({ code: 'K105', message: 'a wire or bit is given twice', node: given[0] as Argument });
  return positions;
}

/** The amplitudes of the target of `fidelity`, re and im interleaved; or `per-sample` for an input. */
function targetState(
  value: Value,
  dims: readonly number[],
  node: Expression,
  state: CircuitState,
): readonly number[] | 'per-sample' {
  if (value.kind === 'state-input' && !value.density) return 'per-sample';
  if (value.kind !== 'matrix' || value.matrix.columns !== 1) {
    const message = `expected a ket or an input of type \`state\`, found ${describeValue(value)}`;
    return fail({ code: 'K106', message, node });
  }
  const { matrix } = value;
  if (matrix.rows !== product(dims)) {
    const message = `${describeValue(value)} is no state of the whole circuit, which has dimension ${product(dims)}`;
    return fail({ code: 'K110', message, node });
  }
  const norm = matrix.frobeniusNorm();
  if (Math.abs(norm - 1) > 1e-9) {
    const message = `a state has norm 1, this ket has ${formatReal(norm)}`;
    fail({ code: 'K210', message, node, fixes: normalised(node, matrix) });
  }
  state.interpreter.budget.spend(matrix.rows, node);
  return amplitudes(matrix);
}

function amplitudes(ket: SparseMatrix): number[] {
  return Array.from({ length: ket.rows }, (_, level) => [...ket.at(level, 0)]).flat();
}
