import { basisKet, type CircuitPart, circuit, parameter, pauliZ, stream } from '@kraus/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineMemory, startEngine, tf } from '../engine/index.js';
import { clusterOfStates, drawStates, haarStates } from '../state-data/index.js';
import { fidelities } from '../state-metrics/index.js';
import { denoiserCircuit } from '../testing/index.js';
import { Critic } from './critic.js';
import { type AdversarialGame, trainAdversarial } from './index.js';

/** Layers as of the generator; the score is <Z> of the ancilla. */
function criticCircuit(data: number, layers: number): CircuitPart {
  const builder = circuit(data + 1);
  let theta = 0;
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q <= data; q++) builder.gate('RX', [q], [parameter(theta++)]).gate('RY', [q], [parameter(theta++)]);
    for (let q = 0; q < data; q++) builder.gate('CZ', [q, q + 1]);
  }
  const initial = { kind: 'normal', mean: 0, deviation: 1 } as const;
  const variable = { name: 'theta', type: 'angle', shape: [theta], start: 0, length: theta, initial };
  const program = builder.expectation(pauliZ(0)).build();
  return { kind: 'circuit', name: 'Critic', circuits: [{ program, parameters: [variable], inputs: [] }] };
}

const data = drawStates(clusterOfStates(basisKet(2, 0), 0.08), 200, stream(1, 'data'));
const game = (options: Partial<AdversarialGame> = {}): AdversarialGame => ({
  data,
  generator: denoiserCircuit(1, 1, 4),
  critic: criticCircuit(1, 3),
  rounds: 2,
  criticSteps: 3,
  generatorSteps: 3,
  batch: 16,
  lr: 0.02,
  seed: 3,
  ...options,
});

describe('the critic', () => {
  it('has gradients equal to differences, above the noise floor', () => {
    const critic = new Critic(criticCircuit(2, 3).circuits[0]?.program as never, 4);
    const states = drawStates(haarStates(4), 5, stream(2, 'states'));
    const theta = Float64Array.from({ length: critic.parameters }, (_, k) => Math.sin(2 * k + 1));
    const { parameters, amplitudes, scores } = critic.gradient(theta, states, 0.5);
    expect([...scores]).toEqual([...critic.scores(theta, states)]);
    const sum = (values: Float64Array) => 0.5 * values.reduce((all, x) => all + x, 0);
    const slope = (numbers: Float64Array, k: number, value: () => number) => {
      const kept = numbers[k] as number;
      const at = (x: number) => {
        numbers[k] = x;
        return value();
      };
      const difference = (at(kept + 1e-5) - at(kept - 1e-5)) / 2e-5;
      numbers[k] = kept;
      return difference;
    };
    for (let k = 0; k < theta.length; k++) {
      expect(parameters[k]).toBeCloseTo(
        slope(theta, k, () => sum(critic.scores(theta, states))),
        7,
      );
    }
    for (let k = 0; k < amplitudes.length; k++) {
      expect(amplitudes[k]).toBeCloseTo(
        slope(states.data, k, () => sum(critic.scores(theta, states))),
        7,
      );
    }
    // All but those of gates after which only the ancilla is looked at.
    expect([...parameters].filter((x) => Math.abs(x) > 1e-4).length).toBeGreaterThan(theta.length / 2);
    critic.dispose();
  });

  it.each([
    [
      'models/circuit-wires',
      circuit(1)
        .gate('RX', [0], [parameter(0)])
        .expectation(pauliZ(0))
        .build(),
    ],
    [
      'models/circuit-outputs',
      circuit(3)
        .gate('RX', [0], [parameter(0)])
        .state()
        .build(),
    ],
  ])('%s', (code, program) => {
    expect(() => new Critic(program, 4)).toThrowError(expect.objectContaining({ code }));
  });
});

describe('adversarial training', () => {
  beforeAll(async () => {
    await startEngine({ backend: 'wasm', threads: 1 });
  });
  afterAll(() => tf.disposeVariables());

  it('gives the same twice, keeps no tensors, and stops where asked', async () => {
    const before = engineMemory().tensors;
    const results = [await trainAdversarial(game()), await trainAdversarial(game())];
    const states = results.map((result) => result.generate(20, 7));
    expect(states[0]).toEqual(states[1]);
    expect(results[0]?.gaps).toEqual(results[1]?.gaps);
    expect(results[0]?.gaps).toHaveLength(2);
    expect(results[0]?.generate(20, 8)).not.toEqual(states[0]);
    for (const result of results) result.dispose();
    const stopper = new AbortController();
    const onProgress = () => stopper.abort(new Error('enough'));
    await expect(trainAdversarial(game({ criticSteps: 40, signal: stopper.signal, onProgress }))).rejects.toThrowError(
      'enough',
    );
    expect(engineMemory().tensors).toBe(before);
  });

  it('learns a cluster of one qubit better than the untrained generator makes it', async () => {
    const zero = drawStates(() => basisKet(2, 0), 1, stream(0, 'zero'));
    const fidelity = async (rounds: number) => {
      const result = await trainAdversarial(game({ rounds, criticSteps: 60, generatorSteps: 60, batch: 50 }));
      const mean = fidelities(result.generate(300, 1), zero).reduce((sum, f) => sum + f / 300, 0);
      result.dispose();
      return mean;
    };
    const [before, after] = [await fidelity(0), await fidelity(4)];
    expect(after).toBeGreaterThan(before + 0.1);
  });
});
