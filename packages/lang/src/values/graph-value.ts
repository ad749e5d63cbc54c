/** An undirected graph without loops or double edges. */
export interface GraphValue {
  readonly kind: 'graph';
  readonly vertices: number;
  /** Neighbours of each vertex in ascending order. */
  readonly neighbours: readonly (readonly number[])[];
}

/** The graph with the given undirected edges; loops are left out, double edges count once. */
export function graphFromEdges(vertices: number, edges: Iterable<readonly [number, number]>): GraphValue {
  const sets = Array.from({ length: vertices }, () => new Set<number>());
  for (const [a, b] of edges) {
    if (a === b) continue;
    sets[a]?.add(b);
    sets[b]?.add(a);
  }
  return { kind: 'graph', vertices, neighbours: sets.map((set) => [...set].sort((a, b) => a - b)) };
}

export function cycleGraph(n: number): GraphValue {
  return graphFromEdges(
    n,
    range(n).map((i) => [i, (i + 1) % n] as const),
  );
}

export function pathGraph(n: number): GraphValue {
  return graphFromEdges(
    n,
    range(n - 1).map((i) => [i, i + 1] as const),
  );
}

export function completeGraph(n: number): GraphValue {
  return graphFromEdges(
    n,
    range(n).flatMap((i) => range(i).map((j) => [i, j] as const)),
  );
}

export function starGraph(n: number): GraphValue {
  return graphFromEdges(
    n,
    range(n - 1).map((i) => [0, i + 1] as const),
  );
}

/** Vertex (r, c) has number r·columns + c. */
export function gridGraph(rows: number, columns: number): GraphValue {
  const right = range(rows).flatMap((r) =>
    range(columns - 1).map((c) => [r * columns + c, r * columns + c + 1] as const),
  );
  const down = range(rows - 1).flatMap((r) =>
    range(columns).map((c) => [r * columns + c, (r + 1) * columns + c] as const),
  );
  return graphFromEdges(rows * columns, [...right, ...down]);
}

function range(n: number): number[] {
  return Array.from({ length: Math.max(0, n) }, (_, i) => i);
}
