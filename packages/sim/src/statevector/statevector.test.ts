import { type CircuitProgram, multiply, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { CircuitBatch, EngineOptions } from '../executable/index.js';
import { column, denseOutputs, denseUnitary, randomCircuit, randomStates } from '../testing/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';

const ENGINES: readonly (EngineOptions & { readonly name: string; readonly tolerance: number })[] = [
  { name: 'WebAssembly float64', kernels: 'wasm', precision: 'float64', tolerance: 1e-12 },
  { name: 'WebAssembly float32', kernels: 'wasm', precision: 'float32', tolerance: 1e-5 },
  { name: 'TypeScript', kernels: 'js', tolerance: 1e-12 },
];

/** A random circuit on 1 … `most` qubits with every kind of output, and a batch for it. */
function problem(seed: number, most: number): { program: CircuitProgram; batch: CircuitBatch; starts: Float64Array } {
  const random = stream(seed, 'state vector');
  const qubits = 1 + random.integer(most);
  const count = 1 + random.integer(11);
  const initial = random.uniform() < 0.5 ? 'zero' : 'amplitudes';
  const program = randomCircuit(
    {
      qubits,
      gates: 5 + random.integer(20),
      parameters: 3,
      inputs: 2,
      outputs: ['expectation', 'matrix', 'probabilities', 'state', 'fidelity'],
      initial,
    },
    random,
  );
  const starts = randomStates(count, 2 ** qubits, random);
  const batch = {
    batch: count,
    parameters: Float64Array.from({ length: 3 }, () => random.normal()),
    inputs: Float64Array.from({ length: 2 * count }, () => 2 * random.normal()),
    ...(initial === 'amplitudes' ? { initial: starts } : {}),
  };
  return { program, batch, starts };
}

/** The outputs by dense matrices, [batch, columns]. */
function denseValues({ program, batch }: ReturnType<typeof problem>): number[] {
  const qubits = program.dims.length;
  const amplitudes = 2 * 2 ** qubits;
  return Array.from({ length: batch.batch }, (_, b) => {
    const start = column(
      qubits,
      (batch.initial as Float64Array | undefined)?.subarray(b * amplitudes, (b + 1) * amplitudes),
    );
    const x = (batch.inputs as Float64Array).subarray(2 * b, 2 * b + 2);
    return denseOutputs(program, multiply(denseUnitary(program, batch.parameters ?? [], x), start));
  }).flat();
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    worst = Math.max(worst, difference); // NaN stays
  }
  return worst;
};

describe('state vectors against dense matrices', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7].map((part) => [part]))(
    '200 random circuits with every gate and output, part %i',
    (part) => {
      for (let seed = 25 * part; seed < 25 * (part + 1); seed++) {
        const made = problem(seed, 5);
        const expected = denseValues(made);
        for (const { tolerance, ...options } of ENGINES) {
          const executable = compileStateVectorCircuit(made.program, options);
          const { values } = executable.run(made.batch);
          expect(largestDifference(values, expected), `seed ${seed}, ${executable.engine}`).toBeLessThan(tolerance);
          executable.dispose();
        }
      }
    },
  );
});

describe.each(ENGINES)('gradients, $name', ({ tolerance, name, ...options }) => {
  it('the values of a gradient call are those of a run, bit for bit', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { program, batch } = problem(seed, 5);
      const executable = compileStateVectorCircuit(program, options);
      const { values } = executable.run(batch);
      const gradients = executable.gradient(batch, new Float64Array(values.length).fill(1));
      expect(gradients.values).toEqual(values);
      executable.dispose();
    }
  });

  it('agree with the WebAssembly float64 kernels', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { program, batch } = problem(seed, 5);
      const [one, other] = [
        compileStateVectorCircuit(program, options),
        compileStateVectorCircuit(program, { kernels: 'wasm' }),
      ];
      const random = stream(seed, 'cotangents');
      const cotangents = Float64Array.from({ length: batch.batch * one.columns }, () => random.normal());
      const wanted = { inputs: true, initial: true };
      const [a, b] = [one.gradient(batch, cotangents, wanted), other.gradient(batch, cotangents, wanted)];
      const scale = 20;
      expect(largestDifference(a.parameters, b.parameters), `seed ${seed}`).toBeLessThan(
        scale * tolerance * batch.batch,
      );
      expect(largestDifference(a.inputs ?? [], b.inputs ?? []), `seed ${seed}`).toBeLessThan(scale * tolerance);
      expect(largestDifference(a.initial ?? [], b.initial ?? []), `seed ${seed}`).toBeLessThan(scale * tolerance);
      one.dispose();
      other.dispose();
    }
  });
});

describe('gradients against central differences', () => {
  it.each([
    ['wasm', 'float64'],
    ['js', 'float64'],
  ] as const)('%s: parameters, inputs and initial amplitudes, every output', (kernels, precision) => {
    for (let seed = 0; seed < 25; seed++) {
      const { program, batch, starts } = problem(1000 + seed, 4);
      const executable = compileStateVectorCircuit(program, { kernels, precision });
      const random = stream(seed, 'cotangents');
      const cotangents = Float64Array.from({ length: batch.batch * executable.columns }, () => random.normal());
      const loss = () =>
        Array.from(executable.run(batch).values).reduce((sum, value, i) => sum + value * (cotangents[i] as number), 0);
      const slope = (array: Float64Array, i: number) => {
        const [at, step] = [array[i] as number, 1e-5];
        array[i] = at + step;
        const up = loss();
        array[i] = at - step;
        const down = loss();
        array[i] = at;
        return (up - down) / (2 * step);
      };
      const gradients = executable.gradient(batch, cotangents, { inputs: true, initial: true });
      const compare = (array: Float64Array, gradient: ArrayLike<number> | undefined) => {
        const slopes = Array.from(array.keys())
          .slice(0, 24)
          .map((i) => slope(array, i));
        expect(largestDifference(slopes, Array.from(gradient ?? []).slice(0, 24)), `seed ${seed}`).toBeLessThan(1e-7);
      };
      compare(batch.parameters as Float64Array, gradients.parameters);
      compare(batch.inputs as Float64Array, gradients.inputs);
      if (program.initial === 'amplitudes') compare(starts, gradients.initial);
      executable.dispose();
    }
  });
});
