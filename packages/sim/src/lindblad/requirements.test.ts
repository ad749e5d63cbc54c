import { ComplexMatrix, type GeneratorProgram } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { kernelRuntime } from '../runtime/index.js';
import { moduleBase64 } from './generated/float64.js';
import {
  evolveLindblad,
  type LindbladOptions,
  lindbladExpectations,
  lindbladPropagators,
  steadyState,
  walkTransitions,
} from './index.js';
import { benchmarkWalk, generatorOf, randomGenerator, randomState } from './testing/example-generators.js';

const generator = randomGenerator([3], 1, 1);
const initial = [randomState(3, 1)];
const empty = (d: number): GeneratorProgram => ({
  kind: 'generator',
  dims: [d],
  hamiltonian: { rows: d, columns: d, entries: [] },
  jumps: [],
});

describe('bad input gives one typed error', () => {
  it.each<[string, string, Partial<LindbladOptions>]>([
    ['no time', 'sim/bad-times', { times: [] }],
    ['a negative time', 'sim/bad-times', { times: [-1] }],
    ['times that descend', 'sim/bad-times', { times: [1, 0.5] }],
    ['an infinite time', 'sim/bad-times', { times: [Number.POSITIVE_INFINITY] }],
    ['an empty batch', 'sim/bad-batch', { initial: [] }],
    ['a state of the wrong dimension', 'core/shape-mismatch', { initial: [randomState(2, 1)] }],
    ['a state that is not square', 'core/not-square', { initial: [new ComplexMatrix(3, 2)] }],
    [
      'a state that is not Hermitian',
      'core/not-hermitian',
      {
        initial: [
          ComplexMatrix.fromRows([
            [0, 1, 0],
            [0, 1, 0],
            [0, 0, 0],
          ]),
        ],
      },
    ],
    ['NaN in a state', 'core/not-finite', { initial: [ComplexMatrix.diagonal([Number.NaN, 0, 0])] }],
    ['a tolerance of 0', 'sim/bad-tolerance', { tolerance: 0 }],
    ['half a thread', 'sim/bad-threads', { threads: 0.5 }],
    ['an aborted signal', 'sim/aborted', { signal: AbortSignal.abort() }],
    [
      'a drive with a method that takes none',
      'sim/unsupported',
      { method: 'exact', drives: [{ hamiltonian: generator.hamiltonian, coefficient: () => 1 }] },
    ],
    [
      'a drive that is no Hamiltonian',
      'core/not-hermitian',
      { drives: [{ hamiltonian: { rows: 3, columns: 3, entries: [[0, 1, 1, 0]] }, coefficient: () => 1 }] },
    ],
    [
      'a drive that is not finite',
      'sim/not-finite',
      { drives: [{ hamiltonian: generator.hamiltonian, coefficient: (t) => 1 / (t - t) }] },
    ],
  ])('%s', async (_, code, options) => {
    await expect(evolveLindblad(generator, { initial, times: [1], ...options })).rejects.toMatchObject({ code });
  });

  it('generators whose operators have the wrong shape, entries outside, twice or not finite', async () => {
    const wrong = (entries: [number, number, number, number][], rows = 3): GeneratorProgram => ({
      ...empty(3),
      jumps: [{ rows, columns: rows, entries }],
    });
    for (const [program, code] of [
      [wrong([], 2), 'core/shape-mismatch'],
      [wrong([[3, 0, 1, 0]]), 'core/bad-matrix-data'],
      [
        wrong([
          [0, 0, 1, 0],
          [0, 0, 1, 0],
        ]),
        'core/bad-matrix-data',
      ],
      [wrong([[0, 0, Number.NaN, 0]]), 'core/bad-matrix-data'],
      [{ ...empty(3), dims: [2.5] }, 'core/bad-dims'],
      [
        {
          ...empty(3),
          hamiltonian: {
            rows: 3,
            columns: 3,
            entries: [
              [0, 1, 0, 1],
              [1, 0, 0, 1],
            ],
          },
        },
        'core/not-hermitian',
      ],
    ] as [GeneratorProgram, string][]) {
      await expect(evolveLindblad(program, { initial, times: [1] })).rejects.toMatchObject({ code });
      expect(() => walkTransitions(program, [1])).toThrow(expect.objectContaining({ code }));
    }
  });

  it('what is too large, before it is allocated', async () => {
    const times = Array.from({ length: 100_000 }, (_, m) => m);
    expect(() => walkTransitions(empty(400), times)).toThrow(expect.objectContaining({ code: 'sim/too-large' }));
    expect(() => lindbladPropagators(empty(33), [1])).toThrow(expect.objectContaining({ code: 'core/too-large' }));
    expect(() => steadyState(empty(33))).toThrow(expect.objectContaining({ code: 'sim/too-large' }));
    const big = { initial: [randomState(33, 1)], times: [1] };
    await expect(evolveLindblad(empty(33), { ...big, method: 'exact' })).rejects.toMatchObject({
      code: 'sim/too-large',
    });
  });

  it('what would take for ever, and what explicit methods cannot do', async () => {
    const stiff = generatorOf(
      [
        [0, 1],
        [1, 0],
      ],
      [
        [0, 1e7],
        [0, 0],
      ],
    );
    const request = { initial: [randomState(2, 1)], times: [1e6] };
    await expect(evolveLindblad(stiff, { ...request, method: 'chebyshev' })).rejects.toMatchObject({
      code: 'sim/evolution-too-long',
    });
    const { method } = await evolveLindblad(stiff, request);
    expect(['exact', 'rational']).toContain(method);
  });

  it('observables that do not fit', async () => {
    const observables = [randomState(2, 1)];
    await expect(lindbladExpectations(generator, { initial, times: [1], observables })).rejects.toMatchObject({
      code: 'core/shape-mismatch',
    });
  });
});

describe('a long computation', () => {
  it('tells how far it is, and stops when its signal says so', async () => {
    const controller = new AbortController();
    const shares: number[] = [];
    const run = evolveLindblad(benchmarkWalk(16), {
      initial: [randomState(16, 1)],
      times: [2000],
      method: 'dop853',
      signal: controller.signal,
      onProgress: (share) => {
        shares.push(share);
        if (shares.length === 5) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'sim/aborted' });
    expect(shares).toHaveLength(5);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('gives all memory back, also when stopped', async () => {
    const heap = kernelRuntime('Lindblad, float64', moduleBase64, 1).heap;
    const walk = benchmarkWalk(8);
    const once = async (): Promise<void> => {
      for (const method of ['chebyshev', 'exact', 'rational', 'krylov', 'dop853'] as const) {
        await evolveLindblad(walk, { initial: [randomState(8, 1)], times: [0.5, 1], method, kernels: 'wasm' });
      }
      const aborted = {
        initial: [randomState(8, 1)],
        times: [1],
        onProgress: () => {
          throw new Error('enough');
        },
      };
      await expect(evolveLindblad(walk, { ...aborted, kernels: 'wasm' })).rejects.toThrow('enough');
    };
    const before = heap.used;
    await once();
    expect(heap.used).toBe(before);
    const size = heap.size;
    for (let k = 0; k < 200; k++) await once();
    expect(heap.used).toBe(before);
    expect(heap.size).toBe(size);
  });
});
