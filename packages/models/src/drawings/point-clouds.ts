import { KrausError } from '@kraus/core';
import { axisFor } from './axis.js';
import type { CloudOptions } from './bloch-clouds.js';
import { type Colour, type Drawing, dotShape, lineShape, paletteOf, textShape } from './drawing.js';
import { panelGrid } from './panels.js';

/** One step of a cloud in the plane. */
export interface PointFrame {
  readonly label: string;
  /** Row-major `[count, 2]`. */
  readonly points: Float64Array;
}

const PANEL = { width: 190, height: 215 };
const SIDE = 160;

/**
 * Clouds of points of the plane, one panel a step, all on the same scale.
 * @throws KrausError `pictures/empty`
 */
export function pointClouds(frames: readonly PointFrame[], options: CloudOptions): Drawing {
  if (frames.length === 0) throw new KrausError('pictures/empty', 'Point clouds: no frames were given.');
  const palette = paletteOf(options.theme ?? 'light');
  const grid = panelGrid(frames.length, options.columns ?? 5, PANEL.width, PANEL.height);
  const largest = frames.reduce((most, { points }) => points.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);
  const axis = axisFor([-largest, largest], 'linear', 4);
  const [colour] = palette.series as [Colour];
  const shapes = frames.flatMap(({ label, points }, k) => {
    const [left, top] = grid.place(k);
    const [x0, y0] = [left + 22, top + 10];
    const across = (value: number): number => x0 + axis.place(value) * SIDE;
    const down = (value: number): number => y0 + (1 - axis.place(value)) * SIDE;
    const corners = [
      [x0, y0],
      [x0 + SIDE, y0],
      [x0 + SIDE, y0 + SIDE],
      [x0, y0 + SIDE],
      [x0, y0],
    ] as const;
    return [
      lineShape(
        [
          [across(0), y0],
          [across(0), y0 + SIDE],
        ],
        palette.grid,
      ),
      lineShape(
        [
          [x0, down(0)],
          [x0 + SIDE, down(0)],
        ],
        palette.grid,
      ),
      lineShape(corners, palette.soft),
      ...Array.from({ length: points.length / 2 }, (_, n) =>
        dotShape(across(points[2 * n] as number), down(points[2 * n + 1] as number), 1.6, colour, 0.6),
      ),
      ...axis.ticks
        .filter((_, n, all) => n === 0 || n === all.length - 1)
        .map((tick) => textShape(across(tick.value), y0 + SIDE + 14, tick.label, palette.soft, 'middle', 10)),
      textShape(x0 + SIDE / 2, top + PANEL.height - 12, label, palette.text),
    ];
  });
  return { title: options.title, width: grid.width, height: grid.height, background: palette.background, shapes };
}
