import type { DatasetSample } from '@kraus/core';
import { blochClouds, pointClouds, toSvg } from '@kraus/models/drawings';
import { themed } from '../preview-drawings/index.js';

type Points = Extract<DatasetSample, { kind: 'points' }>;
type States = Extract<DatasetSample, { kind: 'states' }>;

/** The first two coordinates; of points on a line the only one and 0. */
export function inPlane(values: ArrayLike<number>, dimension: number): Float64Array {
  return Float64Array.from({ length: 2 * (values.length / dimension) }, (_, k) =>
    k % 2 < dimension ? (values[Math.floor(k / 2) * dimension + (k % 2)] as number) : 0,
  );
}

/** A cloud of points as SVG text. */
export function pointsSvg({ dimension }: Points, values: ArrayLike<number>, label: string): string {
  return toSvg(pointClouds([{ label, points: inPlane(values, dimension) }], { title: 'Points' }), themed);
}

/** A Bloch cloud for each of the first qubits as SVG text. */
export function statesSvg({ qubits, vectors }: States, most: number): string {
  const frames = Array.from({ length: Math.min(qubits, most) }, (_, qubit) => ({
    label: `qubit ${qubit}`,
    vectors: Float64Array.from(
      { length: vectors.length / qubits },
      (_, k) => vectors[(Math.floor(k / 3) * qubits + qubit) * 3 + (k % 3)] as number,
    ),
  }));
  return toSvg(blochClouds(frames, { title: 'States on the Bloch sphere' }), themed);
}
