import { KrausError } from '@kraus/core';
import {
  type Colour,
  type Drawing,
  dotShape,
  lineShape,
  paletteOf,
  type Shape,
  type Theme,
  textShape,
} from './drawing.js';
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
const RADIUS = 70;
/** The view: x to the right, y to the back, from a little above. */
const AZIMUTH = (-65 * Math.PI) / 180;
const ELEVATION = (18 * Math.PI) / 180;

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
    const centre = [left + PANEL.width / 2, top + 106] as const;
    const place = (x: number, y: number, z: number): [x: number, y: number, depth: number] => {
      const [right, up, depth] = viewed(x, y, z);
      return [centre[0] + RADIUS * right, centre[1] - RADIUS * up, depth];
    };
    const points = Array.from({ length: vectors.length / 3 }, (_, n) =>
      place(vectors[3 * n] as number, vectors[3 * n + 1] as number, vectors[3 * n + 2] as number),
    ).sort((a, b) => a[2] - b[2]);
    const [colour] = palette.series as [Colour];
    return [
      ...sphere(place, palette.soft, palette.grid),
      ...points.map(([x, y, depth]) => dotShape(x, y, 2.2, colour, depth < 0 ? 0.3 : 0.75)),
      textShape(centre[0], centre[1] - RADIUS - 10, '|0>', palette.soft, 'middle', 11),
      textShape(centre[0], centre[1] + RADIUS + 18, '|1>', palette.soft, 'middle', 11),
      ...named(place, palette.soft),
      textShape(centre[0], top + PANEL.height - 8, label, palette.text),
    ];
  });
  return { title: options.title, width: grid.width, height: grid.height, background: palette.background, shapes };
}

/** Right, up and towards the viewer. */
function viewed(x: number, y: number, z: number): [number, number, number] {
  // The viewer stands in the direction (cos az, sin az) of the plane, raised by the elevation.
  const [ca, sa] = [Math.cos(AZIMUTH), Math.sin(AZIMUTH)];
  const [ce, se] = [Math.cos(ELEVATION), Math.sin(ELEVATION)];
  const ahead = ca * x + sa * y;
  return [ca * y - sa * x, ce * z - se * ahead, ce * ahead + se * z];
}

/** The ends of the axes in the plane. */
function named(place: Place, colour: Colour): Shape[] {
  const [x, y] = [place(1.22, 0, 0), place(0, 1.22, 0)];
  return [textShape(x[0], x[1] + 4, 'x', colour, 'middle', 11), textShape(y[0], y[1] + 4, 'y', colour, 'middle', 11)];
}

type Place = (x: number, y: number, z: number) => [number, number, number];

function sphere(place: Place, soft: Colour, faint: Colour): Shape[] {
  const [cx, cy] = place(0, 0, 0);
  const outline = loop((a) => [cx + RADIUS * Math.cos(a), cy + RADIUS * Math.sin(a), 1]);
  const equator = loop((a) => place(Math.cos(a), Math.sin(a), 0));
  const meridian = loop((a) => place(Math.cos(a), 0, Math.sin(a)));
  const axis = (...end: [number, number, number]) =>
    lineShape([flat(place(-end[0], -end[1], -end[2])), flat(place(...end))], faint, 1);
  return [
    axis(1, 0, 0),
    axis(0, 1, 0),
    axis(0, 0, 1),
    ...[equator, meridian].flatMap((points) => halves(points, soft, faint)),
    lineShape(outline.map(flat), soft, 1),
  ];
}

function loop(at: (angle: number) => [number, number, number]): [number, number, number][] {
  return Array.from({ length: 65 }, (_, k) => at((2 * Math.PI * k) / 64));
}

/** Segments in front soft, those behind faint. */
function halves(points: readonly [number, number, number][], soft: Colour, faint: Colour): Shape[] {
  const runs: { front: boolean; points: [number, number][] }[] = [];
  for (const point of points) {
    const front = point[2] >= 0;
    const last = runs.at(-1);
    if (last === undefined || last.front !== front) {
      const joint = last?.points.at(-1);
      runs.push({ front, points: joint === undefined ? [flat(point)] : [joint, flat(point)] });
    } else last.points.push(flat(point));
  }
  return runs.map((run) => lineShape(run.points, run.front ? soft : faint, 0.8));
}

function flat([x, y]: readonly [number, number, number]): [number, number] {
  return [x, y];
}
