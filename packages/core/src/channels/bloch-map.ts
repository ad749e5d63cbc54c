import { KrausError } from '../errors/index.js';
import { ComplexMatrix, dagger, hermitianEigen, multiply } from '../linear-algebra/index.js';
import { type ChannelLike, superoperatorOf } from './measures.js';

/** What a one-qubit channel does to the Bloch ball: r → M r + c. */
export interface BlochMap {
  /** M, rows x, y, z. */
  readonly matrix: readonly (readonly [number, number, number])[];
  /** The image of the centre. */
  readonly centre: readonly [number, number, number];
  /** Half axes of the image ellipsoid, decreasing, each with its unit direction. */
  readonly axes: readonly { readonly length: number; readonly direction: readonly [number, number, number] }[];
}

/** The image of the Bloch ball under a one-qubit channel. @throws KrausError `core/not-qubits` for another dimension */
export function blochMap(map: ChannelLike): BlochMap {
  const s = superoperatorOf(map);
  if (s.rows !== 4) {
    throw new KrausError(
      'core/not-qubits',
      `Bloch map: expected a channel on one qubit, was given dimension ${Math.sqrt(s.rows)}.`,
    );
  }
  // Columns of S are E(|i><j|) stacked; from them E(I), E(X), E(Y), E(Z).
  const image = (weights: readonly (readonly [number, number])[]): [number, number, number] => {
    const entry = (row: number): [number, number] => {
      let [re, im] = [0, 0];
      weights.forEach(([x, y], column) => {
        const [u, v] = s.at(row, column);
        re += x * u - y * v;
        im += x * v + y * u;
      });
      return [re, im];
    };
    const [down, up, other] = [entry(0), entry(3), entry(1)];
    return [other[0], other[1], (down[0] - up[0]) / 2];
  };
  const zero = [0, 0] as const;
  const columns = [
    image([zero, [1, 0], [1, 0], zero]),
    image([zero, [0, 1], [0, -1], zero]),
    image([[1, 0], zero, zero, [-1, 0]]),
  ];
  const matrix = [0, 1, 2].map(
    (i) => columns.map((column) => column[i] as number) as unknown as [number, number, number],
  );
  const m = ComplexMatrix.fromRows(matrix);
  const { values, vectors } = hermitianEigen(multiply(m, dagger(m)));
  const axes = [2, 1, 0].map((k) => ({
    length: Math.sqrt(Math.max(0, values[k] as number)),
    direction: realDirection(vectors, k),
  }));
  return { matrix, centre: image([[1, 0], zero, zero, [1, 0]]), axes };
}

function realDirection(vectors: ComplexMatrix, k: number): [number, number, number] {
  return [vectors.re(0, k), vectors.re(1, k), vectors.re(2, k)];
}
