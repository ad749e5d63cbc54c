/** A quantity by step. */
export interface Curve {
  /** In the legend and for screen readers: `Tiny-1, training`. */
  readonly name: string;
  /** Which run it is of: runs differ in colour and dashes. */
  readonly run: number;
  /** Points of validations are drawn as dots on a line and never smoothed. */
  readonly dots: boolean;
  /** Ascending in x. */
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The moving average e(k) = w e(k−1) + (1 − w) y(k), divided by 1 − w^k, so that its start is not drawn towards zero. `weight` in
 * 0 … 1 (1 excluded); 0 leaves the points as they are. Points that are no numbers are left out.
 */
export function smoothed(points: readonly Point[], weight: number): readonly Point[] {
  let average = 0;
  let sum = 0;
  return points.flatMap(({ x, y }) => {
    if (!Number.isFinite(y)) return [];
    average = weight * average + (1 - weight) * y;
    sum = weight * sum + (1 - weight);
    return [{ x, y: average / sum }];
  });
}

/** At most `most` points: neighbours are joined into their mean. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, k) => {
    const some = points.slice(k * size, (k + 1) * size);
    const mean = (of: (point: Point) => number) => some.reduce((sum, point) => sum + of(point), 0) / some.length;
    return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  });
}

/** The point nearest in x; undefined if there is none. */
export function nearest(points: readonly Point[], x: number): Point | undefined {
  return points.reduce<Point | undefined>(
    (best, point) => (best === undefined || Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best),
    undefined,
  );
}
