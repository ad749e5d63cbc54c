import type { ComplexMatrix } from '@kraus/core';
import { type Picture, short, wrapped } from './heat-map.js';
import { COLOURS, complexText, escaped, phaseColour } from './theme.js';

/** Half the width and height of a tile of the ground. */
const TILE = { x: 17, y: 8.5 };
const TALLEST = 110;

/** A density matrix as a city: a tower for every entry, its height the modulus, its colour the phase. */
export function cityscape(matrix: ComplexMatrix, names: readonly string[], title: string): Picture {
  const n = matrix.rows;
  const size = Math.min(1, 9 / n) * (n <= 2 ? 1.6 : 1);
  const [tx, ty] = [TILE.x * size, TILE.y * size];
  const label = Math.max(0, ...names.map((name) => name.length)) * 6.4 + 10;
  const width = 2 * n * tx + 2 * label;
  const top = TALLEST + 12;
  const height = top + 2 * n * ty + 18;
  const middle = width / 2;
  // Rows go to the lower left, columns to the lower right.
  const ground = (i: number, j: number): [number, number] => [middle + (j - i) * tx, top + (i + j) * ty];
  const largest = Math.max(1e-12, ...Array.from({ length: n }, (_, k) => Math.hypot(...matrix.at(k, k))));
  const towers: { depth: number; svg: string }[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) towers.push({ depth: i + j, svg: tower(matrix, i, j, ground, largest, names) });
  }
  const corners = [ground(0, 0), ground(0, n), ground(n, n), ground(n, 0)];
  // Names stand as close as the rows.
  const font = n > 4 ? ` font-size="${short(Math.max(6, 1.15 * ty))}"` : '';
  const floor = `<polygon class="frame" points="${pointList(corners)}"/>`;
  const text =
    n > 16
      ? []
      : names.flatMap((name, k) => {
          const [lx, ly] = ground(k + 0.5, n);
          const [rx, ry] = ground(n, k + 0.5);
          return [
            `<text class="start"${font} x="${short(lx + 6)}" y="${short(ly + 8)}">${escaped(name)}</text>`,
            `<text class="end"${font} x="${short(rx - 6)}" y="${short(ry + 8)}">${escaped(name)}</text>`,
          ];
        });
  const drawn = towers.sort((a, b) => a.depth - b.depth).map(({ svg }) => svg);
  return wrapped('cityscape', title, width, height, [floor, ...text, ...drawn]);
}

function tower(
  matrix: ComplexMatrix,
  i: number,
  j: number,
  ground: (i: number, j: number) => [number, number],
  largest: number,
  names: readonly string[],
): string {
  const [re, im] = matrix.at(i, j);
  const rise = (Math.hypot(re, im) / largest) * TALLEST;
  const says = `${names[i]}, ${names[j]}: ${complexText(re, im)}`;
  const inset = 0.14;
  const feet = [
    ground(i + inset, j + inset),
    ground(i + inset, j + 1 - inset),
    ground(i + 1 - inset, j + 1 - inset),
    ground(i + 1 - inset, j + inset),
  ];
  const [back, right, front, left] = feet as [Point, Point, Point, Point];
  const up = ([x, y]: Point): Point => [x, y - rise];
  const face = (points: readonly Point[], lightness: number) =>
    `<polygon fill="${phaseColour(re, im, lightness)}" stroke="${COLOURS.page}" stroke-width="0.5" points="${pointList(points)}"/>`;
  const faces =
    rise < 0.5
      ? `<polygon class="frame" points="${pointList(feet)}"/>`
      : face([left, front, up(front), up(left)], 38) +
        face([front, right, up(right), up(front)], 46) +
        face([up(back), up(right), up(front), up(left)], 58);
  return `<g class="cell" aria-label="${escaped(says)}"><title>${escaped(says)}</title>${faces}</g>`;
}

type Point = [number, number];

function pointList(points: readonly Point[]): string {
  return points.map(([x, y]) => `${short(x)},${short(y)}`).join(' ');
}
