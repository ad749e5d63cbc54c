import { KrausError, type RandomStream } from '@kraus/core';
import type { PointSet } from '../point-data/index.js';

/** Directions in the plane, evenly over half a turn; the distance needs none of the others. */
const PLANE_DIRECTIONS = 180;

export interface SlicedOptions {
  /** Number of directions; default 180. */
  readonly directions?: number;
  /** Draws the directions in three and more dimensions; not used in one and two. */
  readonly random?: RandomStream;
}

/**
 * The sliced 2-Wasserstein distance √(mean over directions θ of W₂²(θ·x, θ·y)) of two sets of equally weighted points (Bonneel et al.,
 * J. Math. Imaging Vis. 51 (2015) 22): W₂ along a line is that of sorted values. Directions are even in the plane, drawn uniformly from
 * the sphere above. Counts may differ.
 * @throws KrausError `points/wrong-shape` for sets that are empty or of two dimensions, `points/no-stream` without a stream where directions
 *   are drawn
 */
export function slicedWasserstein(x: PointSet, y: PointSet, options: SlicedOptions = {}): number {
  const { directions = PLANE_DIRECTIONS, random } = options;
  if (x.dimension !== y.dimension || x.count < 1 || y.count < 1) {
    throw new KrausError(
      'points/wrong-shape',
      `Sliced Wasserstein: ${x.count} points of dimension ${x.dimension} and ${y.count} of ${y.dimension}; expected points of one dimension.`,
    );
  }
  let sum = 0;
  const all = directionsOf(x.dimension, directions, random);
  for (const direction of all) sum += squaredAlong(projected(x, direction), projected(y, direction));
  return Math.sqrt(sum / all.length);
}

function directionsOf(dimension: number, count: number, random: RandomStream | undefined): Float64Array[] {
  if (dimension === 1) return [Float64Array.of(1)];
  if (dimension === 2) {
    return Array.from({ length: count }, (_, k) => {
      const angle = (Math.PI * (k + 0.5)) / count;
      return Float64Array.of(Math.cos(angle), Math.sin(angle));
    });
  }
  if (random === undefined) {
    throw new KrausError(
      'points/no-stream',
      `Sliced Wasserstein: directions in ${dimension} dimensions are drawn; give a random stream.`,
    );
  }
  return Array.from({ length: count }, () => {
    const direction = random.fillNormal(new Float64Array(dimension));
    const length = Math.hypot(...direction);
    return direction.map((v) => v / length);
  });
}

/** Coordinates along a direction, ascending. */
function projected({ count, dimension, values }: PointSet, direction: Float64Array): Float64Array {
  const out = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < dimension; k++) {
      out[n] = (out[n] as number) + (values[n * dimension + k] as number) * (direction[k] as number);
    }
  }
  return out.sort();
}

/** W₂² of two ascending lists of equally weighted numbers: ∫ (quantile of a − quantile of b)². */
function squaredAlong(a: Float64Array, b: Float64Array): number {
  let [i, j, done, sum] = [0, 0, 0, 0];
  while (i < a.length && j < b.length) {
    const [nextA, nextB] = [(i + 1) / a.length, (j + 1) / b.length];
    const next = Math.min(nextA, nextB);
    sum += (next - done) * ((a[i] as number) - (b[j] as number)) ** 2;
    done = next;
    // Compared in whole numbers, so that equal quantiles advance both.
    const order = (i + 1) * b.length - (j + 1) * a.length;
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  return sum;
}
