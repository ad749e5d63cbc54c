import { stream } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineMemory, startEngine, tf } from '../engine/index.js';
import { disposeVariables, makeVariables } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import { exampleModel } from '../testing/index.js';
import { TrainingBatches } from './batches.js';
import { buildLevelModel } from './level-model.js';
import { bitsPerDim, lossAndGradients, meanLoss, priorOn } from './objective.js';

beforeAll(() => startEngine());

const images = Uint8Array.from({ length: 12 * 64 }, (_, i) => (i % 8 < 4 ? (i >> 3) % 4 : 0));

/** A model with noise on all parameters that start at zero, so that every path carries a gradient. */
function awake(component: string, options: Record<string, number>) {
  const model = buildLevelModel(exampleModel({ component, options }), [8, 8, 1]);
  const values: ParameterValues = model.network.initial(stream(1));
  for (const [name, { values: numbers }] of Object.entries(values)) {
    const noise = stream(2, name).fillNormal(new Float32Array(numbers.length));
    for (let i = 0; i < numbers.length; i++) numbers[i] += 0.2 * noise[i];
  }
  return { model, values, batch: new TrainingBatches(model, images, 6, 4).at(1) };
}

describe('lossAndGradients', () => {
  it.each([
    ['unet', { channels: 4, depth: 1, blocks: 2, groups: 2 }],
    ['mlp', { width: 6, layers: 2 }],
    ['pixelwise', { width: 6, layers: 2 }],
  ])(
    'of the %s agrees with finite differences of the loss along random directions',
    (component, options) => {
      const { model, values, batch } = awake(component, options);
      const variables = makeVariables(values);
      const names = Object.keys(values);
      const { means, gradients } = lossAndGradients(model, variables, batch);
      const slopes = gradients.map((gradient) => Float32Array.from(gradient.dataSync()));
      for (const gradient of gradients) gradient.dispose();
      expect(meanLoss(model, variables, [batch]).loss).toBeCloseTo(means.loss, 6);
      const lossAt = (direction: Float32Array[], step: number): number => {
        const moved = makeVariables(
          Object.fromEntries(
            names.map((name, p) => [
              name,
              { shape: values[name].shape, values: values[name].values.map((x, i) => x + step * direction[p][i]) },
            ]),
          ),
        );
        const { loss } = meanLoss(model, moved, [batch]);
        disposeVariables(moved);
        return loss;
      };
      // One direction for each parameter tensor, and one for all of them.
      for (let chosen = -1; chosen < names.length; chosen++) {
        const direction = names.map((name, p) =>
          stream(9, name)
            .fillNormal(new Float32Array(values[name].values.length))
            .map((x) => (chosen < 0 || chosen === p ? x : 0)),
        );
        const size = Math.sqrt(direction.reduce((sum, d) => sum + d.reduce((s, x) => s + x * x, 0), 0));
        const step = 0.02 / size;
        const numeric = (lossAt(direction, step) - lossAt(direction, -step)) / (2 * step);
        const analytic = slopes.reduce((sum, g, p) => sum + g.reduce((s, x, i) => s + x * direction[p][i], 0), 0);
        expect([chosen, Math.abs(numeric - analytic) < 2e-3 * size * 0.05 + 0.02 * Math.abs(analytic)]).toEqual([
          chosen,
          true,
        ]);
      }
      disposeVariables(variables);
    },
    300_000,
  );

  it('leaves no tensor behind but the gradients', () => {
    const { model, values, batch } = awake('unet', { channels: 4, depth: 1 });
    const variables = makeVariables(values);
    const before = engineMemory().tensors;
    const { gradients } = lossAndGradients(model, variables, batch);
    expect(engineMemory().tensors - before).toBe(gradients.length);
    tf.dispose(gradients);
    expect(engineMemory().tensors).toBe(before);
    disposeVariables(variables);
  });
});

it('reports bits a pixel: the untrained network stands at the entropy bound of its uniform guess', () => {
  const model = buildLevelModel(exampleModel(), [8, 8, 1]);
  const variables = makeVariables(model.network.initial(stream(1)));
  // Batches of ten hold each of the five times twice; many draws of x_t.
  const batches = new TrainingBatches(model, images, 10, 4);
  const { bound, crossEntropy } = meanLoss(
    model,
    variables,
    Array.from({ length: 300 }, (_, i) => batches.at(i + 1)),
  ).terms;
  disposeVariables(variables);
  expect(crossEntropy).toBeCloseTo(Math.log(4), 6);
  // A uniform p̃ makes p_θ the true reverse of a uniform x₀, for which the bound is the entropy of x₀: two bits.
  expect(Math.abs(bitsPerDim(model, bound, priorOn(model, images)) - 2)).toBeLessThan(0.02);
});
