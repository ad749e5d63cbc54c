import { KrausError } from '../errors/index.js';
import { adjacency, degrees, type Graph, isUndirected, laplacian } from '../graphs/index.js';
import { ComplexMatrix, matrixToData } from '../linear-algebra/index.js';
import type { GeneratorProgram, MatrixData } from '../program/index.js';

/** The conventions in which published stochastic walks differ. */
export interface StochasticWalkOptions {
  /** The Hamiltonian: the adjacency matrix (default) or the Laplacian D − A. */
  readonly hamiltonian?: 'adjacency' | 'laplacian';
  /**
   * Rates of the jumps j → i: A_ij / degree(j) (`normalised`, default: every vertex is left at rate 1), or A_ij
   * (`unnormalised`: on a cycle twice as fast).
   */
  readonly jumps?: 'normalised' | 'unnormalised';
}

/**
 * The quantum stochastic walk on a graph (Whitfield, Rodríguez-Rosario, Aspuru-Guzik, PRA 81, 022323):
 * dρ/dt = −i (1 − ω) [H, ρ] + ω Σ_ij ( L_ij ρ L_ij† − ½ {L_ij† L_ij, ρ} ), L_ij = √(A_ij / deg j) |i><j|.
 * ω = 0 is the coherent walk, ω = 1 the classical continuous-time random walk. Time is in units of 1/J.
 * @throws KrausError `core/not-a-probability` for ω outside [0, 1], `core/bad-graph` for a directed graph with ω < 1
 */
export function stochasticWalk(graph: Graph, omega: number, options: StochasticWalkOptions = {}): GeneratorProgram {
  if (!(omega >= 0 && omega <= 1)) {
    throw new KrausError('core/not-a-probability', `Stochastic walk: omega = ${omega} is not within 0 … 1.`);
  }
  const n = graph.vertices;
  if (omega < 1 && !isUndirected(graph)) {
    throw new KrausError(
      'core/bad-graph',
      'Stochastic walk: the graph is directed, so its adjacency matrix is no Hamiltonian; use omega = 1 or an undirected graph.',
    );
  }
  const matrix = options.hamiltonian === 'laplacian' ? laplacian(graph) : adjacency(graph);
  const hamiltonian =
    omega < 1
      ? matrixToData(
          ComplexMatrix.fromReal(
            n,
            n,
            matrix.map((x) => (1 - omega) * x),
          ),
        )
      : { rows: n, columns: n, entries: [] };
  const degree = degrees(graph);
  const jumps: MatrixData[] = [];
  if (omega > 0) {
    for (const { from, to, weight } of graph.arcs) {
      const rate = options.jumps === 'unnormalised' ? weight : weight / (degree[from] as number);
      jumps.push({ rows: n, columns: n, entries: [[to, from, Math.sqrt(omega * rate), 0]] });
    }
  }
  return { kind: 'generator', dims: [n], hamiltonian, jumps };
}
