import { type BlochMap, KrausError } from '@kraus/core';
import { blochSphere, flat, loop, type Place, placedAt, type View } from './bloch-view.js';
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

type Vector = readonly [x: number, y: number, z: number];

/** A Bloch ball with what happens in it. */
export interface BlochBall {
  readonly label: string;
  /** The ball's image under a channel, drawn as an ellipsoid. */
  readonly image?: Pick<BlochMap, 'matrix' | 'centre'> | undefined;
  /** Points of the ball and where they go. From the centre to r: a state. */
  readonly arrows: readonly { readonly from: Vector; readonly to: Vector }[];
}

export interface BallOptions extends View {
  readonly title: string;
  /** Default `light`. */
  readonly theme?: Theme;
  /** Panels side by side; default 5. */
  readonly columns?: number;
}

const PANEL = { width: 200, height: 218 };
/** Shorter arrows, in pixels, are dots. */
const SHORTEST = 3;

/**
 * Bloch balls with images under channels and arrows, one panel each. |0> is at the top.
 * @throws KrausError `pictures/empty`
 */
export function blochBalls(balls: readonly BlochBall[], options: BallOptions): Drawing {
  if (balls.length === 0) throw new KrausError('pictures/empty', 'Bloch balls: there is none to draw.');
  const palette = paletteOf(options.theme ?? 'light');
  const [image, arrow] = palette.series as [Colour, Colour];
  const grid = panelGrid(balls.length, options.columns ?? 5, PANEL.width, PANEL.height);
  const shapes = balls.flatMap((ball, k) => {
    const [left, top] = grid.place(k);
    const middle = left + PANEL.width / 2;
    const place = placedAt([middle, top + 98], options);
    return [
      ...blochSphere(place, palette.soft, palette.grid),
      ...(ball.image === undefined ? [] : ellipsoid(ball.image, place, image)),
      ...ball.arrows.flatMap(({ from, to }) => arrowShape(place(...from), place(...to), arrow)),
      textShape(middle, top + PANEL.height - 8, ball.label, palette.text),
    ];
  });
  return { title: options.title, width: grid.width, height: grid.height, background: palette.background, shapes };
}

/** The image of the sphere: its outline filled, and the images of the equator and two meridians. */
function ellipsoid({ matrix, centre }: Pick<BlochMap, 'matrix' | 'centre'>, place: Place, colour: Colour): Shape[] {
  const at = (x: number, y: number, z: number) => {
    const [a, b, c] = matrix.map((row, k) => row[0] * x + row[1] * y + row[2] * z + (centre[k] as number));
    return place(a as number, b as number, c as number);
  };
  const [cx, cy] = at(0, 0, 0);
  // On the page the image is centre + A u for unit vectors u: its outline is where A A' n / |A' n| lies for directions n.
  const columns = [at(1, 0, 0), at(0, 1, 0), at(0, 0, 1)].map(([x, y]) => [x - cx, y - cy] as const);
  const outline = loop((angle) => {
    const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
    const weights = columns.map(([x, y]) => x * nx + y * ny);
    const length = Math.max(1e-12, Math.hypot(...weights));
    const along = (k: 0 | 1) =>
      columns.reduce((sum, column, i) => sum + (column[k] * (weights[i] as number)) / length, 0);
    return [cx + along(0), cy + along(1), 0];
  }).map(flat);
  const circles = [
    loop((a) => at(Math.cos(a), Math.sin(a), 0)),
    loop((a) => at(Math.cos(a), 0, Math.sin(a))),
    loop((a) => at(0, Math.cos(a), Math.sin(a))),
  ];
  return [
    { kind: 'area', points: outline, colour, opacity: 0.25 },
    ...circles.map((points) => lineShape(points.map(flat), colour, 0.9, 0.65)),
    lineShape(outline, colour, 1.4),
  ];
}

function arrowShape(from: readonly number[], to: readonly number[], colour: Colour): Shape[] {
  const [x0, y0, x1, y1] = [from[0] as number, from[1] as number, to[0] as number, to[1] as number];
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < SHORTEST) return [dotShape(x1, y1, 2.6, colour)];
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const size = Math.min(8, length);
  const back = (side: number) =>
    [x1 - size * ux - 0.45 * side * size * uy, y1 - size * uy + 0.45 * side * size * ux] as const;
  return [
    dotShape(x0, y0, 1.8, colour, 0.7),
    lineShape(
      [
        [x0, y0],
        [x1 - 0.7 * size * ux, y1 - 0.7 * size * uy],
      ],
      colour,
      1.8,
    ),
    { kind: 'area', points: [[x1, y1], back(1), back(-1)], colour, opacity: 1 },
  ];
}
