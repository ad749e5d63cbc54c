import type { ComplexMatrix } from '@kraus/core';
import { COLOURS, complexText, escaped, phaseColour } from './theme.js';

/** A picture as SVG text with its size in pixels. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export interface HeatMapOptions {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Written into cells that are large enough; default true. */
  readonly figures?: boolean;
  /** The modulus that fills a cell; default: the largest entry. */
  readonly scale?: number;
  /** The side that the cells fill, in pixels; default 240. */
  readonly side?: number;
}

const CHARACTER = 6.4;

/**
 * A complex matrix as squares: area by modulus, colour by phase (blue +, orange −). Every cell is a `cell` with a title that says its
 * row, column and value.
 */
export function heatMap(matrix: ComplexMatrix, options: HeatMapOptions): Picture {
  const { title, rows, columns, side = 240 } = options;
  const most = Math.max(matrix.rows, matrix.columns);
  const size = Math.min(44, Math.max(5, side / most));
  const named = size >= 11;
  const longest = (names: readonly string[]) =>
    named ? Math.max(0, ...names.map((name) => name.length)) * CHARACTER + 8 : 4;
  const turned = named && longest(columns) > size + 4;
  const [left, top] = [longest(rows), named ? (turned ? longest(columns) : 18) : 4];
  const [width, height] = [left + size * matrix.columns + 2, top + size * matrix.rows + 2];
  const scale = options.scale ?? Math.max(1e-12, ...moduli(matrix));
  const figures = (options.figures ?? true) && size >= 34;
  // Many small cells have one frame together, and those without an entry are left out.
  const small = size < 9;
  const parts: string[] = small
    ? [
        `<rect class="frame" x="${left}" y="${top}" width="${short(size * matrix.columns)}" height="${short(size * matrix.rows)}"/>`,
      ]
    : [];
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) {
      const [re, im] = matrix.at(i, j);
      const share = Math.min(1, Math.hypot(re, im) / scale);
      const own = Math.sqrt(share) * (small ? size : size - 2);
      if (small && own < 0.4) continue;
      const [x, y] = [left + j * size, top + i * size];
      const says = `${rows[i]}, ${columns[j]}: ${complexText(re, im)}`;
      const square =
        own < 0.4
          ? ''
          : `<rect x="${short(x + (size - own) / 2)}" y="${short(y + (size - own) / 2)}" width="${short(own)}" height="${short(own)}" fill="${phaseColour(re, im)}"/>`;
      const frame = small
        ? ''
        : `<rect class="frame" x="${short(x)}" y="${short(y)}" width="${short(size)}" height="${short(size)}"/>`;
      const text = figures
        ? `<text class="figure" x="${short(x + size / 2)}" y="${short(y + size / 2 + 3.5)}">${escaped(complexText(re, im))}</text>`
        : '';
      parts.push(
        `<g class="cell" aria-label="${escaped(says)}"><title>${escaped(says)}</title>${frame}${square}${text}</g>`,
      );
    }
  }
  const names = named
    ? [
        ...rows.map(
          (name, i) =>
            `<text class="end" x="${short(left - 6)}" y="${short(top + (i + 0.5) * size + 4)}">${escaped(name)}</text>`,
        ),
        ...columns.map((name, j) => {
          const [x, y] = [short(left + (j + 0.5) * size), top - 6];
          return turned
            ? `<text class="start" transform="translate(${short(left + (j + 0.5) * size + 4)} ${y}) rotate(-90)">${escaped(name)}</text>`
            : `<text x="${x}" y="${y}">${escaped(name)}</text>`;
        }),
      ]
    : [];
  return wrapped('heat-map', title, width, height, [...names, ...parts]);
}

function moduli(matrix: ComplexMatrix): number[] {
  return Array.from({ length: matrix.rows * matrix.columns }, (_, k) =>
    Math.hypot(matrix.data[2 * k] as number, matrix.data[2 * k + 1] as number),
  );
}

export const short = (value: number): string => String(Math.round(value * 100) / 100);

/** SVG with a class, a label and a size. */
export function wrapped(name: string, title: string, width: number, height: number, parts: readonly string[]): Picture {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="drawing ${name}" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="group" aria-label="${escaped(title)}">${parts.join('')}</svg>`;
  return { svg, width: w, height: h };
}

/** The style of all drawings of this room. */
export const DRAWING_STYLE = `
.drawing { font-family: var(--vscode-font-family, system-ui, sans-serif); font-size: 11px; }
.drawing text { fill: ${COLOURS.text}; text-anchor: middle; }
.drawing .end { text-anchor: end; }
.drawing .start { text-anchor: start; }
.drawing .soft { fill: ${COLOURS.soft}; }
.drawing .figure { font-size: 9px; paint-order: stroke; stroke: ${COLOURS.page}; stroke-width: 2.5px; stroke-linejoin: round; }
.drawing .frame { fill: none; stroke: ${COLOURS.grid}; }
.drawing .line { stroke: ${COLOURS.grid}; stroke-width: 1; fill: none; }
.drawing .bar { fill: ${COLOURS.series[0]}; }
.drawing .error { stroke: ${COLOURS.text}; stroke-width: 1.4; }
.drawing .room { fill: transparent; }
`;
