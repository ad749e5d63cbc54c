import {
  add,
  ComplexMatrix,
  dagger,
  type GeneratorProgram,
  ginibre,
  graphFromEdges,
  matrixToData,
  multiply,
  scale,
  stochasticWalk,
  stream,
  trace,
} from '@kraus/core';

/** For tests: generators and states. */

/** A Hermitian matrix with independent normal entries. */
export function randomHermitian(d: number, seed: number): ComplexMatrix {
  const g = ginibre(stream(seed, 'hermitian'), d, d);
  return scale(add(g, dagger(g)), 0.5);
}

/** A full-rank density matrix. */
export function randomState(d: number, seed: number): ComplexMatrix {
  const g = ginibre(stream(seed, 'state'), d, d);
  const square = multiply(g, dagger(g));
  return scale(square, 1 / trace(square)[0]);
}

/** A full Hamiltonian and full jump operators. */
export function randomGenerator(dims: readonly number[], jumps: number, seed: number): GeneratorProgram {
  const d = dims.reduce((product, n) => product * n, 1);
  const draws = stream(seed, 'jumps');
  return {
    kind: 'generator',
    dims,
    hamiltonian: matrixToData(randomHermitian(d, seed)),
    jumps: Array.from({ length: jumps }, () => matrixToData(scale(ginibre(draws, d, d), 0.4 / Math.sqrt(d)))),
  };
}

/** A generator from dense rows. */
export function generatorOf(
  hamiltonian: readonly (readonly (number | [number, number])[])[],
  ...jumps: readonly (readonly (readonly (number | [number, number])[])[])[]
): GeneratorProgram {
  return {
    kind: 'generator',
    dims: [hamiltonian.length],
    hamiltonian: matrixToData(ComplexMatrix.fromRows(hamiltonian)),
    jumps: jumps.map((jump) => matrixToData(ComplexMatrix.fromRows(jump))),
  };
}

/** The walk of benchmark W3: every site i is joined to i + 1 and 3i + 1 modulo d. */
export function benchmarkWalk(d: number, omega = 0.3): GeneratorProgram {
  const edges = new Map<string, [number, number]>();
  for (let i = 0; i < d; i++) {
    for (const j of [(i + 1) % d, (3 * i + 1) % d]) {
      if (i !== j) edges.set(`${Math.min(i, j)} ${Math.max(i, j)}`, [Math.min(i, j), Math.max(i, j)]);
    }
  }
  return stochasticWalk(graphFromEdges(d, [...edges.values()]), omega);
}
