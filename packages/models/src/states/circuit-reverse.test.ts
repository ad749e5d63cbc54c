import { basisKet, circuit, parameter, stream } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine, tf } from '../engine/index.js';
import {
  clusterOfStates,
  densityMatrices,
  drawStates,
  haarStates,
  randomMixedStates,
  type StateEnsemble,
} from '../state-data/index.js';
import { discrepancyLoss, pairedLoss, purities } from '../state-metrics/index.js';
import { denoiserCircuit } from '../testing/index.js';
import type { CircuitReverseOptions } from './circuit-options.js';
import { CircuitReverse } from './circuit-reverse.js';
import type { GeneratedLoss } from './reverse-step.js';

beforeAll(async () => {
  await startEngine();
});

const OPTIONS: CircuitReverseOptions = { perStep: true, collapse: 'sampled', score: true, ancillas: 'zero' };

function reverseOf(kind: StateEnsemble['kind'], options: Partial<CircuitReverseOptions> = {}, data = 1, ancillas = 1) {
  const shape = { dimension: 2 ** data, kind, steps: 1 };
  return new CircuitReverse(denoiserCircuit(data, ancillas, 2), { ...OPTIONS, ...options }, shape);
}

/** The loss and its gradient at θ. */
function at(
  reverse: CircuitReverse,
  theta: Float32Array,
  states: StateEnsemble,
  step: number,
  loss: (made: StateEnsemble) => GeneratedLoss,
) {
  const parameters = { step0001: tf.tensor1d(theta) };
  const { value, gradients } = reverse.gradient(parameters, states, 1, { seed: 3, step }, loss);
  const gradient = gradients[0]?.dataSync() as Float32Array;
  for (const tensor of [...gradients, parameters.step0001]) tensor.dispose();
  return { value, gradient };
}

const theta0 = (reverse: CircuitReverse): Float32Array => reverse.initial(stream(5)).step0001?.values as Float32Array;

function shifted(theta: Float32Array, k: number, by: number): Float32Array {
  return theta.map((x, i) => (i === k ? x + by : x));
}

describe('a circuit as reverse step', () => {
  it('has the gradient of differences through the exact collapse, of pure and mixed states, above a noise floor', () => {
    for (const kind of ['pure', 'mixed'] as const) {
      const reverse = reverseOf(kind, { collapse: 'exact' }, 2, 1);
      const law = kind === 'pure' ? haarStates(4) : randomMixedStates(4, 3);
      const states = drawStates(law, 5, stream(1, kind));
      const targets = drawStates(clusterOfStates(basisKet(4, 0), 0.1), 6, stream(2));
      const loss = (made: StateEnsemble) =>
        discrepancyLoss(made, densityMatrices(targets), { kernel: 'superfidelity' });
      const theta = theta0(reverse);
      const { gradient } = at(reverse, theta, states, 1, loss);
      gradient.forEach((slope, k) => {
        const step = 2 ** -9;
        const [up, down] = [step, -step].map((by) => at(reverse, shifted(theta, k, by), states, 1, loss).value);
        expect(slope).toBeCloseTo(((up as number) - (down as number)) / (2 * step), 4);
        // The last rotations of the ancilla act on what nobody looks at.
        if (k < 6 || k >= 8) expect(Math.abs(slope), `parameter ${k}`).toBeGreaterThan(1e-4);
      });
      reverse.dispose();
    }
  });

  it('is unbiased by the score function and biased without it, against the exact mean over outcomes', () => {
    const states = drawStates(haarStates(2), 400, stream(7));
    const targets = drawStates(clusterOfStates(basisKet(2, 0), 0.08), 400, stream(8));
    const loss = (made: StateEnsemble) => pairedLoss('fidelity', made, targets);
    const exact = reverseOf('pure', { collapse: 'exact' });
    const theta = theta0(exact);
    // The infidelity with pure states is linear in ρ: its mean over outcomes is that of the mean state.
    const wanted = at(exact, theta, states, 1, (made) => pairedLoss('superfidelity', made, targets));
    const repeats = 60;
    const distance = (score: boolean) => {
      const reverse = reverseOf('pure', { score });
      const draws = Array.from({ length: repeats }, (_, k) => at(reverse, theta, states, k + 1, loss).gradient);
      reverse.dispose();
      return Math.max(
        ...Array.from(wanted.gradient, (truth, k) => {
          const values = draws.map((gradient) => gradient[k] as number);
          const mean = values.reduce((sum, x) => sum + x, 0) / repeats;
          const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (repeats - 1) / repeats);
          return Math.abs(mean - truth) / Math.max(error, 1e-6);
        }),
      );
    };
    expect(distance(true)).toBeLessThan(4);
    expect(distance(false)).toBeGreaterThan(10);
    exact.dispose();
  });

  it('has the closed form of a flip by the ancilla: exact and enumerated equal it, sampled in the mean, without score it is 0', () => {
    // RY(θ) on the ancilla, CX on the datum |0>: |1> with probability sin²(θ/2), the infidelity with |0>, whose slope is sin θ/2.
    const angle = Math.fround(1.1);
    const slope = Math.sin(angle) / 2;
    const [count, repeats] = [50, 200];
    const initial = { kind: 'normal', mean: 0, deviation: 1 } as const;
    const variable = { name: 'theta', type: 'angle', shape: [1], start: 0, length: 1, initial };
    const program = circuit(2)
      .gate('RY', [0], [parameter(0)])
      .gate('CX', [0, 1])
      .state()
      .build();
    const part = {
      kind: 'circuit',
      name: 'Flip',
      circuits: [{ program, parameters: [variable], inputs: [] }],
    } as const;
    const zeros = drawStates(() => basisKet(2, 0), count, stream(1));
    const slopes = (options: Partial<CircuitReverseOptions>, times: number): number[] => {
      const reverse = new CircuitReverse(part, { ...OPTIONS, ...options }, { dimension: 2, kind: 'pure', steps: 1 });
      const loss = (made: StateEnsemble) => pairedLoss('superfidelity', made, zeros);
      const found = Array.from(
        { length: times },
        (_, k) => at(reverse, Float32Array.of(angle), zeros, k + 1, loss).gradient[0] as number,
      );
      reverse.dispose();
      return found;
    };
    for (const collapse of ['exact', 'enumerated'] as const) expect(slopes({ collapse }, 1)[0]).toBeCloseTo(slope, 6);
    const mean = slopes({}, repeats).reduce((sum, x) => sum + x / repeats, 0);
    // The score of one outcome has the variance (1/4) (1 − …) < 1/4: four standard errors.
    expect(Math.abs(mean - slope)).toBeLessThan((4 * 0.5) / Math.sqrt(count * repeats));
    expect(Math.max(...slopes({ score: false }, 5).map(Math.abs))).toBeLessThan(1e-9);
  });

  it('collapses mixed states as pure ones of a larger system: mean over outcomes and valid states', () => {
    const count = 2000;
    const one = drawStates(randomMixedStates(2, 2), 1, stream(9));
    const states = {
      ...one,
      count,
      data: Float64Array.from({ length: 8 * count }, (_, k) => one.data[k % 8] as number),
    };
    const [sampled, exact] = [reverseOf('mixed'), reverseOf('mixed', { collapse: 'exact' })];
    const parameters = { step0001: tf.tensor1d(theta0(exact)) };
    const made = sampled.denoise(parameters, states, 1, { seed: 1, step: 1 });
    const mean = exact.denoise(parameters, one, 1, { seed: 1, step: 1 });
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let n = 0; n < count; n++) sum += made.data[8 * n + k] as number;
      expect(sum / count).toBeCloseTo(mean.data[k] as number, 1);
    }
    for (const purity of purities(made)) expect(purity).toBeLessThanOrEqual(1 + 1e-9);
    expect(new Set(Array.from(purities(made), (x) => x.toFixed(6))).size).toBe(2);
    parameters.step0001.dispose();
  });

  it('without ancillas never raises purity', () => {
    const reverse = reverseOf('mixed', { collapse: 'exact' }, 1, 0);
    const states = drawStates(randomMixedStates(2, 2), 20, stream(10));
    const parameters = { step0001: tf.tensor1d(theta0(reverse)) };
    const after = purities(reverse.denoise(parameters, states, 1, { seed: 1, step: 1 }));
    purities(states).forEach((before, n) => {
      expect(after[n]).toBeCloseTo(before, 6);
    });
    parameters.step0001.dispose();
  });

  it('refuses circuits that do not fit', () => {
    const shape = { dimension: 4, kind: 'pure', steps: 2 } as const;
    const make =
      (options: Partial<CircuitReverseOptions>, data = 2) =>
      () =>
        new CircuitReverse(denoiserCircuit(data, 0, 1), { ...OPTIONS, ...options }, shape);
    expect(make({}, 1)).toThrow(/it needs their 2 qubits/);
    expect(make({ perStep: false })).toThrow(/no input for the time/);
    expect(make({ ancillas: 'haar', collapse: 'exact' })).toThrow(/write collapse: sampled/);
  });
});
