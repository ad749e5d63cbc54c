import { cycle, type ForwardSpec, type ModelSpec, stochasticWalk } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { type ForwardFigures, forwardFigures } from './index.js';

const model = (...forward: ForwardSpec[]): ModelSpec => ({
  version: 1,
  name: 'M',
  parameters: {},
  data: { name: 'D', source: { component: 'glyphs', options: {} } },
  encode: { component: 'levels', options: {} },
  forward,
  reverse: { component: 'unet', options: {} },
  predict: 'x0',
  objective: [],
  condition: [],
});
const walk = (steps: number): ForwardSpec => {
  const generator = stochasticWalk(cycle(4), 1);
  const channel = { kind: 'evolve', dims: generator.dims, generator, time: 0.5 } as const;
  return { kind: 'channel', name: 'W', steps, channels: [channel], mode: 'measured' };
};
const drawn = (spec: ModelSpec): ForwardFigures => {
  const figures = forwardFigures(spec);
  if ('reason' in figures) throw new Error(figures.reason);
  return figures;
};

describe('a forward process', () => {
  it('of levels loses information until nothing is left, in parts as in one', () => {
    const whole = drawn(model(walk(30)));
    expect(whole.information.values[0]).toBeCloseTo(2, 9);
    expect(whole.information.values.at(-1)).toBeLessThan(1e-6);
    const { values } = whole.distance;
    expect(values.every((value, t) => t === 0 || value <= (values[t - 1] as number) + 1e-12)).toBe(true);
    const parts = drawn(model(walk(10), walk(20)));
    expect(parts.steps).toBe(30);
    expect(parts.information.values).toEqual(whole.information.values.map((value) => expect.closeTo(value, 9)));
  });

  it('leaves a datum as it is at the start and spreads it evenly at the end', () => {
    const { at } = drawn(model(walk(60)));
    const start = Float64Array.from({ length: 4000 }, (_, k) => (k % 2 === 0 ? 0.1 : 0.9));
    expect([...at(start, 0).slice(0, 2)]).toEqual([0, 1]);
    const end = at(start, 60);
    const share = end.filter((value) => value === 0).length / end.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(5 * Math.sqrt(0.1875 / 4000));
  });

  it('of Gaussian noise keeps variance one', () => {
    const figures = drawn(model({ kind: 'component', steps: 50, process: { component: 'gaussian', options: {} } }));
    expect(figures.distance.values[0]).toBe(1);
    expect(figures.distance.values.at(-1)).toBeLessThan(0.01);
    const noisy = figures.at(new Float64Array(5000).fill(1), 50);
    const mean = noisy.reduce((sum, x) => sum + x, 0) / 5000;
    const variance = noisy.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5000;
    expect(variance).toBeGreaterThan(0.9);
    expect(variance).toBeLessThan(1.1);
  });

  it('says of others why they are not drawn', () => {
    const figures = forwardFigures(model({ kind: 'component', steps: 5, process: { component: 'haar', options: {} } }));
    expect(figures).toMatchObject({ reason: expect.stringContaining('haar') });
  });
});
