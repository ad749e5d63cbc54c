import { cycle, type ModelSpec, stochasticWalk } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { exampleModel } from '../testing/index.js';
import { buildLevelModel } from './level-model.js';

const base = exampleModel();
const build = (change: Partial<ModelSpec>) => buildLevelModel({ ...base, ...change }, [8, 8, 1]);
const walk = (levels: number, mode: 'measured' | 'coherent' = 'measured', steps = 5): ModelSpec['forward'][number] => ({
  kind: 'channel',
  name: 'Walk',
  steps,
  mode,
  channels: [{ kind: 'evolve', dims: [levels], generator: stochasticWalk(cycle(levels), 0.3), time: 0.5 }],
});

describe('buildLevelModel', () => {
  it('puts the walk of the script into the chain', () => {
    const { chain } = build({ encode: { component: 'levels', options: { count: 8 } }, forward: [walk(8)] });
    // PAPERS 3.1.3: ω = 0.3, Δt = 0.5.
    const column = [0.682219, 0.148612, 0.009916, 0.000353, 0.000017];
    column.forEach((q, d) => {
      expect(Math.abs(chain.step[0][d * 8] - q)).toBeLessThan(1e-6);
    });
    expect([chain.levels, chain.steps, chain.posterior]).toEqual([8, 5, 'markov']);
    chain.prior.forEach((p) => {
      expect(p).toBeCloseTo(1 / 8, 12);
    });
  });

  it('joins forward processes in the order written', () => {
    const { chain } = build({ forward: [walk(4), walk(4, 'measured', 3)] });
    expect(chain.steps).toBe(8);
  });

  it('takes a coherent walk by its marginals', () => {
    const { chain } = build({ forward: [walk(4, 'coherent')] });
    expect(chain.posterior).toBe('independent');
    // The marginals of the coherent walk are not powers of the first.
    const square = [0, 1, 2, 3].reduce((s, k) => s + chain.cumulative[1][k] * chain.cumulative[1][4 * k], 0);
    expect(Math.abs(chain.cumulative[2][0] - square)).toBeGreaterThan(0.01);
  });

  it.each<[string, Partial<ModelSpec>]>([
    ['models/levels-differ', { encode: { component: 'levels', options: { count: 8 } } }],
    ['models/unsupported-predict', { predict: 'noise' }],
    ['models/unsupported-condition', { condition: ['class'] }],
    ['models/unsupported-objective', { objective: [{ component: 'mse', options: {} }] }],
    ['models/unsupported-objective', { objective: [] }],
    [
      'models/unsupported-forward',
      { forward: [{ kind: 'component', steps: 3, process: { component: 'gaussian', options: {} } }] },
    ],
    ['models/forward-missing', { forward: [] }],
    ['models/forward-not-composable', { forward: [walk(4, 'coherent'), walk(4)] }],
    ['models/unknown-reverse', { reverse: { component: 'transformer', options: {} } }],
    ['core/unknown-option', { reverse: { component: 'unet', options: { chanels: 3 } } }],
  ])('%s', (code, change) => {
    expect(() => build(change)).toThrow(expect.objectContaining({ code }));
  });
});
