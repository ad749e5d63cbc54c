import { type CircuitProgram, circuit, parameter, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { CircuitBatch } from '../executable/index.js';
import { analysePureCircuit, planLargeState } from '../plan/index.js';
import { compileStateVectorCircuit } from '../statevector/index.js';
import { randomCircuit, randomStates } from '../testing/index.js';
import { LargeStateExecutable } from './index.js';

const compileLargeState = (program: CircuitProgram, chunkQubits: number) =>
  planLargeState(analysePureCircuit(program), chunkQubits);

/** A random circuit with every gate and output on more qubits than a chunk has, and a batch for it. */
function problem(seed: number) {
  const random = stream(seed, 'large state');
  const qubits = 3 + random.integer(7);
  const count = 1 + random.integer(2);
  const initial = random.uniform() < 0.5 ? 'zero' : 'amplitudes';
  const program = randomCircuit(
    {
      qubits,
      gates: 10 + random.integer(50),
      parameters: 4,
      inputs: 2,
      outputs: ['expectation', 'matrix', 'probabilities', 'state', 'fidelity'],
      initial,
    },
    random,
  );
  const batch: CircuitBatch = {
    batch: count,
    parameters: Float64Array.from({ length: 4 }, () => 2 * random.normal()),
    inputs: Float64Array.from({ length: 2 * count }, () => 2 * random.normal()),
    ...(initial === 'amplitudes' ? { initial: randomStates(count, 2 ** qubits, random) } : {}),
  };
  return { program, batch, random };
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, x, i) => Math.max(worst, Math.abs(x - (b[i] as number))), 0);
};

describe.each([
  ['float64', 1e-12],
  ['float32', 1e-5],
] as const)('%s', (precision, tolerance) => {
  it('agrees with the TypeScript engine of batches, for chunks of several sizes', () => {
    let several = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { program, batch, random } = problem(seed);
      const plan = compileLargeState(program, 3 + random.integer(5));
      if (plan.passes.length > 1) several++;
      const [one, other] = [
        new LargeStateExecutable(plan, precision, 1),
        compileStateVectorCircuit(program, { kernels: 'js' }),
      ];
      const cotangents = Float64Array.from({ length: batch.batch * one.columns }, () => random.normal());
      const wanted = { inputs: true, initial: true };
      const [a, b] = [one.gradient(batch, cotangents, wanted), other.gradient(batch, cotangents, wanted)];
      const name = `seed ${seed}, ${plan.qubits} qubits, chunks of ${plan.chunkQubits}, ${plan.passes.length} passes`;
      expect(largestDifference(a.values, b.values), name).toBeLessThan(tolerance);
      expect(a.values, name).toEqual(one.run(batch).values);
      const scale = 40 * tolerance * batch.batch;
      expect(largestDifference(a.parameters, b.parameters), name).toBeLessThan(scale);
      expect(largestDifference(a.inputs ?? [], b.inputs ?? []), name).toBeLessThan(scale);
      expect(largestDifference(a.initial ?? [], b.initial ?? []), name).toBeLessThan(scale);
      one.dispose();
      other.dispose();
    }
    expect(several).toBeGreaterThan(20);
  });

  it('gives the same bytes on one and two threads', () => {
    const qubits = 15;
    const random = stream(3, 'large threads');
    const program = randomCircuit(
      { qubits, gates: 120, parameters: 9, inputs: 2, outputs: ['expectation', 'fidelity'], initial: 'zero' },
      random,
    );
    const plan = compileLargeState(program, 10);
    expect(plan.passes.length).toBeGreaterThan(1);
    const batch = {
      batch: 1,
      parameters: Float64Array.from({ length: 9 }, () => random.normal()),
      inputs: [0.3, -0.7],
    };
    const results = [1, 2].map((threads) => {
      const executable = new LargeStateExecutable(plan, precision, threads);
      const result = executable.gradient(batch, new Float64Array(executable.columns).fill(1), { inputs: true });
      executable.dispose();
      return result;
    });
    expect(results[1]).toEqual(results[0]);
  });
});

describe('passes', () => {
  it('take many layers at once, and every gate', () => {
    const [qubits, layers] = [20, 6];
    const builder = circuit(qubits);
    for (let layer = 0, next = 0; layer < layers; layer++) {
      for (let q = 0; q < qubits; q++) {
        for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
      }
      for (let q = 0; q < qubits; q++) builder.gate('CZ', [q, (q + 1) % qubits]);
    }
    const { passes } = compileLargeState(builder.probabilities([0]).build(), 14);
    expect(passes.length).toBeLessThanOrEqual(6);
    const rotors = passes.flatMap(({ blocks }) => blocks.flatMap(({ runs }) => runs.flatMap((run) => run.rotors)));
    expect(rotors.filter(({ kind }) => kind === 'turn').length + countTerms(passes)).toBe(3 * qubits * layers);
  });
});

/** Rotations by Z that became phase terms because their qubit is outside the chunk. */
const countTerms = (passes: ReturnType<typeof compileLargeState>['passes']): number =>
  passes.flatMap(({ blocks }) => blocks.flatMap(({ terms }) => terms)).filter(({ angle }) => angle.terms.length > 0)
    .length;

describe('memory', () => {
  it('is refused before it is taken', () => {
    const program = circuit(24).gate('H', [0]).state().build();
    const executable = new LargeStateExecutable(compileLargeState(program, 14), 'float64', 1);
    expect(() => executable.run({ batch: 16 })).toThrowError(expect.objectContaining({ code: 'sim/out-of-memory' }));
    executable.dispose();
  });
});
