import { type CircuitOperation, circuitDepth } from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { placeInColumns } from './columns.js';
import { CIRCUIT_STYLE } from './style.js';
import { bitName, type Mark, type OperationSymbol, symbolOf, wireName } from './symbols.js';

const ROW = 48;
const GAP = 14;
const MARGIN = 16;
const TOP = 30;
/** Half the height of a box. */
const HALF = 17;
const LONGEST_DETAIL = 20;
/** Operations drawn at most: more is no picture that anybody reads. */
const MOST_OPERATIONS = 1000;

export interface CircuitPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** What there is, in one line. */
  readonly summary: string;
}

/**
 * A circuit as SVG, first wire on top, time to the right. Every operation is a group `op` with `data-index`, its place in the
 * program, and a title that says it in words; classes give the colours, see `CIRCUIT_STYLE`.
 */
export function drawCircuit(circuit: LoweredCircuit): CircuitPicture {
  const { dims, operations } = circuit.program;
  const drawn = operations.slice(0, MOST_OPERATIONS);
  const symbols = drawn.map((_, index) => symbolOf(circuit, index));
  const rows = dims.length + circuit.bits.length;
  const names = [
    ...dims.map((dimension, wire) => wireName(circuit, wire) + (dimension === 2 ? '' : ` (${dimension})`)),
    ...circuit.bits.map(({ name, positions }) => name + (positions.length > 1 ? ` (${positions.length})` : '')),
  ];
  const left = MARGIN + Math.max(0, ...names.map((name) => textWidth(name))) + 10;
  const extents = drawn.map((operation, index) => {
    const used = rowsOf(circuit, operation, symbols[index] as OperationSymbol);
    // The text below stands right of the middle.
    const below = 2 * (6 + classicalText(circuit, operation).length * 5.8) - GAP;
    return {
      first: Math.min(...used),
      last: Math.max(...used),
      width: Math.max(widthOf(symbols[index] as OperationSymbol), below),
    };
  });
  const { middles, width: inner } = placeInColumns(extents, rows, GAP);
  const width = Math.ceil(left + GAP + Math.max(inner, 40) + MARGIN);
  const height = TOP + rows * ROW;
  const parts = [
    ...names.map((name, row) => rowLine(name, rowY(row), { left, right: width - MARGIN, double: row >= dims.length })),
    ...drawn.map((operation, index) =>
      group(circuit, index, operation, symbols[index] as OperationSymbol, left + GAP + (middles[index] ?? 0)),
    ),
  ];
  const label = `Circuit ${circuit.name}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="circuit" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${escaped(label)}">${parts.join('')}</svg>`;
  return { svg, width, height, summary: summaryOf(circuit, drawn.length) };
}

/** A picture as a file that stands alone, on a light page. */
export function standaloneCircuit({ svg, width, height }: CircuitPicture): string {
  const style = CIRCUIT_STYLE.replace(/var\(--[\w-]+, ([^()]+)\)/g, '$1').trim();
  const page = `<rect class="page" width="${width}" height="${height}"/>`;
  return `${svg.replace('>', `><style>${style}</style>${page}`)}\n`;
}

const rowY = (row: number): number => TOP + row * ROW;
const textWidth = (text: string): number => text.length * 7.6;
const shortened = (text: string): string =>
  text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL - 1)}…` : text;

function widthOf({ marks, detail }: OperationSymbol): number {
  const texts = marks.filter(({ kind }) => kind === 'box').map(({ text }) => textWidth(text) + 14);
  const below = texts.length > 0 ? shortened(detail).length * 5.8 + 12 : 0;
  return Math.max(34, below, ...texts);
}

/** The rows that an operation touches: its wires, and those of classical registers that it writes or reads. */
function rowsOf(circuit: LoweredCircuit, operation: CircuitOperation, { marks }: OperationSymbol): number[] {
  return [...marks.map(({ wire }) => wire), ...classicalRows(circuit, operation)];
}

function classicalRows({ bits, program }: LoweredCircuit, operation: CircuitOperation): number[] {
  const used = operation.kind === 'measure' ? [operation.bit] : conditionOf(operation)?.bits;
  return bits.flatMap(({ positions }, register) =>
    used?.some((bit) => positions.includes(bit)) === true ? [program.dims.length + register] : [],
  );
}

const conditionOf = (operation: CircuitOperation) => ('condition' in operation ? operation.condition : undefined);

function rowLine(name: string, y: number, at: { left: number; right: number; double: boolean }): string {
  const line = (dy: number): string =>
    `<line class="wire" x1="${at.left}" y1="${y + dy}" x2="${at.right}" y2="${y + dy}"/>`;
  const text = `<text class="name" x="${at.left - 8}" y="${y + 4.5}">${escaped(name)}</text>`;
  return text + (at.double ? line(-1.5) + line(1.5) : line(0));
}

function group(
  circuit: LoweredCircuit,
  index: number,
  operation: CircuitOperation,
  symbol: OperationSymbol,
  middle: number,
): string {
  const x = Math.round(middle * 10) / 10;
  const { marks, role } = symbol;
  const condition = conditionOf(operation);
  const words = condition === undefined ? symbol.words : `${symbol.words} if ${conditionWords(circuit, condition)}`;
  const line = circuit.spans[index]?.line;
  const label = line === undefined ? words : `${words}, line ${line}`;
  const quantum = marks.map(({ wire }) => wire);
  const low = Math.max(...quantum);
  const first = Math.min(...quantum);
  const reach = role === 'barrier' ? ROW / 2 : 0;
  const link = low > first || reach > 0 ? lineDown(x, rowY(first) - reach, rowY(low) + reach) : '';
  const classical = classicalLink(circuit, operation, x, rowY(low));
  const drawn = marks.map((mark) => drawnMark(mark, symbol, x)).join('');
  return `<g class="op ${role}" data-index="${index}" role="button" aria-label="${escaped(label)}"><title>${escaped(label)}</title>${link}${classical}${drawn}</g>`;
}

const lineDown = (x: number, from: number, to: number): string =>
  `<line class="link" x1="${x}" y1="${from}" x2="${x}" y2="${to}"/>`;

/** The double line between an operation and the classical registers that it writes or reads. */
function classicalLink(circuit: LoweredCircuit, operation: CircuitOperation, x: number, from: number): string {
  const rows = classicalRows(circuit, operation);
  if (rows.length === 0) return '';
  const to = rowY(Math.max(...rows));
  const dots = rows.map((row) => `<circle class="dot" cx="${x}" cy="${rowY(row)}" r="4"/>`).join('');
  const text = classicalText(circuit, operation);
  const says = `<text class="small start" x="${x + 6}" y="${to + 14}">${escaped(text)}</text>`;
  return lineDown(x - 1.5, from, to) + lineDown(x + 1.5, from, to) + dots + says;
}

/** Which digit is written, or what is asked of those read. */
function classicalText(circuit: LoweredCircuit, operation: CircuitOperation): string {
  if (operation.kind === 'measure') return /\[(\d+)\]$/.exec(bitName(circuit, operation.bit))?.[1] ?? '';
  const condition = conditionOf(operation);
  return condition === undefined ? '' : conditionWords(circuit, condition);
}

function conditionWords(circuit: LoweredCircuit, { bits, value }: { bits: readonly number[]; value: number }): string {
  return `${bits.map((bit) => bitName(circuit, bit)).join(', ')} = ${value}`;
}

function drawnMark({ wire, kind, text }: Mark, symbol: OperationSymbol, x: number): string {
  const y = rowY(wire);
  switch (kind) {
    case 'control':
      return `<circle class="dot" cx="${x}" cy="${y}" r="4.5"/>`;
    case 'not':
      return `<circle class="box" cx="${x}" cy="${y}" r="11"/><path class="link" d="M${x - 11} ${y}h22M${x} ${y - 11}v22"/>`;
    case 'swap':
      return `<path class="link" d="M${x - 6} ${y - 6}l12 12m0 -12l-12 12"/>`;
    case 'barrier':
      return '';
    case 'meter':
      return `${box(x, y, 34)}<path class="link" d="M${x - 10} ${y + 7}a10 10 0 0 1 20 0M${x} ${y + 7}l8 -13"/>`;
    case 'box': {
      const detail = shortened(symbol.detail);
      const name = `<text x="${x}" y="${detail === '' ? y + 4.5 : y - 1}">${escaped(text)}</text>`;
      const below = detail === '' ? '' : `<text class="small" x="${x}" y="${y + 11.5}">${escaped(detail)}</text>`;
      return box(x, y, widthOf(symbol)) + name + below;
    }
  }
}

function box(x: number, y: number, width: number): string {
  return `<rect class="box" x="${x - width / 2}" y="${y - HALF}" width="${width}" height="${2 * HALF}" rx="2"/>`;
}

function summaryOf({ program, results }: LoweredCircuit, drawn: number): string {
  const { dims, operations } = program;
  const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  const facts = [
    many(dims.length, dims.every((dimension) => dimension === 2) ? 'qubit' : 'system'),
    many(operations.length, 'operation'),
    `depth ${circuitDepth(program)}`,
  ];
  if (program.parameters > 0) facts.push(many(program.parameters, 'trainable number'));
  if (results.length > 0) facts.push(`returns ${results.map(({ text }) => text).join(', ')}`);
  if (drawn < operations.length) facts.push(`the first ${drawn} operations are drawn`);
  return facts.join(' · ');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
}
