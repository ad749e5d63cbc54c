import { add, ComplexMatrix, type GeneratorProgram, ginibre, matrixToData, scale, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { evolveLindblad, type LindbladGradientOptions, lindbladGradient } from './index.js';
import { benchmarkWalk, generatorOf, randomHermitian, randomState } from './testing/example-generators.js';

/** Fourth-order central difference at 0. */
async function slope(f: (x: number) => Promise<number>): Promise<number> {
  const h = 1e-3;
  const [a, b, c, d] = [await f(-2 * h), await f(-h), await f(h), await f(2 * h)];
  return (a - 8 * b + 8 * c - d) / (12 * h);
}

function problem(d: number) {
  const terms = [randomHermitian(d, 1), randomHermitian(d, 2)];
  const jumps = [
    scale(ginibre(stream(3, 'jump'), d, d), 0.5 / Math.sqrt(d)),
    ComplexMatrix.fromRows(
      Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (j - i === 1 ? 1 : 0))),
    ),
  ];
  const generator = (h: readonly number[] = [1, 1], rates: readonly number[] = [1, 1]): GeneratorProgram => ({
    kind: 'generator',
    dims: [d],
    hamiltonian: matrixToData(add(scale(terms[0], h[0]), scale(terms[1], h[1]))),
    jumps: jumps.map((jump, k) => matrixToData(scale(jump, Math.sqrt(rates[k])))),
  });
  const times = [0, 0.4, 0.4, 1.3];
  const initial = [randomState(d, 4), randomState(d, 5), randomState(d, 6)];
  const cotangents = Float64Array.from(
    times.flatMap((_, m) => initial.flatMap((_, b) => [...ginibre(stream(7 + m, b), d, d).data])),
  );
  const loss = async (program: GeneratorProgram, at = times, from = initial): Promise<number> => {
    const { states } = await evolveLindblad(program, { initial: from, times: at, tolerance: 1e-15 });
    return cotangents.reduce((sum, c, k) => sum + c * states[k], 0);
  };
  const hamiltonians = terms.map(matrixToData);
  return { generator, times, initial, cotangents, loss, hamiltonians };
}

describe.each<[string, number, Partial<LindbladGradientOptions>, number]>([
  ['d = 3', 3, {}, 1e-8],
  ['d = 4, TypeScript', 4, { kernels: 'js' }, 1e-8],
  ['d = 4, two threads', 4, { threads: 2 }, 1e-8],
  ['d = 4, float32', 4, { precision: 'float32' }, 1e-4],
  ['d = 17, jumps in matrix form', 17, {}, 1e-7],
])('gradients against finite differences, %s', (_, d, options, near) => {
  const { generator, times, initial, cotangents, loss, hamiltonians } = problem(d);
  const gradient = lindbladGradient(generator(), { initial, times, cotangents, hamiltonians, ...options });

  it('of the Hamiltonian’s coefficients and of the jumps’ rates', async () => {
    const found = await gradient;
    for (const k of [0, 1]) {
      const changed = (x: number) => [0, 1].map((j) => (j === k ? 1 + x : 1));
      expect(Math.abs(found.hamiltonians[k] - (await slope((x) => loss(generator(changed(x))))))).toBeLessThan(near);
      expect(Math.abs(found.jumps[k] - (await slope((x) => loss(generator([1, 1], changed(x))))))).toBeLessThan(near);
    }
  });

  it('of times and of initial states', async () => {
    const found = await gradient;
    const last = await slope((x) => loss(generator(), [0, 0.4, 0.4, 1.3 + x]));
    expect(Math.abs(found.times[3] - last)).toBeLessThan(near);
    const both = await slope((x) => loss(generator(), [0, 0.4 + x, 0.4 + x, 1.3]));
    expect(Math.abs(found.times[1] + found.times[2] - both)).toBeLessThan(near);
    const direction = randomHermitian(d, 9);
    const numerical = await slope((x) =>
      loss(generator(), times, [initial[0], add(initial[1], scale(direction, x)), initial[2]]),
    );
    const at = 2 * d * d;
    const exact = direction.data.reduce((sum, v, k) => sum + v * found.initial[at + k], 0);
    expect(Math.abs(exact - numerical)).toBeLessThan(near);
  });
});

describe('gradients', () => {
  it('of a decaying qubit are those of e^{−γt}', async () => {
    const generator = generatorOf(
      [
        [0, 0],
        [0, 0],
      ],
      [
        [0, 1],
        [0, 0],
      ],
    );
    const excited = ComplexMatrix.fromRows([
      [0, 0],
      [0, 1],
    ]);
    const t = 0.8;
    const found = await lindbladGradient(generator, { initial: [excited], times: [t], cotangents: excited.data });
    expect(found.times[0]).toBeCloseTo(-Math.exp(-t), 12);
    expect(found.jumps[0]).toBeCloseTo(-t * Math.exp(-t), 12);
    expect(found.hamiltonians[0]).toBeCloseTo(0, 14);
    expect(found.initial[6]).toBeCloseTo(Math.exp(-t), 12);
  });

  it('over many stretches, where states are computed again, add up: ∂L/∂t from scaling everything', async () => {
    // With H and all rates scaled by s the time scales too: Σ h ∂L/∂h + Σ ∂L/∂γ = t ∂L/∂t.
    const generator = benchmarkWalk(5);
    const t = 60;
    const observable = randomHermitian(5, 3);
    const found = await lindbladGradient(generator, {
      initial: [randomState(5, 1)],
      times: [t],
      cotangents: observable.data,
    });
    const sum = [...found.hamiltonians, ...found.jumps].reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(t * found.times[0], 10);
  });

  it('are the same bytes for any number of threads', async () => {
    const { generator, times, cotangents, hamiltonians } = problem(6);
    const initial = Array.from({ length: 24 }, (_, b) => randomState(6, b));
    const many = Float64Array.from({ length: times.length * 24 * 72 }, (_, k) => cotangents[k % cotangents.length]);
    const run = (threads: number) =>
      lindbladGradient(generator(), { initial, times, cotangents: many, hamiltonians, threads, kernels: 'wasm' });
    const [one, three] = [await run(1), await run(3)];
    expect({ ...three, engine: '' }).toEqual({ ...one, engine: '' });
  });

  it('refuse cotangents of the wrong length or not finite, and absurd stiffness', async () => {
    const { generator, times, initial, cotangents } = problem(3);
    await expect(lindbladGradient(generator(), { initial, times, cotangents: [1] })).rejects.toMatchObject({
      code: 'sim/wrong-length',
    });
    const bad = cotangents.slice();
    bad[5] = Number.NaN;
    await expect(lindbladGradient(generator(), { initial, times, cotangents: bad })).rejects.toMatchObject({
      code: 'sim/not-finite',
    });
    await expect(lindbladGradient(generator([1, 1], [1e9, 1]), { initial, times, cotangents })).rejects.toMatchObject({
      code: 'sim/evolution-too-long',
    });
  });
});
