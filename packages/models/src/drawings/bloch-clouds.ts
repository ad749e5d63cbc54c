import { KrausError } from '@kraus/core';
import { blochSphere, placedAt } from './bloch-view.js';
import { type Colour, type Drawing, dotShape, paletteOf, type Theme, textShape } from './drawing.js';
import { panelGrid } from './panels.js';

/** One step of a cloud on the Bloch sphere. */
export interface BlochFrame {
  /** E.g. `t = 20`. */
  readonly label: string;
  /** Bloch vectors (x, y, z) of one qubit, row-major `[count, 3]`, in the unit ball. */
  readonly vectors: Float64Array;
}

export interface CloudOptions {
  readonly title: string;
  /** Default `light`. */
  readonly theme?: Theme;
  /** Panels side by side; default 5. */
  readonly columns?: number;
}

const PANEL = { width: 190, height: 220 };

/**
 * Clouds of one-qubit states in and on the Bloch sphere, one panel a step. What lies behind the middle plane is paler. |0> is at the top.
 * @throws KrausError `pictures/empty`
 */
export function blochClouds(frames: readonly BlochFrame[], options: CloudOptions): Drawing {
  if (frames.length === 0) throw new KrausError('pictures/empty', 'Bloch clouds: no frames were given.');
  const palette = paletteOf(options.theme ?? 'light');
  const grid = panelGrid(frames.length, options.columns ?? 5, PANEL.width, PANEL.height);
  const shapes = frames.flatMap(({ label, vectors }, k) => {
    const [left, top] = grid.place(k);
    const place = placedAt([left + PANEL.width / 2, top + 106]);
    const points = Array.from({ length: vectors.length / 3 }, (_, n) =>
      place(vectors[3 * n] as number, vectors[3 * n + 1] as number, vectors[3 * n + 2] as number),
    ).sort((a, b) => a[2] - b[2]);
    const [colour] = palette.series as [Colour];
    return [
      ...blochSphere(place, palette.soft, palette.grid),
      ...points.map(([x, y, depth]) => dotShape(x, y, 2.2, colour, depth < 0 ? 0.3 : 0.75)),
      textShape(left + PANEL.width / 2, top + PANEL.height - 8, label, palette.text),
    ];
  });
  return { title: options.title, width: grid.width, height: grid.height, background: palette.background, shapes };
}
