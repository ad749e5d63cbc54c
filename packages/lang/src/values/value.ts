import type { ChannelProgram, GeneratorProgram } from '@kraus/core';
import type { Declaration } from '../generated/index.js';
import type { SparseMatrix } from '../matrix/index.js';
import type {
  ArrayValue,
  BitsValue,
  ConditionValue,
  DistributionValue,
  PauliSumValue,
  StateInputValue,
  SymbolValue,
} from './circuit-values.js';
import type { GraphValue } from './graph-value.js';

/** A real or complex number; `unit` is the power of time, so that 35ns is { re: 3.5e-8, im: 0, unit: 1 }. */
export interface NumberValue {
  readonly kind: 'number';
  readonly re: number;
  readonly im: number;
  readonly unit: number;
}

/** A matrix, ket (one column) or bra (one row). */
export interface MatrixValue {
  readonly kind: 'matrix';
  readonly matrix: SparseMatrix;
  readonly unit: number;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

/** Whole numbers from `start` up to, not including, `end`; kept short so that a long range costs nothing until used. */
export interface RangeValue {
  readonly kind: 'range';
  readonly start: number;
  readonly end: number;
}

/** One or more factors of the system of the declaration at hand. */
export interface WireValue {
  readonly kind: 'wire';
  readonly positions: readonly number[];
}

export interface ChannelValue {
  readonly kind: 'channel';
  readonly program: ChannelProgram;
}

/** `unit` is that of the Hamiltonian: −1 if the generator is in frequencies, 0 if it is dimensionless. */
export interface GeneratorValue {
  readonly kind: 'generator';
  readonly program: GeneratorProgram;
  readonly unit: number;
}

/** A declaration that has not been called. */
export interface DeclarationValue {
  readonly kind: 'declaration';
  readonly declaration: Declaration;
}

export type Value =
  | NumberValue
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | ListValue
  | RangeValue
  | MatrixValue
  | GraphValue
  | WireValue
  | ChannelValue
  | GeneratorValue
  | DeclarationValue
  | SymbolValue
  | ArrayValue
  | BitsValue
  | ConditionValue
  | PauliSumValue
  | StateInputValue
  | DistributionValue;

export function numberValue(re: number, im = 0, unit = 0): NumberValue {
  return { kind: 'number', re, im, unit };
}

export function matrixValue(matrix: SparseMatrix, unit = 0): MatrixValue {
  return { kind: 'matrix', matrix, unit };
}

/** What a value is, for messages: `a 2×2 matrix`, `the number 1.4`. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'number':
      return value.unit === 0 ? `the number ${formatNumber(value)}` : `${formatNumber(value)} s^${value.unit}`;
    case 'boolean':
      return String(value.value);
    case 'text':
      return `the text "${value.value}"`;
    case 'list':
      return `a list of ${value.items.length}`;
    case 'range':
      return `the range ${value.start}..${value.end}`;
    case 'matrix': {
      const { rows, columns } = value.matrix;
      if (columns === 1 && rows > 1) return `a ket of dimension ${rows}`;
      if (rows === 1 && columns > 1) return `a bra of dimension ${columns}`;
      return `a ${rows}×${columns} matrix`;
    }
    case 'graph':
      return `a graph of ${value.vertices} vertices`;
    case 'wire':
      return value.positions.length === 1 ? 'a wire' : `${value.positions.length} wires`;
    case 'channel':
      return `a channel on dimension ${product(value.program.dims)}`;
    case 'generator':
      return `a generator on dimension ${product(value.program.dims)}`;
    case 'declaration':
      return `\`${value.declaration.name}\``;
    case 'symbol':
      return symbolWords(value.form.terms.map(({ source }) => source));
    case 'array':
      return `${value.source === 'input' ? 'inputs' : 'trainable parameters'} of shape [${value.shape.join(', ')}]`;
    case 'bits':
      return value.positions.length === 1 ? 'a measured bit' : `${value.positions.length} measured bits`;
    case 'condition':
      return 'a condition on measured bits';
    case 'pauli-sum':
      return `an operator on ${value.qubits} qubits`;
    case 'state-input':
      return `the input state \`${value.name}\``;
    case 'distribution':
      return 'a distribution of initial values';
  }
}

function symbolWords(sources: readonly ('parameter' | 'input')[]): string {
  return sources.every((source) => source === 'input') ? 'an input' : 'a trainable parameter';
}

/** At most six significant digits; complex numbers as `0.5 + 2i`. */
export function formatNumber(value: { readonly re: number; readonly im: number }): string {
  const re = formatReal(value.re);
  if (value.im === 0) return re;
  const im = `${formatReal(Math.abs(value.im))}i`;
  if (value.re === 0) return value.im < 0 ? `-${im}` : im;
  return `${re} ${value.im < 0 ? '-' : '+'} ${im}`;
}

export function formatReal(value: number): string {
  return String(Number(value.toPrecision(6)));
}

export function product(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}
