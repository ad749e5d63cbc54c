import { basisKet, ComplexMatrix, type ComponentSpec, type DatasetSpec, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import {
  CORRELATED_NOISE_STATE,
  clusterOfStates,
  correlatedNoise,
  densityMatrices,
  drawStates,
  haarStates,
  loadStates,
  type StateEnsemble,
} from '../state-data/index.js';
import { discrepancy, wasserstein } from '../state-metrics/index.js';
import { evaluateStates } from './index.js';

const spec = (component: string, options: ComponentSpec['options'] = {}): ComponentSpec => ({ component, options });
const dataset = (component: string, options: ComponentSpec['options']): DatasetSpec => ({
  name: 'data',
  source: spec(component, options),
});
const cluster = () => loadStates(dataset('cluster', { qubits: 2, scale: 0.06, limit: 300, test: 300 }));
const haar = (d: number, count: number) => drawStates(haarStates(d), count, stream(3, 'haar'));

async function measured(generated: StateEnsemble, metrics: ComponentSpec[], data = cluster()) {
  return (await evaluateStates({ generated, data: await data, metrics, seed: 1 })).metrics;
}

describe('evaluateStates', () => {
  it('gives distances as the functions do, with the floor of training states', async () => {
    const data = await cluster();
    const generated = drawStates(clusterOfStates(basisKet(4, 0), 0.2), 200, stream(1, 'other'));
    const [mmd, biased, exact, plan] = await measured(generated, [
      spec('mmd'),
      spec('mmd', { estimator: 'biased', limit: 100 }),
      spec('wasserstein', { limit: 150 }),
      spec('wasserstein', { regularisation: 0.05, limit: 60, repeats: 3 }),
    ]);
    const test = data.test as StateEnsemble;
    expect(mmd?.value).toBeCloseTo(discrepancy(generated, test), 12);
    // Of as many training states as were generated.
    const first = (states: StateEnsemble, count: number): StateEnsemble => ({
      ...states,
      count,
      data: states.data.slice(0, count * 8),
    });
    expect(mmd?.floor?.value).toBeCloseTo(discrepancy(first(data.train, 200), test), 12);
    expect(mmd?.floor?.counts).toEqual({ samples: 200, reference: 300 });
    expect(biased?.value).toBeCloseTo(
      discrepancy(first(generated, 100), first(test, 100), { estimator: 'biased' }),
      12,
    );
    expect(exact?.value).toBeCloseTo(wasserstein(first(generated, 150), first(test, 150)), 12);
    expect(plan?.value).toBeCloseTo(wasserstein(first(generated, 60), first(test, 60), { regularisation: 0.05 }), 12);
    // A cluster three times as wide is told from the data, and data are not told from data.
    expect(mmd?.value).toBeGreaterThan(10 * Math.abs(mmd?.floor?.value as number));
    expect(exact?.value).toBeGreaterThan(3 * (exact?.floor?.value as number));
  });

  it('gives closed forms: Haar states, clusters', async () => {
    const [fidelity, distance, purity, z, size, y2] = await measured(haar(4, 4000), [
      spec('fidelity', { amplitudes: [0, 0, 0, 0, 0, 2, 0, 0] }),
      spec('traceDistance'),
      spec('purity'),
      spec('magnetisation'),
      spec('magnetisation', { absolute: true }),
      spec('squaredSpin', { qubit: 1 }),
    ]);
    const near = (result: typeof fidelity, value: number) => {
      expect(Math.abs((result?.value as number) - value)).toBeLessThan(5 * (result?.spread?.standardError as number));
    };
    near(fidelity, 1 / 4);
    // E √(1 − F), F with density 3 (1 − F)².
    near(distance, 6 / 7);
    near(z, 0);
    // Outcomes 00 and 11 have size 1, 01 and 10 size 0.
    near(size, 1 / 2);
    // E <Y>² = tr(Y ⊗ Y (1 + SWAP))/(d(d + 1)) = 4/20.
    near(y2, 1 / 5);
    expect(purity?.value).toBeCloseTo(1, 12);
    expect(fidelity?.better).toBe('floor');
    // E F_0 of the cluster with scale s: 1/(1 + |s g|²), |g|² with mean 6 on three amplitudes.
    const [own] = await measured(haar(4, 10), [spec('fidelity')]);
    expect(own?.floor?.value).toBeCloseTo(1 - 6 * 0.06 ** 2, 2);
  });

  it('reads the probability of correlated noise', async () => {
    const psi = new ComplexMatrix(4, 1, Float64Array.from(CORRELATED_NOISE_STATE));
    const half = drawStates(correlatedNoise(psi, 0.5, Math.PI / 3), 4000, stream(2, 'noise'));
    const data = loadStates(dataset('correlatedNoise', { limit: 10, test: 4000 }));
    const [probability] = await measured(half, [spec('noiseProbability')], data);
    expect(Math.abs((probability?.value as number) - 0.5)).toBeLessThan(
      5 * (probability?.spread?.standardError as number),
    );
    expect(probability?.floor?.value).toBeCloseTo(0.8, 1);
  });

  it('takes pure data and mixed draws together, and gives the same twice', async () => {
    const pure = haar(4, 50);
    const metrics = [spec('mmd'), spec('wasserstein'), spec('fidelity')];
    const [asKets, asMatrices] = [await measured(pure, metrics), await measured(densityMatrices(pure), metrics)];
    asKets.forEach((result, k) => {
      expect(asMatrices[k]?.value).toBeCloseTo(result.value, 6);
    });
    expect(await measured(pure, metrics)).toEqual(asKets);
  });

  it.each([
    ['metrics/unknown-metric', 4, 10, spec('mmmd')],
    ['states/wrong-shape', 2, 10, spec('mmd')],
    ['states/wrong-shape', 4, 10, spec('fidelity', { amplitudes: [1, 0, 0, 0] })],
    ['metrics/too-few-samples', 4, 3, spec('mmd')],
    ['core/bad-option', 4, 10, spec('magnetisation', { absolute: true, axis: 'x' })],
    ['states/bad-index', 4, 10, spec('squaredSpin', { qubit: 7 })],
  ] as const)('%s', async (code, d, count, metric) => {
    await expect(measured(haar(d, count), [metric])).rejects.toThrowError(expect.objectContaining({ code }));
  });

  it('stops where it is asked to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const request = { generated: haar(4, 10), data: await cluster(), metrics: [spec('mmd')], seed: 1, signal };
    await expect(evaluateStates(request)).rejects.toThrowError('enough');
  });
});
