import { type CircuitOperation, circuitDepth } from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { escaped, untheme } from '../preview-drawings/index.js';
import { type Extent, placeInColumns } from './columns.js';
import { type Fold, foldLoops } from './folds.js';
import { CIRCUIT_STYLE } from './style.js';
import { bitName, type Mark, type OperationSymbol, symbolOf, wireName } from './symbols.js';

const ROW = 48;
const GAP = 14;
const MARGIN = 16;
const TOP = 30;
/** Height of the label of a loop. */
const LABEL = 18;
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

export interface CircuitOptions {
  /** Loops, by their place in the circuit's list, that are folded (or not) because somebody chose so. */
  readonly folded?: ReadonlyMap<number, boolean>;
  /** Draws a line behind so many operations: where a state is looked at. */
  readonly after?: number | undefined;
}

/**
 * A circuit as SVG, first wire on top, time to the right. Every operation is a group `op` with `data-index`, its place in the
 * program, and a title that says it in words; every loop of several passes a frame with a button `fold` and `data-loop`; classes give
 * the colours, see `CIRCUIT_STYLE`.
 */
export function drawCircuit(circuit: LoweredCircuit, options: CircuitOptions = {}): CircuitPicture {
  const { dims, operations } = circuit.program;
  const all = foldLoops(circuit, options.folded);
  const drawn = all.drawn.slice(0, MOST_OPERATIONS);
  const folds = all.folds.filter(({ from }) => from < drawn.length);
  const symbols = drawn.map((index) => symbolOf(circuit, index));
  const rows = dims.length + circuit.bits.length;
  const levels = folds.reduce((most, { depth }) => Math.max(most, depth + 1), 0);
  const top = TOP + levels * LABEL;
  const rowY = (row: number): number => top + row * ROW;
  const names = [
    ...dims.map((dimension, wire) => wireName(circuit, wire) + (dimension === 2 ? '' : ` (${dimension})`)),
    ...circuit.bits.map(({ name, positions }) => name + (positions.length > 1 ? ` (${positions.length})` : '')),
  ];
  const left = MARGIN + Math.max(0, ...names.map((name) => textWidth(name))) + 10;
  const extents = drawn.map((index, place) => {
    const symbol = symbols[place] as OperationSymbol;
    const operation = operations[index] as CircuitOperation;
    const used = rowsOf(circuit, operation, symbol);
    // The text below stands right of the middle.
    const below = 2 * (6 + classicalText(circuit, operation).length * 5.8) - GAP;
    return { first: Math.min(...used), last: Math.max(...used), width: Math.max(widthOf(symbol), below) };
  });
  const { middles, edges, width: inner } = placed(extents, folds, rows);
  const width = Math.ceil(left + GAP + Math.max(inner, 40) + MARGIN);
  const height = top + (rows - 1) * ROW + 34;
  const x = (place: number): number => left + GAP + (middles[place] ?? 0);
  const parts = [
    ...names.map((name, row) => rowLine(name, rowY(row), { left, right: width - MARGIN, double: row >= dims.length })),
    ...folds.map((fold, k) => {
      const [from, to] = edges[k] ?? [0, 0];
      return frame(fold, circuit, { x: left + GAP + from, width: to - from, rows: dims.length, top });
    }),
    ...drawn.map((index, place) =>
      group(circuit, index, operations[index] as CircuitOperation, symbols[place] as OperationSymbol, x(place), rowY),
    ),
    ...lookedAt(circuit, drawn, options.after, { left, right: width - MARGIN, x, extents, rowY }),
  ];
  const label = `Circuit ${circuit.name}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="circuit" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${escaped(label)}">${parts.join('')}</svg>`;
  return {
    svg,
    width,
    height,
    summary: summaryOf(circuit, drawn.length < all.drawn.length ? drawn.length : undefined),
  };
}

/** Middles of the operations' columns; a fold has a column of its own on either side, over all rows. */
function placed(extents: readonly Extent[], folds: readonly Fold[], rows: number) {
  const fence: Extent = { first: 0, last: rows - 1, width: 2 };
  const row: { extent: Extent; place?: number; fold?: number; side?: 0 | 1 }[] = [];
  for (let place = 0; place <= extents.length; place++) {
    // Inner folds end before outer ones, outer ones begin before inner ones.
    for (const [k, fold] of [...folds.entries()].reverse())
      if (fold.to === place) row.push({ extent: fence, fold: k, side: 1 });
    for (const [k, fold] of folds.entries()) if (fold.from === place) row.push({ extent: fence, fold: k, side: 0 });
    const extent = extents[place];
    if (extent !== undefined) row.push({ extent, place });
  }
  const { middles: all, width } = placeInColumns(
    row.map(({ extent }) => extent),
    rows,
    GAP,
  );
  const middles: number[] = [];
  const edges: [number, number][] = folds.map(() => [0, width - GAP]);
  row.forEach(({ place, fold, side }, k) => {
    const middle = all[k] as number;
    if (place !== undefined) middles[place] = middle;
    else if (fold !== undefined && side !== undefined) (edges[fold] as [number, number])[side] = middle;
  });
  return { middles, edges, width };
}

/** The frame of a loop with its button. */
function frame(
  { loop, passes, folded, depth }: Fold,
  circuit: LoweredCircuit,
  at: { x: number; width: number; rows: number; top: number },
): string {
  const y = MARGIN / 2 + depth * LABEL;
  const height = at.top + (at.rows - 1) * ROW + 26 - y - depth * 3;
  const line = circuit.loops[loop]?.span?.line;
  const text = folded ? `▸ ${passes} ×` : `▾ ${passes} ×`;
  const says = `Loop${line === undefined ? '' : ` of line ${line}`}: ${passes} passes${folded ? ', the first is shown' : ''}; ${folded ? 'unfold' : 'fold'}`;
  const button = `<g class="fold" data-loop="${loop}" data-folded="${folded}" role="button" tabindex="0" aria-expanded="${!folded}" aria-label="${escaped(says)}"><title>${escaped(says)}</title><rect class="tag" x="${at.x}" y="${y}" width="${text.length * 6.2 + 10}" height="15"/><text class="small start" x="${at.x + 5}" y="${y + 11}">${escaped(text)}</text></g>`;
  return `<rect class="loop" x="${at.x}" y="${y}" width="${at.width}" height="${height}" rx="3"/>${button}`;
}

/** A line behind the last of so many operations. */
function lookedAt(
  { program }: LoweredCircuit,
  drawn: readonly number[],
  after: number | undefined,
  at: {
    left: number;
    right: number;
    x: (place: number) => number;
    extents: readonly Extent[];
    rowY: (row: number) => number;
  },
): string[] {
  if (after === undefined) return [];
  const places = [...drawn.keys()].filter((place) => (drawn[place] as number) < after);
  const edge = places.reduce(
    (most, place) => Math.max(most, at.x(place) + (at.extents[place]?.width ?? 0) / 2 + GAP / 2),
    at.left + 4,
  );
  const [from, to] = [at.rowY(0) - 24, at.rowY(program.dims.length - 1) + 24];
  return [
    `<line class="after" x1="${Math.min(edge, at.right)}" y1="${from}" x2="${Math.min(edge, at.right)}" y2="${to}"/>`,
  ];
}

/** A picture as a file that stands alone, on a light page. */
export function standaloneCircuit({ svg, width, height }: CircuitPicture): string {
  const style = untheme(CIRCUIT_STYLE).trim();
  const page = `<rect class="page" width="${width}" height="${height}"/>`;
  return `${svg.replace('>', `><style>${style}</style>${page}`)}\n`;
}

type RowY = (row: number) => number;
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
  rowY: RowY,
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
  const classical = classicalLink(circuit, operation, { x, from: rowY(low), rowY });
  const drawn = marks.map((mark) => drawnMark(mark, symbol, { x, y: rowY(mark.wire) })).join('');
  return `<g class="op ${role}" data-index="${index}" role="button" aria-label="${escaped(label)}"><title>${escaped(label)}</title>${link}${classical}${drawn}</g>`;
}

const lineDown = (x: number, from: number, to: number): string =>
  `<line class="link" x1="${x}" y1="${from}" x2="${x}" y2="${to}"/>`;

/** The double line between an operation and the classical registers that it writes or reads. */
function classicalLink(
  circuit: LoweredCircuit,
  operation: CircuitOperation,
  { x, from, rowY }: { x: number; from: number; rowY: RowY },
): string {
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

function drawnMark({ kind, text }: Mark, symbol: OperationSymbol, { x, y }: { x: number; y: number }): string {
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

function summaryOf({ program, results }: LoweredCircuit, drawn: number | undefined): string {
  const { dims, operations } = program;
  const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  const facts = [
    many(dims.length, dims.every((dimension) => dimension === 2) ? 'qubit' : 'system'),
    many(operations.length, 'operation'),
    `depth ${circuitDepth(program)}`,
  ];
  if (program.parameters > 0) facts.push(many(program.parameters, 'trainable number'));
  if (results.length > 0) facts.push(`returns ${results.map(({ text }) => text).join(', ')}`);
  if (drawn !== undefined) facts.push(`the first ${drawn} operations are drawn`);
  return facts.join(' · ');
}
