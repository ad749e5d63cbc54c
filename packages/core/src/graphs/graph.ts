import { KrausError } from '../errors/index.js';

/** One direction of an edge, with its weight. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** A weighted graph on the vertices 0 … vertices − 1. Both directions of an undirected edge are listed. */
export interface Graph {
  readonly vertices: number;
  /** Ordered by `to`, then `from`; each pair at most once. */
  readonly arcs: readonly Arc[];
}

/** An edge of a custom graph: the two ends and, if not 1, the weight. */
export type EdgeInput = readonly [from: number, to: number, weight?: number];

/**
 * A graph from its edges.
 * @param edges undirected unless `directed`; a weight is above 0
 * @throws KrausError `core/bad-graph` for a vertex outside the range, an edge to itself, an edge given twice, or a bad weight
 */
export function graphFromEdges(
  vertices: number,
  edges: readonly EdgeInput[],
  options: { readonly directed?: boolean } = {},
): Graph {
  requireVertices('Graph', vertices, 1);
  const arcs: Arc[] = [];
  const seen = new Set<number>();
  const put = (from: number, to: number, weight: number): void => {
    if (seen.has(from * vertices + to)) {
      throw new KrausError('core/bad-graph', `Graph: the edge from ${from} to ${to} is given twice.`);
    }
    seen.add(from * vertices + to);
    arcs.push({ from, to, weight });
  };
  for (const [from, to, weight = 1] of edges) {
    for (const end of [from, to]) {
      if (!Number.isInteger(end) || end < 0 || end >= vertices) {
        throw new KrausError(
          'core/bad-graph',
          `Graph: the edge (${from}, ${to}) names vertex ${end}, expected 0 … ${vertices - 1}.`,
        );
      }
    }
    if (from === to) throw new KrausError('core/bad-graph', `Graph: vertex ${from} has an edge to itself.`);
    if (!(weight > 0) || weight === Infinity) {
      throw new KrausError(
        'core/bad-graph',
        `Graph: the edge (${from}, ${to}) has weight ${weight}, expected a number > 0.`,
      );
    }
    put(from, to, weight);
    if (options.directed !== true) put(to, from, weight);
  }
  arcs.sort((a, b) => a.to - b.to || a.from - b.from);
  return { vertices, arcs };
}

/** The ring 0 – 1 – … – (n − 1) – 0; for n = 2 a single edge. @throws KrausError `core/bad-graph` unless n ≥ 2 */
export function cycle(n: number): Graph {
  requireVertices('cycle', n, 2);
  const edges: EdgeInput[] = n === 2 ? [] : [[n - 1, 0]];
  for (let i = 0; i + 1 < n; i++) edges.push([i, i + 1]);
  return graphFromEdges(n, edges);
}

/** The line 0 – 1 – … – (n − 1). @throws KrausError `core/bad-graph` unless n ≥ 1 */
export function path(n: number): Graph {
  requireVertices('path', n, 1);
  return graphFromEdges(
    n,
    Array.from({ length: n - 1 }, (_, i) => [i, i + 1] as const),
  );
}

/** Every vertex joined to every other. @throws KrausError `core/bad-graph` unless n ≥ 1 */
export function complete(n: number): Graph {
  requireVertices('complete', n, 1);
  const edges: EdgeInput[] = [];
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) edges.push([i, j]);
  return graphFromEdges(n, edges);
}

/**
 * The rectangular grid; vertex = row · columns + column. With `periodic`, opposite sides are joined (where three or
 * more vertices lie between them, so that no edge doubles).
 * @throws KrausError `core/bad-graph` unless rows and columns are ≥ 1
 */
export function grid(rows: number, columns: number, options: { readonly periodic?: boolean } = {}): Graph {
  requireVertices('grid', rows, 1);
  requireVertices('grid', columns, 1);
  const periodic = options.periodic === true;
  const edges: EdgeInput[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const here = r * columns + c;
      if (c + 1 < columns) edges.push([here, here + 1]);
      else if (periodic && columns > 2) edges.push([here, r * columns]);
      if (r + 1 < rows) edges.push([here, here + columns]);
      else if (periodic && rows > 2) edges.push([here, c]);
    }
  }
  return graphFromEdges(rows * columns, edges);
}

/** Weights as a row-major matrix: `A[i n + j]` is the weight of the arc j → i. */
export function adjacency(graph: Graph): Float64Array {
  const matrix = new Float64Array(graph.vertices * graph.vertices);
  for (const { from, to, weight } of graph.arcs) matrix[to * graph.vertices + from] = weight;
  return matrix;
}

/** The Laplacian D − A, row-major, D the diagonal of the degrees. */
export function laplacian(graph: Graph): Float64Array {
  const matrix = adjacency(graph).map((weight) => 0 - weight);
  const degree = degrees(graph);
  for (let j = 0; j < graph.vertices; j++) matrix[j * graph.vertices + j] = degree[j] as number;
  return matrix;
}

/** For each vertex the sum of the weights of the arcs that leave it. */
export function degrees(graph: Graph): Float64Array {
  const sums = new Float64Array(graph.vertices);
  for (const { from, weight } of graph.arcs) sums[from] = (sums[from] as number) + weight;
  return sums;
}

/** The degree of one vertex. @throws KrausError `core/bad-graph` for a vertex that the graph has not */
export function degree(graph: Graph, vertex: number): number {
  if (!Number.isInteger(vertex) || vertex < 0 || vertex >= graph.vertices) {
    throw new KrausError('core/bad-graph', `degree: ${vertex} is not a vertex, expected 0 … ${graph.vertices - 1}.`);
  }
  return graph.arcs.reduce((sum, arc) => (arc.from === vertex ? sum + arc.weight : sum), 0);
}

/** The pairs [i, j] of all arcs j → i, both directions of every undirected edge, ordered by i, then j. */
export function edges(graph: Graph): (readonly [i: number, j: number])[] {
  return graph.arcs.map(({ from, to }) => [to, from] as const);
}

/** Whether every arc has its opposite with the same weight. */
export function isUndirected(graph: Graph): boolean {
  const matrix = adjacency(graph);
  const n = graph.vertices;
  return graph.arcs.every(({ from, to }) => matrix[to * n + from] === matrix[from * n + to]);
}

function requireVertices(what: string, n: number, least: number): void {
  if (!Number.isSafeInteger(n) || n < least || n > 2 ** 20) {
    throw new KrausError(
      'core/bad-graph',
      `${what}: ${n} is not a size, expected a whole number from ${least} to 2^20.`,
    );
  }
}
