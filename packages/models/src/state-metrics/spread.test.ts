import { stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { drawStates, haarStates, takeStates } from '../state-data/index.js';
import { discrepancy, distanceWithSpread, meanWithSpread } from './index.js';

const states = { count: (x: { count: number }) => x.count, take: takeStates };
const haar = (count: number, seed: number) => drawStates(haarStates(2), count, stream(seed, 'haar'));

describe('spread', () => {
  it('of a mean is σ/√n, and its interval holds the truth 95 times in 100', () => {
    let [inside, error] = [0, 0];
    for (let k = 0; k < 200; k++) {
      const values = stream(k, 'values').fillNormal(new Float64Array(50));
      const { standardError, interval95 } = meanWithSpread(values, { random: stream(k, 'bootstrap'), repeats: 200 });
      if (interval95[0] <= 0 && interval95[1] >= 0) inside += 1;
      error += standardError / 200;
    }
    expect(error).toBeCloseTo(1 / Math.sqrt(50), 2);
    expect(inside).toBeGreaterThan(178);
    expect(inside).toBeLessThan(199);
  });

  it('of a distance by halves is s²/n + s²/m where the distance is a difference of means', () => {
    const line = {
      count: (x: Float64Array) => x.length,
      take: (x: Float64Array, k: ArrayLike<number>) => Float64Array.from(k, (i) => x[i] as number),
    };
    const mean = (x: Float64Array) => x.reduce((sum, v) => sum + v, 0) / x.length;
    const variance = (x: Float64Array) => x.reduce((sum, v) => sum + (v - mean(x)) ** 2, 0) / (x.length - 1);
    const draw = (n: number, name: string) => stream(7, name).fillNormal(new Float64Array(n));
    const measured = distanceWithSpread({
      ...line,
      generated: draw(80, 'a').map((x) => x + 3),
      data: draw(120, 'b'),
      fresh: draw(100, 'c'),
      distance: (x, y) => mean(x) - mean(y),
      random: stream(1),
      repeats: 4000,
    });
    expect(measured.value).toBeCloseTo(3, 0);
    expect(measured.standardError).toBeCloseTo(
      Math.sqrt(variance(draw(80, 'a')) / 80 + variance(draw(120, 'b')) / 120),
      2.1,
    );
    expect(measured.counts).toEqual([80, 120]);
    expect(Math.abs(measured.floor.value)).toBeLessThan(0.5);
    expect(measured.floor.counts).toEqual([80, 120]);
  });

  it('gives the same numbers every time, and a floor near zero for states of one law', () => {
    const ask = () =>
      distanceWithSpread({
        ...states,
        generated: drawStates(haarStates(2), 40, stream(3)),
        data: haar(60, 1),
        fresh: haar(50, 2),
        distance: discrepancy,
        random: stream(5),
        repeats: 20,
      });
    const first = ask();
    expect(ask()).toEqual(first);
    expect(Math.abs(first.floor.value)).toBeLessThan(4 * first.floor.standardError);
    expect(first.floor.counts).toEqual([40, 60]);
    expect(() => meanWithSpread(new Float64Array(0), { random: stream(1), repeats: 10 })).toThrow(/0 items/);
  });
});
