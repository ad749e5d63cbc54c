import { checkScript, type LoweredCircuit, lowerCircuit } from '@kraus/lang';
import { catalogue } from '@kraus/models/catalogue';
import { describe, expect, it } from 'vitest';
import { histogramOf, startNumbers, stateAfter } from './index.js';

async function lowered(body: string): Promise<LoweredCircuit> {
  const text = `import { CX, RY } from "std/gates"\nimport { AmplitudeDamping } from "std/channels"\ncircuit C on q[2] {\n${body}\n}\n`;
  const { diagnostics, script } = await checkScript({ path: 'a.kraus', readFile: () => text, catalogue });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lowerCircuit(script, 'C');
}

describe('the state after some operations', () => {
  it('goes from |00> over a superposition to a Bell state', async () => {
    const bell = await lowered('H q[0]\nCX q[0], q[1]');
    const at = (count: number) => stateAfter(bell, count, startNumbers(bell));
    expect(at(0)?.probabilities).toEqual([1, 0, 0, 0]);
    expect(at(1)?.bloch).toEqual(
      [
        [1, 0, 0],
        [0, 0, 1],
      ].map((vector) => vector.map((x) => expect.closeTo(x, 9))),
    );
    const end = at(2);
    expect([...(end?.amplitudes ?? [])]).toEqual(
      [Math.SQRT1_2, 0, 0, 0, 0, 0, Math.SQRT1_2, 0].map((x) => expect.closeTo(x, 9)),
    );
    expect(end?.bloch.flat()).toEqual(Array.from({ length: 6 }, () => expect.closeTo(0, 9)));
    expect(end?.purity).toBe(1);
  });

  it('has the Bloch vectors of the mixed state as of the pure one', async () => {
    const pure = await lowered('RY(0.7) q[0]\nS q[0]\nRY(1.1) q[1]\nCX q[0], q[1]');
    const mixed = await lowered('RY(0.7) q[0]\nS q[0]\nRY(1.1) q[1]\nCX q[0], q[1]\nAmplitudeDamping(0) q[0]');
    const [a, b] = [stateAfter(pure, 4, startNumbers(pure)), stateAfter(mixed, 5, startNumbers(mixed))];
    expect(b?.amplitudes).toBeUndefined();
    expect(b?.bloch.flat()).toEqual(a?.bloch.flat().map((x) => expect.closeTo(x, 9)));
    expect(b?.purity).toBeCloseTo(1, 9);
    expect(Math.hypot(...(a?.bloch[0] ?? []))).toBeGreaterThan(0.3);
  });

  it('is a mixture behind a measurement', async () => {
    const measured = await lowered('bit m\nH q[0]\nmeasure q[0] -> m\nif m == 1 { X q[0] }');
    const at = (count: number) => stateAfter(measured, count, startNumbers(measured));
    expect(at(2)?.purity).toBeCloseTo(0.5, 9);
    expect(at(3)?.probabilities[0]).toBeCloseTo(1, 9);
  });
});

describe('a run', () => {
  it('repeats itself for a seed, and noise spreads its counts', async () => {
    const flip = await lowered('X q[0]');
    const numbers = startNumbers(flip);
    const run = (noise: number, seed = 3) => histogramOf(flip, numbers, { shots: 2000, seed, noise })?.counts ?? [];
    expect(run(0)).toEqual([['01', 2000]]);
    expect(run(0.3)).toEqual(run(0.3));
    expect(run(0.3)).not.toEqual(run(0.3, 4));
    // Depolarizing of weight p leaves the flip with 1 − p/2; five standard errors.
    const kept = run(0.3).find(([outcome]) => outcome === '01')?.[1] ?? 0;
    expect(Math.abs(kept / 2000 - 0.85)).toBeLessThan(5 * Math.sqrt((0.85 * 0.15) / 2000));
  });

  it('takes trained numbers from the script where it gives them', async () => {
    const trained = await lowered('param theta: angle[2] = 0.5\nparam free: angle\nRY(theta[0]) q[0]\nRY(free) q[1]');
    expect([...startNumbers(trained).parameters]).toEqual([0.5, 0.5, Math.PI / 4]);
  });
});
