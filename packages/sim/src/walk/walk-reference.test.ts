import { type Graph, graphFromEdges, grid, path, type StochasticWalkOptions, stochasticWalk } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { transitionMatrix } from './transition-matrix.js';

/**
 * Columns of transition matrices computed elsewhere: NumPy 2.4.6 and SciPy 1.17.1, `scipy.linalg.expm` of the dense
 * Liouvillian −i (I⊗H − Hᵀ⊗I) + Σ ( L*⊗L − ½ I⊗L†L − ½ (L†L)ᵀ⊗I ) with H = (1 − ω) A or (1 − ω)(D − A) and
 * L = √(ω A_ij / deg j) |i><j|, applied to vec |j><j|.
 */
const weighted = graphFromEdges(4, [
  [0, 1, 2],
  [1, 2],
  [0, 3, 0.5],
  [2, 3, 1.5],
]);

const references: [
  what: string,
  graph: Graph,
  omega: number,
  time: number,
  options: StochasticWalkOptions,
  column: number,
  values: number[],
][] = [
  [
    'path of 5, omega 0.37, time 0.8',
    path(5),
    0.37,
    0.8,
    {},
    0,
    [6.1240381780944053e-1, 3.3601449263347777e-1, 4.7761215217851254e-2, 3.636643402503829e-3, 1.8383093672663547e-4],
  ],
  [
    'the same with the Laplacian',
    path(5),
    0.37,
    0.8,
    { hamiltonian: 'laplacian' },
    1,
    [0.24547132853931586, 0.4906982155664027, 0.22941781310581555, 0.03203428132508856, 0.0023783614633773762],
  ],
  [
    'grid of 2 by 3, omega 0.6, time 1.3',
    grid(2, 3),
    0.6,
    1.3,
    {},
    4,
    [
      0.09272043511090347, 0.16741343990079227, 0.09272043511090348, 0.17795711918209295, 0.29123145151321483,
      0.17795711918209303,
    ],
  ],
  [
    'weighted square, omega 0.25, time 0.9',
    weighted,
    0.25,
    0.9,
    {},
    2,
    [0.2161643578323313, 0.10693697828088261, 0.19188703098185766, 0.48501163290492866],
  ],
];

describe('transition matrices agree with SciPy', () => {
  it.each(references)('%s', (_, graph, omega, time, options, column, values) => {
    const generator = stochasticWalk(graph, omega, options);
    const q = transitionMatrix({ kind: 'evolve', dims: generator.dims, generator, time });
    values.forEach((value, i) => {
      expect(Math.abs((q[i * graph.vertices + column] as number) - value)).toBeLessThan(2e-14);
    });
  });
});
