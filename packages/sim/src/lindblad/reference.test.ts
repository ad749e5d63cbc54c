import { readFileSync } from 'node:fs';
import { ComplexMatrix, type GeneratorProgram, type MatrixEntry } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { evolveLindblad, type LindbladOptions } from './index.js';

interface Problem {
  readonly name: string;
  readonly dims: readonly number[];
  readonly hamiltonian: readonly MatrixEntry[];
  readonly jumps: readonly (readonly MatrixEntry[])[];
  readonly initial: readonly (readonly [number, number][])[];
  readonly times: readonly number[];
  readonly stiff: boolean;
  readonly states: readonly (readonly (readonly (readonly [number, number])[])[])[];
}

const reference: { readonly problems: readonly Problem[] } = JSON.parse(
  readFileSync(new URL('../../reference/lindblad.json', import.meta.url), 'utf8'),
);

function generatorOf({ dims, hamiltonian, jumps }: Problem): GeneratorProgram {
  const d = dims.reduce((product, n) => product * n, 1);
  const matrix = (entries: readonly MatrixEntry[]) => ({ rows: d, columns: d, entries });
  return { kind: 'generator', dims, hamiltonian: matrix(hamiltonian), jumps: jumps.map(matrix) };
}

async function errorOf(problem: Problem, options: Partial<LindbladOptions>): Promise<number> {
  const { states } = await evolveLindblad(generatorOf(problem), {
    initial: [ComplexMatrix.fromRows(problem.initial)],
    times: problem.times,
    ...options,
  });
  const expected = problem.states.flat(3);
  expect(states).toHaveLength(expected.length);
  return expected.reduce((worst, x, k) => Math.max(worst, Math.abs(x - states[k])), 0);
}

const mild = ({ stiff, name }: Problem): boolean => !stiff || name.endsWith(' 1000');

describe('50 Lindblad problems against mpmath, SciPy and QuTiP (reference/lindblad.py)', () => {
  it('are 50, twelve of them stiff, with qudits of 3, 5 and 8 levels', () => {
    expect(reference.problems).toHaveLength(50);
    expect(reference.problems.filter(({ stiff }) => stiff)).toHaveLength(12);
    for (const d of [3, 5, 8]) expect(reference.problems.some(({ dims }) => dims.join() === String(d))).toBe(true);
  });

  it.each<[string, Partial<LindbladOptions>, number, (problem: Problem) => boolean]>([
    ['auto, WebAssembly', { kernels: 'wasm' }, 5e-9, () => true],
    ['auto, TypeScript', { kernels: 'js' }, 5e-9, () => true],
    ['auto, where nothing is stiff', {}, 1e-12, ({ stiff }) => !stiff],
    ['auto, float32', { precision: 'float32' }, 1e-5, () => true],
    ['the series', { method: 'chebyshev' }, 5e-12, mild],
    ['the exact exponential', { method: 'exact' }, 1e-8, () => true],
    ['the exact exponential, TypeScript', { method: 'exact', kernels: 'js' }, 1e-8, () => true],
    ['the rational Krylov method', { method: 'rational' }, 5e-9, () => true],
    ['Arnoldi', { method: 'krylov' }, 1e-10, mild],
    ['Arnoldi, TypeScript', { method: 'krylov', kernels: 'js' }, 1e-10, mild],
    ['Dormand–Prince', { method: 'dop853' }, 1e-10, mild],
    ['Dormand–Prince, TypeScript', { method: 'dop853', kernels: 'js' }, 1e-10, ({ stiff }) => !stiff],
  ])('%s', async (_, options, near, which) => {
    for (const problem of reference.problems.filter(which)) {
      expect(await errorOf(problem, options), problem.name).toBeLessThan(near);
    }
  });

  it('auto takes a method for stiff problems, and says why', async () => {
    const stiff = reference.problems.find(({ name }) => name === 'stiff qutrit 1e+07') as Problem;
    const { method, why } = await evolveLindblad(generatorOf(stiff), {
      initial: [ComplexMatrix.fromRows(stiff.initial)],
      times: stiff.times,
    });
    expect(['exact', 'rational']).toContain(method);
    expect(why).toMatch(/cheaper than a series/);
  });
});
