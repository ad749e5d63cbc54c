import { type CircuitProgram, ComplexMatrix, type InitialState, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { CircuitBatch, EngineOptions } from '../executable/index.js';
import { denseBranches, denseDensityOutputs, pureDensity, randomNoisyCircuit, randomStates } from '../testing/index.js';
import { compileDensityMatrixCircuit } from './compile-circuit.js';

const ENGINES: readonly (EngineOptions & { readonly name: string; readonly tolerance: number })[] = [
  { name: 'WebAssembly float64', kernels: 'wasm', precision: 'float64', tolerance: 1e-12 },
  { name: 'WebAssembly float32', kernels: 'wasm', precision: 'float32', tolerance: 1e-5 },
  { name: 'TypeScript', kernels: 'js', tolerance: 1e-12 },
];

interface Problem {
  readonly program: CircuitProgram;
  readonly batch: CircuitBatch;
}

/** A random noisy circuit with every kind of output, and a batch for it. */
function problem(seed: number, dims: readonly number[], operations: number): Problem {
  const random = stream(seed, 'density matrix');
  const count = 1 + random.integer(5);
  const initial = (['zero', 'amplitudes', 'density'] as const)[random.integer(3)] as InitialState;
  const program = randomNoisyCircuit(
    {
      dims,
      operations,
      parameters: 3,
      inputs: 2,
      bits: 3,
      initial,
      variableNoise: true,
      outputs: ['expectation', 'probabilities', 'density', 'classical', 'fidelity'],
    },
    random,
  );
  const size = dims.reduce((product, d) => product * d, 1);
  const starts = randomStates(2 * count, size, random);
  const mixed = Array.from({ length: count }, (_, b) => {
    const [one, two] = [2 * b, 2 * b + 1].map((k) =>
      pureDensity(size, starts.subarray(2 * size * k, 2 * size * (k + 1))),
    );
    return Array.from(
      (one as ComplexMatrix).data,
      (value, k) => 0.7 * value + 0.3 * ((two as ComplexMatrix).data[k] as number),
    );
  }).flat();
  return {
    program,
    batch: {
      batch: count,
      parameters: Float64Array.from({ length: 3 }, () => random.uniform()),
      inputs: Float64Array.from({ length: 2 * count }, () => random.uniform()),
      ...(initial === 'amplitudes' ? { initial: starts.slice(0, 2 * size * count) } : {}),
      ...(initial === 'density' ? { initial: Float64Array.from(mixed) } : {}),
    },
  };
}

const DIMS = [[2], [2, 2], [2, 2, 2], [2, 2, 2, 2], [2, 2, 2, 2, 2], [2, 2, 2, 2, 2, 2]];
const QUDITS = [[3], [5], [8], [2, 3], [3, 2], [3, 3], [2, 3, 2], [4, 2], [2, 5]];

function startOf({ program, batch }: Problem, b: number): ComplexMatrix {
  const size = program.dims.reduce((product, d) => product * d, 1);
  const initial = batch.initial as Float64Array | undefined;
  if (program.initial === 'density') {
    return new ComplexMatrix(size, size, initial?.slice(2 * size * size * b, 2 * size * size * (b + 1)));
  }
  return pureDensity(size, initial?.subarray(2 * size * b, 2 * size * (b + 1)));
}

function denseValues(made: Problem): number[] {
  const { program, batch } = made;
  return Array.from({ length: batch.batch }, (_, b) => {
    const x = (batch.inputs as Float64Array).subarray(2 * b, 2 * b + 2);
    return denseDensityOutputs(program, denseBranches(program, startOf(made, b), batch.parameters ?? [], x));
  }).flat();
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
};

function compare(seed: number, dims: readonly number[], operations: number): void {
  const made = problem(seed, dims, operations);
  const expected = denseValues(made);
  for (const { tolerance, ...options } of ENGINES) {
    const executable = compileDensityMatrixCircuit(made.program, options);
    const { values } = executable.run(made.batch);
    expect(largestDifference(values, expected), `seed ${seed}, dims ${dims}, ${executable.engine}`).toBeLessThan(
      tolerance,
    );
    executable.dispose();
  }
}

describe('density matrices against Kraus sums of dense matrices', () => {
  it.each([0, 1, 2, 3, 4].map((part) => [part]))(
    'random circuits on 1 to 6 qubits, part %i',
    (part) => {
      for (let k = 0; k < 40; k++) {
        const seed = 40 * part + k;
        const dims = DIMS[seed % DIMS.length] as number[];
        compare(seed, dims, dims.length > 4 ? 10 : 24);
      }
    },
    300_000,
  );
  it('qudits', () => {
    for (let seed = 1000; seed < 1060; seed++) compare(seed, QUDITS[seed % QUDITS.length] as number[], 14);
  }, 300_000);
});

/** ∂(Σ cotangents · values)/∂array[i] by central differences. */
function slopes(loss: () => number, array: Float64Array, most: number): number[] {
  return Array.from(array.keys())
    .slice(0, most)
    .map((i) => {
      const [at, step] = [array[i] as number, 1e-5];
      array[i] = at + step;
      const up = loss();
      array[i] = at - step;
      const down = loss();
      array[i] = at;
      return (up - down) / (2 * step);
    });
}

describe.each(ENGINES.filter(({ precision }) => precision !== 'float32'))(
  'gradients, $name',
  ({ name, tolerance, ...options }) => {
    it('agree with central differences: angles, noise, inputs, initial states, every output', () => {
      for (let seed = 2000; seed < 2060; seed++) {
        const dims = seed % 3 === 0 ? (QUDITS[(seed / 3) % QUDITS.length] as number[]) : (DIMS[seed % 5] as number[]);
        const made = problem(seed, dims, 12);
        const { program, batch } = made;
        const executable = compileDensityMatrixCircuit(program, options);
        const random = stream(seed, 'cotangents');
        const cotangents = Float64Array.from({ length: batch.batch * executable.columns }, () => random.normal());
        const loss = () =>
          Array.from(executable.run(batch).values).reduce(
            (sum, value, i) => sum + value * (cotangents[i] as number),
            0,
          );
        const gradients = executable.gradient(batch, cotangents, { inputs: true, initial: true });
        expect(gradients.values, `seed ${seed}`).toEqual(executable.run(batch).values);
        const compareSlopes = (
          array: ArrayLike<number> | undefined,
          gradient: ArrayLike<number> | undefined,
          what: string,
        ) => {
          if (array === undefined) return;
          const expected = slopes(loss, array as Float64Array, 24);
          expect(
            largestDifference(expected, Array.from(gradient ?? []).slice(0, 24)),
            `seed ${seed}, dims ${dims}, ${what}`,
          ).toBeLessThan(2e-7);
        };
        compareSlopes(batch.parameters, gradients.parameters, 'parameters');
        compareSlopes(batch.inputs, gradients.inputs, 'inputs');
        if (program.initial === 'amplitudes') compareSlopes(batch.initial, gradients.initial, 'amplitudes');
        executable.dispose();
      }
    }, 300_000);
  },
);
