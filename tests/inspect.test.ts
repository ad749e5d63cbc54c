import { describe, expect, it } from 'vitest';
import { kraus } from './support/kraus.js';

interface Inspected {
  readonly kind: string;
  readonly dims: number[];
  readonly transition: number[][];
  readonly checks: Record<string, { holds: boolean; residual: number }>;
}

async function inspect(omega: number, dt: number): Promise<Inspected> {
  const { exitCode, stdout, stderr } = await kraus([
    'inspect',
    'examples/walk.kraus',
    'WalkStep',
    '--set',
    `omega=${omega}`,
    '--set',
    `dt=${dt}`,
    '--json',
  ]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as Inspected;
}

/**
 * First column of the one-step transition matrix on the ring of eight levels, distances 0 to 4, computed with another
 * program (NumPy, SciPy) from the Lindblad equation with H = A and one jump √(ω/2) |i><j| for each directed edge.
 */
const GOLDEN: readonly (readonly [omega: number, dt: number, column: readonly number[]])[] = [
  [0.0, 0.5, [0.585528, 0.193643, 0.013208, 0.000373, 0.000025]],
  [0.0, 1.0, [0.050147, 0.332413, 0.125342, 0.01486, 0.004623]],
  [0.3, 0.5, [0.682219, 0.148612, 0.009916, 0.000353, 0.000017]],
  [0.3, 1.0, [0.297645, 0.282399, 0.062034, 0.006287, 0.000914]],
  [0.5, 0.5, [0.705143, 0.13657, 0.010362, 0.00048, 0.000032]],
  [0.5, 1.0, [0.42748, 0.236678, 0.044519, 0.004717, 0.000692]],
  [1.0, 0.5, [0.645035, 0.156421, 0.019352, 0.001609, 0.0002]],
  [1.0, 1.0, [0.46576, 0.207911, 0.049947, 0.008255, 0.002014]],
];

/** exp((T − I)·dt) by its power series; T moves to each of the two neighbours with probability ½. */
function classicalWalk(dt: number, levels = 8): number[][] {
  const generator = Array.from({ length: levels }, (_, i) =>
    Array.from({ length: levels }, (_, j) => {
      const distance = Math.min((i - j + levels) % levels, (j - i + levels) % levels);
      return dt * (distance === 0 ? -1 : distance === 1 ? 0.5 : 0);
    }),
  );
  let term: number[][] = generator.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  const sum = term.map((row) => [...row]);
  for (let k = 1; k < 40; k++) {
    term = term.map((row) => generator.map((_, j) => row.reduce((s, v, l) => s + v * (generator[l]?.[j] ?? 0), 0) / k));
    for (const [i, row] of term.entries()) {
      const target = sum[i] ?? [];
      for (const [j, v] of row.entries()) target[j] = (target[j] ?? 0) + v;
    }
  }
  return sum;
}

describe('kraus inspect on the walk', () => {
  it.each(GOLDEN)('omega = %d, dt = %d gives the golden transition matrix', async (omega, dt, column) => {
    const { kind, dims, transition, checks } = await inspect(omega, dt);
    expect(kind).toBe('channel');
    expect(dims).toEqual([8]);
    for (let j = 0; j < 8; j++) {
      for (let i = 0; i < 8; i++) {
        const distance = Math.min((i - j + 8) % 8, (j - i + 8) % 8);
        expect(Math.abs((transition[i]?.[j] ?? Number.NaN) - (column[distance] ?? Number.NaN))).toBeLessThan(1e-6);
      }
      const total = transition.reduce((sum, row) => sum + (row[j] ?? Number.NaN), 0);
      expect(Math.abs(total - 1)).toBeLessThan(1e-12);
    }
    for (const name of ['tracePreserving', 'completelyPositive', 'unital']) {
      expect(checks[name]?.holds, name).toBe(true);
      expect(checks[name]?.residual, name).toBeLessThan(1e-10);
    }
  });

  it('omega = 1 is the classical walk exp((T − I) dt) to 1e-12', async () => {
    const { transition } = await inspect(1, 0.7);
    const expected = classicalWalk(0.7);
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) {
        expect(Math.abs((transition[i]?.[j] ?? Number.NaN) - (expected[i]?.[j] ?? Number.NaN))).toBeLessThan(1e-12);
      }
    }
  });

  it.each([
    [['--set', 'omega=1.4'], 1, 'omega'],
    [['--set', 'omga=0.3'], 1, 'omga'],
    [['--set', 'omega'], 2, 'expected a name and a number'],
  ])('refuses %j with exit code %i', async (extra, code, word) => {
    const { exitCode, stdout, stderr } = await kraus([
      'inspect',
      'examples/walk.kraus',
      'WalkStep',
      '--set',
      'dt=0.5',
      ...extra,
    ]);
    expect(exitCode).toBe(code);
    expect(stdout).toBe('');
    expect(stderr).toContain(word);
    expect(stderr).not.toContain('    at ');
  });

  it('names what exists when a declaration does not', async () => {
    const { exitCode, stderr } = await kraus([
      'inspect',
      'examples/walk.kraus',
      'WalkStap',
      '--set',
      'omega=1',
      '--set',
      'dt=1',
    ]);
    expect([1, 2]).toContain(exitCode);
    expect(stderr).toContain('WalkStep');
  });
});
