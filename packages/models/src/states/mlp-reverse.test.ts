import { checkDensityMatrix, stream } from '@kraus/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Tensor, tf } from '../engine/index.js';
import { drawStates, randomMixedStates, type StateEnsemble, stateAt } from '../state-data/index.js';
import { pairedLoss, pairedSquares } from '../state-metrics/index.js';
import { globalDepolarizing } from '../state-noise/index.js';
import { MlpReverse } from './mlp-reverse.js';

beforeAll(async () => {
  await startEngine();
});

const NOISE = (dimension: number) =>
  globalDepolarizing(Math.log2(dimension), { kind: 'table', weights: [0.1, 0.5, 0.9] });
const DRAWS = { seed: 0, step: 1 };

function variablesOf(network: MlpReverse, seed: number, scale = 1): Record<string, tf.Variable> {
  const entries = Object.entries(network.initial(stream(seed))).map(([name, { shape, values }]) => {
    const random = stream(seed, name);
    const numbers = values.map((x) => scale * (x + 0.3 * random.normal()));
    return [name, tf.tidy(() => tf.variable(tf.tensor(numbers, [...shape])))] as const;
  });
  return Object.fromEntries(entries);
}

const disposeAll = (tensors: readonly Tensor[]): void => {
  for (const tensor of tensors) tensor.dispose();
};

describe('a perceptron of density matrices', () => {
  it('yields states whatever its weights are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(2, 4),
        fc.constantFrom(0.1, 1, 20),
        (seed, d, scale) => {
          const network = new MlpReverse({ dimension: d, steps: 3 }, NOISE(d), { width: 8, layers: 1 });
          const variables = variablesOf(network, seed, scale);
          const made = network.denoise(variables, drawStates(randomMixedStates(d, d), 3, stream(seed)), 2);
          for (let n = 0; n < 3; n++) checkDensityMatrix(stateAt(made, n), 1e-9);
          disposeAll(Object.values(variables));
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each([
    ['superfidelity', (y: StateEnsemble) => (x: StateEnsemble) => pairedLoss('superfidelity', x, y)],
    ['mse', (y: StateEnsemble) => (x: StateEnsemble) => pairedSquares(x, y)],
  ] as const)('has the gradient of differences of %s', (_, lossTo) => {
    const network = new MlpReverse({ dimension: 2, steps: 3 }, NOISE(2), { width: 6, layers: 1 });
    const variables = variablesOf(network, 4);
    const [given, targets] = ['given', 'targets'].map((name) =>
      drawStates(randomMixedStates(2, 2), 4, stream(1, name)),
    );
    const loss = lossTo(targets as StateEnsemble);
    const { gradients } = network.gradient(variables, given as StateEnsemble, 1, DRAWS, loss);
    const name = 'exit.bias';
    const index = network.parametersOf().indexOf(name);
    const variable = variables[name] as tf.Variable;
    const before = Float32Array.from(variable.dataSync());
    gradients[index]?.dataSync().forEach((slope, k) => {
      const [up, down] = [2 ** -8, -(2 ** -8)].map((by) => {
        variable.assign(tf.tensor1d(before.map((x, i) => (i === k ? x + by : x))));
        return loss(network.denoise(variables, given as StateEnsemble, 1)).value;
      });
      expect(slope).toBeCloseTo(((up as number) - (down as number)) * 2 ** 7, 3);
    });
    disposeAll([...gradients, ...Object.values(variables)]);
  });
});
