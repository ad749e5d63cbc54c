import { type Colour, lineShape, type Shape, textShape } from './drawing.js';

/** Where a point of the unit ball is on the page, and how far it stands in front of the middle plane. */
export type Place = (x: number, y: number, z: number) => [x: number, y: number, depth: number];

/** Where the viewer stands, in degrees; default: x to the right, y to the back, from a little above. */
export interface View {
  /** Of the viewer's direction, from x towards y. */
  readonly azimuth?: number;
  readonly elevation?: number;
}

export const RADIUS = 70;

/** The parallel projection of a ball with its centre at a point of the page. */
export function placedAt(centre: readonly [number, number], { azimuth = -65, elevation = 18 }: View = {}): Place {
  const [az, el] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  const [ca, sa, ce, se] = [Math.cos(az), Math.sin(az), Math.cos(el), Math.sin(el)];
  return (x, y, z) => {
    const ahead = ca * x + sa * y;
    return [centre[0] + RADIUS * (ca * y - sa * x), centre[1] - RADIUS * (ce * z - se * ahead), ce * ahead + se * z];
  };
}

/** The sphere with its axes, equator and a meridian, and the names of the ends of its axes. */
export function blochSphere(place: Place, soft: Colour, faint: Colour): Shape[] {
  return [...sphere(place, soft, faint), ...named(place, soft)];
}

/** The ends of the axes. */
function named(place: Place, colour: Colour): Shape[] {
  const at = (text: string, [x, y]: readonly [number, number, number]) => textShape(x, y, text, colour, 'middle', 11);
  const [up, down] = [place(0, 0, 1), place(0, 0, -1)];
  const [x, y] = [place(1.22, 0, 0), place(0, 1.22, 0)];
  return [
    at('|0>', [up[0], up[1] - 7, 0]),
    at('|1>', [down[0], down[1] + 15, 0]),
    at('x', [x[0], x[1] + 4, 0]),
    at('y', [y[0], y[1] + 4, 0]),
  ];
}

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

export function loop(at: (angle: number) => [number, number, number]): [number, number, number][] {
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

export function flat([x, y]: readonly [number, number, number]): [number, number] {
  return [x, y];
}
