import type { ChannelProgram, GeneratorProgram, MatrixData } from '@kraus/core';
import type { AstNode } from 'langium';
import { embedMatrix, SparseMatrix, unitarityDefect } from '../matrix/index.js';
import { type ChannelValue, describeValue, product, type Value } from '../values/index.js';
import { fail } from './evaluation-error.js';
import { type Budget, limits } from './frame.js';

/** `first >> second`; chains become one list of parts. */
export function composeChannels(first: Value, second: Value, node: AstNode, budget: Budget): ChannelValue {
  if (first.kind !== 'channel' || second.kind !== 'channel') {
    const message = `\`>>\` joins channels, found ${describeValue(first.kind === 'channel' ? second : first)}`;
    return fail({ code: 'K106', message, node });
  }
  const [a, b] = [first.program, second.program];
  if (product(a.dims) !== product(b.dims)) {
    const message = `cannot join ${describeValue(first)} and ${describeValue(second)}`;
    return fail({ code: 'K110', message, node });
  }
  const program = sequence([a, b], a.dims);
  const count = program.kind === 'compose' ? program.parts.length : 1;
  budget.spend(20 * count, node);
  if (count > limits.parts) {
    const message = `a sequence of ${count} channels is longer than the limit of ${limits.parts}`;
    return fail({ code: 'K113', message, node, help: 'write repetition as a power, `channel ^ n`' });
  }
  return { kind: 'channel', program };
}

/** A unitary matrix on qubits as a gate; any other value as it is. */
export function gateOfMatrix(value: Value): Value {
  if (value.kind !== 'matrix' || !value.matrix.isSquare) return value;
  const factors = Math.round(Math.log2(value.matrix.rows));
  if (2 ** factors !== value.matrix.rows || unitarityDefect(value.matrix) !== undefined) return value;
  const dims = Array.from({ length: factors }, () => 2);
  return { kind: 'channel', program: { kind: 'kraus', dims, operators: [value.matrix.toData()] } };
}

/** The parts one after another, without needless nesting. */
export function sequence(parts: readonly ChannelProgram[], dims: readonly number[]): ChannelProgram {
  const flat = parts.flatMap((part) => (part.kind === 'compose' ? part.parts : [part]));
  const only = flat[0];
  if (flat.length === 1 && only !== undefined) return only;
  return { kind: 'compose', dims, parts: flat };
}

/** Side by side; the right one is on the less significant factors. */
export function kronChannels(left: ChannelValue, right: ChannelValue, node: AstNode): ChannelValue {
  const partsOf = (program: ChannelProgram): readonly ChannelProgram[] =>
    program.kind === 'tensor' ? program.parts : [program];
  const parts = [...partsOf(right.program), ...partsOf(left.program)];
  const dims = parts.flatMap((part) => part.dims);
  checkDimension(dims, node);
  return { kind: 'channel', program: { kind: 'tensor', dims, parts } };
}

/** The channel applied `times` times; of a gate also the inverse, for a negative number. */
export function powerOfChannel(channel: ChannelValue, times: number, node: AstNode, budget: Budget): ChannelValue {
  if (Math.abs(times) > limits.loopPasses) {
    fail({ code: 'K113', message: `${times} repetitions are more than the limit of ${limits.loopPasses}`, node });
  }
  const { program } = channel;
  const [only, ...others] = program.kind === 'kraus' ? program.operators : [];
  if (only !== undefined && others.length === 0) {
    const unitary = SparseMatrix.fromData(only);
    const base = times < 0 ? unitary.dagger() : unitary;
    const operators = [matrixPower(base, Math.abs(times), node, budget).toData()];
    return { kind: 'channel', program: { kind: 'kraus', dims: program.dims, operators } };
  }
  if (times < 0) {
    fail({ code: 'K209', message: 'a negative power undoes a gate; this is a channel that is not unitary', node });
  }
  return { kind: 'channel', program: { kind: 'power', dims: program.dims, channel: program, times } };
}

/** A matrix to a power that is not negative, by squaring. */
export function matrixPower(matrix: SparseMatrix, times: number, node: AstNode, budget: Budget): SparseMatrix {
  let result = SparseMatrix.identity(matrix.rows);
  let square = matrix;
  for (let rest = times; rest > 0; rest = Math.floor(rest / 2)) {
    budget.spend(2 * square.costOfTimes(square) + 1, node);
    if (rest % 2 === 1) result = result.times(square);
    if (rest > 1) square = square.times(square);
  }
  return result;
}

export function checkDimension(dims: readonly number[], node: AstNode): void {
  const total = product(dims);
  if (total <= limits.dimension) return;
  fail({ code: 'K113', message: `dimension ${total} is more than the limit of ${limits.dimension}`, node });
}

/** A channel on some factors of a system, as a channel on all of it. */
export function embedChannel(
  program: ChannelProgram,
  positions: readonly number[],
  dims: readonly number[],
): ChannelProgram {
  if (positions.length === dims.length && positions.every((position, index) => position === index)) return program;
  const lift = (data: MatrixData): MatrixData => embedMatrix(SparseMatrix.fromData(data), positions, dims).toData();
  switch (program.kind) {
    case 'kraus':
      return { kind: 'kraus', dims, operators: program.operators.map(lift) };
    case 'evolve':
      return { ...program, dims, generator: embedGenerator(program.generator, positions, dims) };
    case 'compose':
      return { kind: 'compose', dims, parts: program.parts.map((part) => embedChannel(part, positions, dims)) };
    case 'power':
      return { ...program, dims, channel: embedChannel(program.channel, positions, dims) };
    case 'tensor': {
      let from = 0;
      const parts = program.parts.map((part) => {
        const own = positions.slice(from, from + part.dims.length);
        from += part.dims.length;
        return embedChannel(part, own, dims);
      });
      return sequence(parts, dims);
    }
  }
}

function embedGenerator(
  generator: GeneratorProgram,
  positions: readonly number[],
  dims: readonly number[],
): GeneratorProgram {
  const lift = (data: MatrixData): MatrixData => embedMatrix(SparseMatrix.fromData(data), positions, dims).toData();
  return { kind: 'generator', dims, hamiltonian: lift(generator.hamiltonian), jumps: generator.jumps.map(lift) };
}

/**
 * The Kraus operators of a channel, if they can be written down without approximation: products for sequences and powers,
 * Kronecker products for channels side by side. Undefined for evolutions, or where there would be more than `most`.
 */
export function krausOperators(program: ChannelProgram, most = 4096): SparseMatrix[] | undefined {
  switch (program.kind) {
    case 'kraus':
      return program.operators.map(SparseMatrix.fromData);
    case 'evolve':
      return undefined;
    case 'compose':
      return combine(program.parts, most, (earlier, later) => later.times(earlier));
    case 'tensor':
      return combine(program.parts, most, (lower, higher) => higher.kron(lower));
    case 'power': {
      if (program.times > 64) return undefined;
      const parts = Array.from({ length: program.times }, () => program.channel);
      return combine(parts, most, (earlier, later) => later.times(earlier)) ?? undefined;
    }
  }
}

function combine(
  parts: readonly ChannelProgram[],
  most: number,
  join: (before: SparseMatrix, after: SparseMatrix) => SparseMatrix,
): SparseMatrix[] | undefined {
  let result: SparseMatrix[] | undefined;
  for (const part of parts) {
    const operators = krausOperators(part, most);
    if (operators === undefined || (result?.length ?? 1) * operators.length > most) return undefined;
    result =
      result === undefined ? operators : result.flatMap((before) => operators.map((after) => join(before, after)));
  }
  return result;
}
