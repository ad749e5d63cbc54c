import type { AstNode } from 'langium';
import { SparseMatrix } from '../matrix/index.js';
import {
  completeGraph,
  cycleGraph,
  type GraphValue,
  graphFromEdges,
  gridGraph,
  matrixValue,
  numberValue,
  pathGraph,
  starGraph,
  type Value,
} from '../values/index.js';
import type { BuiltinFunction } from './builtin-context.js';
import { asCount, asGraph, asInteger, asItems } from './convert.js';
import { fail } from './evaluation-error.js';

const mostVertices = 1024;

function family(make: (n: number) => GraphValue, least = 1): BuiltinFunction {
  return (call) => {
    const n = asCount(...call.arg(0), 'the number of vertices', least, mostVertices);
    call.frame.interpreter.budget.spend(n * n, call.node);
    return make(n);
  };
}

function laplacian(graph: GraphValue): SparseMatrix {
  return SparseMatrix.from(graph.vertices, graph.vertices, (add) => {
    graph.neighbours.forEach((neighbours, i) => {
      add(i, i, neighbours.length, 0);
      for (const j of neighbours) add(i, j, -1, 0);
    });
  });
}

function adjacency(graph: GraphValue): SparseMatrix {
  return SparseMatrix.from(graph.vertices, graph.vertices, (add) => {
    graph.neighbours.forEach((neighbours, i) => {
      for (const j of neighbours) add(i, j, 1, 0);
    });
  });
}

/** Every edge in both directions, ordered by first, then second vertex. */
function directedEdges(graph: GraphValue): Value {
  const items = graph.neighbours.flatMap((neighbours, i) =>
    neighbours.map((j): Value => ({ kind: 'list', items: [numberValue(i), numberValue(j)] })),
  );
  return { kind: 'list', items };
}

/** The graph of a list of pairs of vertices. */
export function graphOfPairs(value: Value, node: AstNode): GraphValue {
  const pairs = asItems(value, node).map((item): [number, number] => {
    const ends = asItems(item, node).map((end) => asInteger(end, node, 'a vertex number'));
    const [a, b] = ends;
    if (a === undefined || b === undefined || ends.length !== 2) {
      return fail({ code: 'K106', message: `an edge is a pair of vertices, found a list of ${ends.length}`, node });
    }
    if (Math.min(a, b) < 0) fail({ code: 'K109', message: 'vertices are numbered from 0', node });
    return [a, b];
  });
  const vertices = pairs.reduce((most, [a, b]) => Math.max(most, a + 1, b + 1), 0);
  if (vertices > mostVertices) {
    fail({ code: 'K113', message: `${vertices} vertices are more than the limit of ${mostVertices}`, node });
  }
  return graphFromEdges(vertices, pairs);
}

export const graphBuiltins: Readonly<Record<string, BuiltinFunction>> = {
  cycle: family(cycleGraph),
  path: family(pathGraph),
  complete: family(completeGraph),
  star: family(starGraph),
  grid: (call) => {
    const rows = asCount(...call.arg(0), 'the number of rows', 1, mostVertices);
    const columns = asCount(...call.arg(1), 'the number of columns', 1, Math.floor(mostVertices / rows));
    return gridGraph(rows, columns);
  },
  adjacency: (call) => matrixValue(adjacency(asGraph(...call.arg(0)))),
  laplacian: (call) => matrixValue(laplacian(asGraph(...call.arg(0)))),
  edges: (call) => {
    const [value, node] = call.arg(0);
    return value.kind === 'graph' ? directedEdges(value) : graphOfPairs(value, node);
  },
  degree: (call) => {
    const graph = asGraph(...call.arg(0));
    const vertex = asInteger(...call.arg(1), 'a vertex number');
    const neighbours = graph.neighbours[vertex];
    if (neighbours === undefined) {
      const message = `vertex ${vertex} does not exist in a graph of ${graph.vertices} vertices`;
      return fail({ code: 'K109', message, node: call.arg(1)[1] });
    }
    return numberValue(neighbours.length);
  },
  vertices: (call) => numberValue(asGraph(...call.arg(0)).vertices),
};
