import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal-quantile.js';
import { stream } from './random-stream.js';

/** Mean and variance of a sample. */
function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i] as number;
  mean /= values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += ((values[i] as number) - mean) ** 2;
  return { mean, variance: variance / values.length };
}

describe('RandomStream', () => {
  it('repeats itself for the same seed and names and differs for any other', () => {
    const first = (seed: number, ...names: (string | number)[]) => stream(seed, ...names).uniform();
    expect(first(7, 'a', 1)).toBe(first(7, 'a', 1));
    const others = [first(7, 'a', 1), first(8, 'a', 1), first(7, 'a', 2), first(7, 'a'), first(7, 'a', '1')];
    others.push(first(7, 'a1'), first(7, 'a', 1, ''), first(7, '', 'a', 1), first(-7, 'a', 1), first(7));
    expect(new Set(others).size).toBe(others.length);
  });

  it('keeps its values for all time', () => {
    const values = stream(20261121, 'golden', 3);
    expect([values.uniform(), values.normal(), values.integer(1000), values.gumbel()]).toMatchInlineSnapshot(`
      [
        0.03249152654633003,
        -2.573296436787461,
        318,
        -0.13724807924470517,
      ]
    `);
  });

  it('has no two equal streams among 20,000 names', () => {
    const seen = new Set<number>();
    for (let i = 0; i < 20_000; i++) seen.add(stream(1, 'sample', i).uniform());
    expect(seen.size).toBe(20_000);
  });

  it('jumps: at(k) continues what a sequential reader sees', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3000 }), fc.integer(), (k, seed) => {
        const all = stream(seed, 'jump').fillUniform(new Float64Array(k + 3));
        const there = stream(seed, 'jump').at(k);
        expect([there.uniform(), there.uniform(), there.uniform()]).toEqual([...all.subarray(k)]);
        expect(there.position).toBe(k + 3);
      }),
      { numRuns: 50 },
    );
  });

  it('fills in bulk with the values that single draws give, in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 700 }), { maxLength: 5 }), (sizes) => {
        const bulk = stream(3, 'bulk');
        const single = stream(3, 'bulk');
        for (const size of sizes) {
          expect([...bulk.fillUniform(new Float64Array(size))]).toEqual(
            Array.from({ length: size }, () => single.uniform()),
          );
          expect([...bulk.fillNormal(new Float64Array(3))]).toEqual([
            single.normal(),
            single.normal(),
            single.normal(),
          ]);
          expect([...bulk.fillGumbel(new Float64Array(2))]).toEqual([single.gumbel(), single.gumbel()]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('draws uniforms with the moments of the uniform law, below one also in float32', () => {
    const wide = stream(5).fillUniform(new Float64Array(400_000));
    const { mean, variance } = moments(wide);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / wide.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0006);
    const narrow = stream(5).fillUniform(new Float32Array(400_000));
    expect(narrow.every((u, i) => u < 1 && Math.abs(u - (wide[i] as number)) < 2 ** -23)).toBe(true);
  });

  it('draws normals with the moments of the normal law and tails of the right weight', () => {
    const values = stream(6).fillNormal(new Float64Array(400_000));
    const { mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
    expect(Math.abs(variance - 1)).toBeLessThan(0.01);
    const beyondTwo = values.filter((z) => Math.abs(z) > 2).length / values.length;
    expect(beyondTwo).toBeCloseTo(0.0455003, 2);
  });

  it('draws each integer equally often (chi-square over 7 classes) and within the bound', () => {
    const values = stream(9).fillInteger(new Uint8Array(70_000), 7);
    const counts = new Array<number>(7).fill(0);
    for (const value of values) counts[value] = (counts[value] as number) + 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5); // 0.1 % quantile for 6 degrees of freedom
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.integer(), (n, seed) => {
        const value = stream(seed).integer(n);
        expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
      }),
    );
  });

  it('chooses by weight and never an index of weight zero', () => {
    const draws = stream(4, 'choice');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) {
      const choice = draws.categorical([0, 1, 3, 0]);
      counts[choice] = (counts[choice] as number) + 1;
    }
    expect(counts[0]).toBe(0);
    expect(counts[3]).toBe(0);
    expect((counts[2] as number) / 40_000).toBeCloseTo(0.75, 1);
  });

  it('chooses different numbers, all ordered pairs of four equally often, and refuses more than there are', () => {
    const counts = new Map<string, number>();
    const draws = stream(2, 'pairs');
    for (let i = 0; i < 24_000; i++) {
      const pair = draws.choose(2, 4).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect([...counts.keys()].every((pair) => pair[0] !== pair[2])).toBe(true);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(counts.size).toBe(12);
    expect(chiSquare).toBeLessThan(31.3); // 0.1 % quantile for 11 degrees of freedom
    expect(() => draws.choose(5, 4)).toThrow(/5 different numbers among 4/);
  });

  it('shuffles without loss, all orders of three equally often', () => {
    const counts = new Map<string, number>();
    const draws = stream(2, 'orders');
    for (let i = 0; i < 12_000; i++) {
      const order = draws.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(180);
    expect([...stream(1).permutation(50)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('names what is wrong with a seed, a bound, a weight or a position', () => {
    expect(() => stream(0.5)).toThrow(/seed 0.5/);
    expect(() => stream(1, Number.NaN)).toThrow(/NaN/);
    expect(() => stream(1).integer(0)).toThrow(/below 0/);
    expect(() => stream(1).categorical([0, -1])).toThrow(/weight 1 is -1/);
    expect(() => stream(1).categorical([0, 0])).toThrow(/no weight/);
    expect(() => stream(1).at(-1)).toThrow(/position/);
  });
});

describe('normalQuantile', () => {
  it.each([
    // Quantiles from Wichura's paper and from tables.
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
    [0.975, 1.959963984540054],
  ])('of %f is %f', (p, z) => {
    expect(normalQuantile(p) / z).toBeCloseTo(1, 14);
  });
});
