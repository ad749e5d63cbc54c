/** A place on the plane. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Rounds of majorization; the stress no longer changes to the eye after that on devices of some hundred qubits. */
const ROUNDS = 60;

/**
 * Places for the nodes of a graph such that distances on the plane come near those along edges (in edges): classical scaling
 * (Torgerson 1952), then majorization of the stress with weights d⁻² (Gansner, Koren and North 2004). Deterministic; lattices come out as
 * lattices, the longer side across.
 */
export function layout(count: number, edges: readonly (readonly [number, number])[]): readonly Place[] {
  if (count === 0) return [];
  const distances = pathLengths(count, edges);
  let places = classicalScaling(distances);
  for (let round = 0; round < ROUNDS; round++) places = majorized(places, distances);
  return places;
}

/** Edges between every two nodes; between parts that are not joined, more than within any. */
function pathLengths(count: number, edges: readonly (readonly [number, number])[]): Float64Array[] {
  const neighbours = Array.from({ length: count }, () => [] as number[]);
  for (const [a, b] of edges) {
    neighbours[a]?.push(b);
    neighbours[b]?.push(a);
  }
  const far = Math.ceil(Math.sqrt(count)) + 1;
  return Array.from({ length: count }, (_, start) => {
    const lengths = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    lengths[start] = 0;
    const queue = [start];
    for (const node of queue) {
      for (const next of neighbours[node] ?? []) {
        if (Number.isFinite(lengths[next])) continue;
        lengths[next] = (lengths[node] as number) + 1;
        queue.push(next);
      }
    }
    return lengths.map((length) => (Number.isFinite(length) ? length : far));
  });
}

/** The two leading eigenvectors of −½ J D² J, by power iteration. */
function classicalScaling(distances: readonly Float64Array[]): Place[] {
  const n = distances.length;
  const squares = distances.map((row) => row.map((d) => d * d));
  const means = squares.map((row) => row.reduce((sum, d) => sum + d, 0) / n);
  const mean = means.reduce((sum, d) => sum + d, 0) / n;
  const inner = squares.map((row, i) =>
    row.map((d, j) => -0.5 * (d - (means[i] as number) - (means[j] as number) + mean)),
  );
  const found: { vector: Float64Array; value: number }[] = [];
  for (let k = 0; k < 2; k++) {
    // Any start that no symmetry of the graph keeps.
    let vector = Float64Array.from({ length: n }, (_, i) => Math.cos(1 + (k + 1) * i * 0.7) + 0.01 * i);
    let value = 0;
    for (let round = 0; round < 400; round++) {
      const next = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += (inner[i]?.[j] as number) * (vector[j] as number);
        next[i] = sum;
      }
      for (const { vector: other } of found) {
        const overlap = next.reduce((sum, v, i) => sum + v * (other[i] as number), 0);
        for (let i = 0; i < n; i++) next[i] = (next[i] as number) - overlap * (other[i] as number);
      }
      value = Math.hypot(...next);
      if (value < 1e-12) break;
      vector = next.map((v) => v / value);
    }
    found.push({ vector, value });
  }
  return Array.from({ length: n }, (_, i) => {
    const [x = 0, y = 0] = found.map(({ vector, value }) => (vector[i] as number) * Math.sqrt(value));
    return { x, y };
  });
}

/** One step of majorization, node by node. */
function majorized(places: readonly Place[], distances: readonly Float64Array[]): Place[] {
  const moved = [...places];
  for (let i = 0; i < moved.length; i++) {
    const own = moved[i] as Place;
    let weights = 0;
    let x = 0;
    let y = 0;
    for (let j = 0; j < moved.length; j++) {
      if (j === i) continue;
      const other = moved[j] as Place;
      const d = distances[i]?.[j] as number;
      const apart = Math.hypot(own.x - other.x, own.y - other.y) || 1e-9;
      const weight = 1 / (d * d);
      weights += weight;
      x += weight * (other.x + (d * (own.x - other.x)) / apart);
      y += weight * (other.y + (d * (own.y - other.y)) / apart);
    }
    if (weights > 0) moved[i] = { x: x / weights, y: y / weights };
  }
  return moved;
}
