/** Points of one dimension: row-major `[count, dimension]`. */
export interface PointSet {
  readonly count: number;
  readonly dimension: number;
  readonly values: Float64Array;
}

/** The points with these numbers, in this order. */
export function takePoints(points: PointSet, indices: ArrayLike<number>): PointSet {
  const { dimension } = points;
  const values = new Float64Array(indices.length * dimension);
  for (let k = 0; k < indices.length; k++) {
    const from = (indices[k] as number) * dimension;
    values.set(points.values.subarray(from, from + dimension), k * dimension);
  }
  return { count: indices.length, dimension, values };
}
