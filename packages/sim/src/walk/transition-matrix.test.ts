import {
  adjacency,
  type ChannelProgram,
  ComplexMatrix,
  complete,
  cycle,
  degrees,
  expm,
  type GeneratorProgram,
  type Graph,
  graphFromEdges,
  grid,
  path,
  type StochasticWalkOptions,
  stochasticWalk,
} from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestDifference, multiplyTransitions } from './stochastic-matrix.js';
import { transitionMatrix } from './transition-matrix.js';

function evolve(generator: GeneratorProgram, time: number): ChannelProgram {
  return { kind: 'evolve', dims: generator.dims, generator, time };
}

function walk(graph: Graph, omega: number, time: number, options: StochasticWalkOptions = {}): Float64Array {
  return transitionMatrix(evolve(stochasticWalk(graph, omega, options), time));
}

/** exp((T − I) t) with T = A D⁻¹, by the dense exponential. */
function classicalWalk(graph: Graph, time: number): Float64Array {
  const n = graph.vertices;
  const [a, d] = [adjacency(graph), degrees(graph)];
  const rate = a.map((weight, k) => time * (weight / (d[k % n] as number) - (k % (n + 1) === 0 ? 1 : 0)));
  const q = expm(ComplexMatrix.fromReal(n, n, rate));
  return Float64Array.from({ length: n * n }, (_, k) => q.data[2 * k] as number);
}

/** PAPERS 3.1.3: first column of Q on the 8-cycle, distances 0 … 4. */
const golden: [omega: number, time: number, column: number[]][] = [
  [0.0, 0.5, [0.585528, 0.193643, 0.013208, 0.000373, 0.000025]],
  [0.0, 1.0, [0.050147, 0.332413, 0.125342, 0.01486, 0.004623]],
  [0.3, 0.5, [0.682219, 0.148612, 0.009916, 0.000353, 0.000017]],
  [0.3, 1.0, [0.297645, 0.282399, 0.062034, 0.006287, 0.000914]],
  [0.5, 0.5, [0.705143, 0.13657, 0.010362, 0.00048, 0.000032]],
  [0.5, 1.0, [0.42748, 0.236678, 0.044519, 0.004717, 0.000692]],
  [1.0, 0.5, [0.645035, 0.156421, 0.019352, 0.001609, 0.0002]],
  [1.0, 1.0, [0.46576, 0.207911, 0.049947, 0.008255, 0.002014]],
];

describe('transition matrix of the walk on the 8-cycle', () => {
  it.each(golden)('has the published values at omega %f, time %f', (omega, time, column) => {
    const q = walk(cycle(8), omega, time);
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) {
        const distance = Math.min((i - j + 8) % 8, (j - i + 8) % 8);
        expect(Math.abs((q[i * 8 + j] as number) - (column[distance] as number))).toBeLessThan(5.1e-7);
      }
    }
  });

  it('equals the closed form of the coherent walk at omega 0', () => {
    for (const time of [0.05, 0.5, 1, 2, 7, 40]) {
      const q = walk(cycle(8), 0, time);
      for (let i = 0; i < 8; i++) {
        let [re, im] = [0, 0];
        for (let k = 0; k < 8; k++) {
          const phase = (2 * Math.PI * k * i) / 8 - 2 * Math.cos((2 * Math.PI * k) / 8) * time;
          re += Math.cos(phase) / 8;
          im += Math.sin(phase) / 8;
        }
        expect(Math.abs((q[i * 8] as number) - (re * re + im * im))).toBeLessThan(1e-13 * Math.max(1, time));
      }
    }
  });

  it('equals exp((T − I) t) at omega 1 on every kind of graph', () => {
    const graphs = [
      cycle(8),
      path(6),
      complete(5),
      grid(3, 4),
      graphFromEdges(4, [
        [0, 1, 2],
        [1, 2],
        [0, 3, 0.5],
      ]),
    ];
    for (const graph of [
      ...graphs,
      graphFromEdges(
        3,
        [
          [0, 1],
          [1, 2],
          [2, 0],
        ],
        { directed: true },
      ),
    ]) {
      for (const time of [0.1, 0.5, 3]) {
        expect(largestDifference(walk(graph, 1, time), classicalWalk(graph, time))).toBeLessThan(1e-13);
      }
    }
  });

  it('tells the wrong variants apart: unnormalised rates, one summed jump operator', () => {
    const right = walk(cycle(8), 1, 0.5)[0] as number;
    expect(right).toBeCloseTo(0.645035, 6);
    expect(walk(cycle(8), 1, 0.5, { jumps: 'unnormalised' })[0]).toBeCloseTo(0.4658, 4);
    const summed: GeneratorProgram = {
      kind: 'generator',
      dims: [8],
      hamiltonian: { rows: 8, columns: 8, entries: [] },
      jumps: [
        {
          rows: 8,
          columns: 8,
          entries: cycle(8).arcs.map(({ from, to }) => [to, from, Math.sqrt(0.5), 0] as const),
        },
      ],
    };
    expect(transitionMatrix(evolve(summed, 0.5))[0]).toBeCloseTo(0.6883, 4);
  });

  it('does not depend on the sign or kind of the Hamiltonian on a cycle, for any omega', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (omega, time) => {
          const generator = stochasticWalk(cycle(8), omega);
          const entries = generator.hamiltonian.entries.map(([i, j, re, im]) => [i, j, -re, -im] as const);
          const negative = { ...generator, hamiltonian: { ...generator.hamiltonian, entries } };
          const q = transitionMatrix(evolve(generator, time));
          expect(largestDifference(transitionMatrix(evolve(negative, time)), q)).toBeLessThan(1e-13);
          expect(largestDifference(walk(cycle(8), omega, time, { hamiltonian: 'laplacian' }), q)).toBeLessThan(1e-13);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('does depend on them on a path', () => {
    const [a, b] = [walk(path(5), 0.2, 1), walk(path(5), 0.2, 1, { hamiltonian: 'laplacian' })];
    expect(largestDifference(a, b)).toBeGreaterThan(0.01);
  });
});

describe('transition matrix of any channel', () => {
  const graphs = fc.oneof(
    fc.integer({ min: 2, max: 10 }).map(cycle),
    fc.integer({ min: 2, max: 8 }).map(path),
    fc.integer({ min: 2, max: 6 }).map(complete),
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 4 })).map(([r, c]) => grid(r, c)),
  );

  it('has columns that sum to one and no negative entry', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 30, noNaN: true }),
        (graph, omega, time) => {
          const n = graph.vertices;
          const q = walk(graph, omega, time);
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let i = 0; i < n; i++) {
              expect(q[i * n + j]).toBeGreaterThanOrEqual(0);
              sum += q[i * n + j] as number;
            }
            expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('composes in time for the classical walk and not for the coherent one', () => {
    const twice = (omega: number) => multiplyTransitions(walk(cycle(8), omega, 0.5), walk(cycle(8), omega, 0.5));
    expect(largestDifference(twice(1), walk(cycle(8), 1, 1))).toBeLessThan(1e-14);
    expect(largestDifference(twice(0), walk(cycle(8), 0, 1))).toBeGreaterThan(0.3);
  });

  it('gives the same for a long evolution by squaring as by short steps, also at 64 levels', () => {
    const channel = evolve(stochasticWalk(cycle(8), 0.4), 0.25);
    const repeated: ChannelProgram = {
      kind: 'compose',
      dims: [8],
      parts: new Array<ChannelProgram>(400).fill(channel),
    };
    const long = evolve(stochasticWalk(cycle(8), 0.4), 100);
    expect(largestDifference(transitionMatrix(repeated), transitionMatrix(long))).toBeLessThan(1e-13);
    const q = walk(cycle(64), 0.3, 0.5);
    // Nobody gets around a ring this long in this time: the middle agrees with the ring of 32.
    const small = walk(cycle(32), 0.3, 0.5);
    for (let i = 0; i < 6; i++) expect(q[i * 64]).toBeCloseTo(small[i * 32] as number, 13);
  });

  it('refuses what is no channel, and too many levels', () => {
    const half: ChannelProgram = {
      kind: 'kraus',
      dims: [2],
      operators: [{ rows: 2, columns: 2, entries: [[0, 0, 1, 0]] }],
    };
    expect(() => transitionMatrix(half)).toThrow(/sum to 0/);
    expect(() => walk(cycle(65), 0, 1)).toThrow(/65 levels/);
    expect(() => walk(cycle(4), 0, -1)).toThrow(/time ≥ 0/);
    expect(() => walk(cycle(4), 1.5, 1)).toThrow(/omega = 1.5/);
  });
});
