import type { ChannelProgram } from '@kraus/core';
import type { AstNode } from 'langium';
import type {
  Block,
  Evolution,
  KrausOperator,
  Measure,
  Mix,
  Operation,
  Reset,
  Statement,
  WireReference,
} from '../generated/index.js';
import { SparseMatrix, unitarityDefect } from '../matrix/index.js';
import { type ChannelValue, describeValue, formatReal, product, type Value } from '../values/index.js';
import { asMatrix, asPlain, mismatch } from './convert.js';
import { fail } from './evaluation-error.js';
import { evolvedChannel } from './evolution.js';
import type { Frame, System } from './frame.js';
import { modifiedGate, writtenPower } from './gate-modifiers.js';
import { embedChannel, krausOperators, sequence } from './programs.js';
import { runBlock } from './statements.js';
import { applications, operationName, positionsOf } from './wires.js';

/** Works out the body of a channel or gate: its Kraus operators, its mixture, or its operations in order. */
export function channelFromBody(body: Block, frame: Frame, system: System): ChannelValue {
  const operators: SparseMatrix[] = [];
  const parts: ChannelProgram[] = [];
  let firstOther: AstNode | undefined;
  const take = (statement: Statement, inner: Frame): void => {
    switch (statement.$type) {
      case 'Barrier':
        return;
      case 'KrausOperator':
        operators.push(krausOperator(statement, inner, system));
        return;
      case 'Mix':
        parts.push(mixture(statement, inner, system));
        break;
      case 'Operation':
      case 'Evolution':
      case 'Reset':
      case 'Measure':
        parts.push(...partsOf(statement, inner, system));
        break;
      default:
        fail({ code: 'K114', message: 'this statement does not belong here', node: statement });
    }
    firstOther ??= statement;
  };
  runBlock(body, frame, { statement: take });
  const { dims } = system;
  if (operators.length > 0) {
    if (firstOther !== undefined) {
      fail({
        code: 'K114',
        message: 'a channel is a list of `kraus` operators or a sequence of operations, not both',
        node: firstOther,
      });
    }
    return {
      kind: 'channel',
      program: { kind: 'kraus', dims, operators: operators.map((operator) => operator.toData()) },
    };
  }
  if (parts.length === 0) return { kind: 'channel', program: identityChannel(system) };
  return { kind: 'channel', program: sequence(parts, dims) };
}

function identityChannel({ dims, total }: System): ChannelProgram {
  return { kind: 'kraus', dims, operators: [SparseMatrix.identity(total).toData()] };
}

function krausOperator(statement: KrausOperator, frame: Frame, { total }: System): SparseMatrix {
  const value = asMatrix(frame.interpreter.evaluate(statement.value, frame), statement.value);
  if (value.matrix.rows !== total || value.matrix.columns !== total) {
    fail({
      code: 'K110',
      message: `${describeValue(value)} does not fit the ${total}-dimensional system`,
      node: statement.value,
    });
  }
  if (value.unit !== 0) fail({ code: 'K107', message: 'a Kraus operator has plain numbers', node: statement.value });
  return value.matrix;
}

/** The channel that an operation names, called with its arguments. */
function operated(statement: Operation, frame: Frame): ChannelValue {
  const name = statement.target.ref;
  if (name === undefined)
    return fail({ code: 'K101', message: `unknown name \`${statement.target.$refText}\``, node: statement });
  let value: Value = frame.interpreter.lookUp(name, statement, frame);
  if (value.kind === 'declaration') {
    const { declaration } = value;
    const parameters = 'parameters' in declaration ? declaration.parameters : [];
    const site = { node: statement, name: declaration.name, parameters, arguments: statement.arguments };
    value = frame.interpreter.call(declaration, site, frame);
  }
  if (value.kind === 'matrix' && value.matrix.isSquare) {
    const factors = Math.round(Math.log2(value.matrix.rows));
    if (2 ** factors === value.matrix.rows) return unitaryOf(value.matrix, statement, factors);
  }
  if (value.kind !== 'channel') return mismatch('a gate or channel', value, statement, 'K119');
  return value;
}

/** A matrix of the prelude (`X`, `H` …) used as a gate. */
function unitaryOf(matrix: SparseMatrix, statement: Operation, factors: number): ChannelValue {
  const deviation = unitarityDefect(matrix);
  if (deviation !== undefined) {
    fail({
      code: 'K205',
      message: `\`${statement.target.$refText}\` is not unitary: U†U − I has norm ${formatReal(deviation)}`,
      node: statement,
    });
  }
  const dims = Array.from({ length: factors }, () => 2);
  return { kind: 'channel', program: { kind: 'kraus', dims, operators: [matrix.toData()] } };
}

/** What one statement of a sequence does, as channels on the whole system. */
function partsOf(statement: Operation | Evolution | Reset | Measure, frame: Frame, system: System): ChannelProgram[] {
  switch (statement.$type) {
    case 'Operation':
      return operation(statement, frame, system);
    case 'Evolution':
      return [evolution(statement, frame, system)];
    default:
      return resetOrMeasure(statement.$type, statement.wires, frame, system);
  }
}

/** An operation on its wires; one on a single system is applied to each part of a register. */
function operation(statement: Operation, frame: Frame, system: System): ChannelProgram[] {
  const { modifiers, power } = statement;
  const exponent = power === undefined ? undefined : writtenPower(power, frame);
  const { program } = modifiedGate(operated(statement, frame), { modifiers, power: exponent, node: statement }, frame);
  const all = statement.wires.map((wire) => positionsOf(wire, frame));
  const applied = { name: operationName(statement), node: statement, dims: program.dims };
  return applications(applied, all, system.dims).map((positions) => {
    frame.interpreter.budget.spend(system.total + 40, statement);
    return embedChannel(program, positions, system.dims);
  });
}

/** `evolve L on q for t`. */
function evolution(statement: Evolution, frame: Frame, system: System): ChannelProgram {
  const { program } = evolvedChannel(statement.generator, statement.time, frame);
  const all = statement.wires.map((wire) => positionsOf(wire, frame));
  const name = statement.generator.$cstNode?.text ?? 'evolve';
  const [positions = []] = applications({ name, node: statement, dims: program.dims }, all, system.dims);
  frame.interpreter.budget.spend(system.total, statement);
  return embedChannel(program, positions, system.dims);
}

function resetOrMeasure(
  kind: 'Reset' | 'Measure',
  wires: readonly WireReference[],
  frame: Frame,
  system: System,
): ChannelProgram[] {
  return wires.flatMap((wire) =>
    positionsOf(wire, frame).map((position) => {
      const dimension = system.dims[position] ?? 1;
      const operators = Array.from({ length: dimension }, (_, level) =>
        SparseMatrix.unit(dimension, dimension, kind === 'Reset' ? 0 : level, level).toData(),
      );
      return embedChannel({ kind: 'kraus', dims: [dimension], operators }, [position], system.dims);
    }),
  );
}

function mixture(statement: Mix, frame: Frame, system: System): ChannelProgram {
  const operators: SparseMatrix[] = [];
  let sum = 0;
  for (const branch of statement.branches) {
    const weight = asPlain(frame.interpreter.evaluate(branch.weight, frame), branch.weight);
    if (weight < -1e-12) {
      fail({
        code: 'K206',
        message: `the weights of a mixture are not negative: {at}found ${formatReal(weight)}`,
        node: branch.weight,
      });
    }
    sum += weight;
    const program = sequence(partsOf(branch.operation, frame, system), system.dims);
    const own = krausOperators(program);
    if (own === undefined) {
      const message = 'a mixture needs operations with few Kraus operators, not evolutions';
      return fail({ code: 'K112', message, node: branch.operation });
    }
    if (weight > 0) operators.push(...own.map((operator) => operator.scaled(Math.sqrt(weight))));
  }
  if (Math.abs(sum - 1) > 1e-10) {
    fail({
      code: 'K206',
      message: `the weights of a mixture add up to 1: {at}their sum is ${formatReal(sum)}`,
      node: statement,
    });
  }
  return { kind: 'kraus', dims: system.dims, operators: operators.map((operator) => operator.toData()) };
}

export function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return product(a) === product(b) && a.length === b.length && a.every((dimension, index) => dimension === b[index]);
}
