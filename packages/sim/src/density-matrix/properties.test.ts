import {
  CHANNELS,
  ComplexMatrix,
  circuit,
  GATES,
  hermitianEigen,
  type InitialState,
  input,
  parameter,
  pauli,
  pauliZ,
  scaleAngle,
  stream,
} from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../executable/index.js';
import { compileStateVectorCircuit } from '../statevector/index.js';
import { randomCircuit, randomNoisyCircuit, randomStates } from '../testing/index.js';
import { compileDensityMatrixCircuit } from './compile-circuit.js';
import { compileDensityMatrix } from './compile-plan.js';
import { estimateDensityMatrix } from './estimate.js';
import { densityMatrixKernels } from './kernel-module.js';

const FLOAT64: readonly EngineOptions[] = [{ kernels: 'wasm' }, { kernels: 'js' }];

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce(
    (worst, x, i) => {
      const difference = Math.abs(x - (b[i] as number));
      return Math.max(worst, difference);
    },
    Math.abs(a.length - b.length),
  );

describe('a density matrix stays one', () => {
  it('has trace 1 and no negative eigenvalue, whatever the circuit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 30 }),
        fc.constantFrom([2], [2, 2, 2], [3, 2], [2, 2, 2, 2]),
        (seed, dims) => {
          const random = stream(seed, 'positivity');
          const options = {
            dims,
            operations: 20,
            parameters: 2,
            inputs: 0,
            bits: 2,
            initial: 'zero' as const,
            variableNoise: true,
          };
          const program = randomNoisyCircuit({ ...options, outputs: ['density'] }, random);
          const executable = compileDensityMatrixCircuit(program);
          const { values } = executable.run({ batch: 1, parameters: [random.uniform(), random.uniform()] });
          executable.dispose();
          const D = dims.reduce((product, d) => product * d, 1);
          const eigenvalues = hermitianEigen(new ComplexMatrix(D, D, Float64Array.from(values))).values;
          expect(Math.abs(eigenvalues.reduce((sum, x) => sum + x, 0) - 1)).toBeLessThan(1e-12);
          expect(Math.min(...eigenvalues)).toBeGreaterThan(-1e-12);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('without noise', () => {
  it('values and gradients are those of the state-vector engine', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = stream(seed, 'noiseless');
      const [qubits, count] = [1 + random.integer(5), 1 + random.integer(5)];
      const program = randomCircuit(
        {
          qubits,
          gates: 12,
          parameters: 3,
          inputs: 2,
          outputs: ['expectation', 'matrix', 'probabilities', 'fidelity'],
          initial: 'amplitudes',
        },
        random,
      );
      const batch = {
        batch: count,
        parameters: Array.from({ length: 3 }, () => random.normal()),
        inputs: Array.from({ length: 2 * count }, () => random.normal()),
        initial: randomStates(count, 2 ** qubits, random),
      };
      const pure = compileStateVectorCircuit(program);
      const cotangents = Array.from({ length: count * pure.columns }, () => random.normal());
      const wanted = { inputs: true, initial: true };
      const expected = pure.gradient(batch, cotangents, wanted);
      for (const options of FLOAT64) {
        const mixed = compileDensityMatrixCircuit(program, options);
        const given = mixed.gradient(batch, cotangents, wanted);
        for (const name of ['values', 'parameters', 'inputs', 'initial'] as const) {
          expect(largest(given[name] ?? [], expected[name] ?? []), `seed ${seed}, ${name}`).toBeLessThan(
            1e-11 * count * 4 ** qubits,
          );
        }
        mixed.dispose();
      }
      pure.dispose();
    }
  });
});

/** Gradient by θ and x against central differences of fourth order. */
function checkSlopes(
  program: ReturnType<ReturnType<typeof circuit>['build']>,
  at: readonly number[],
  tolerance: number,
): void {
  for (const options of FLOAT64) {
    const executable = compileDensityMatrixCircuit(program, options);
    const cotangents = Array.from({ length: executable.columns }, (_, k) => Math.cos(1.7 * k + 0.4));
    const loss = (theta: readonly number[]) =>
      Array.from(executable.run({ batch: 1, parameters: theta }).values).reduce(
        (sum, x, k) => sum + x * (cotangents[k] as number),
        0,
      );
    const { parameters } = executable.gradient({ batch: 1, parameters: at }, cotangents);
    const slopes = at.map((_, i) => {
      const f = (h: number) => loss(at.map((x, k) => (k === i ? x + h : x)));
      const h = 1e-3;
      return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
    });
    expect(largest(parameters, slopes)).toBeLessThan(tolerance);
    executable.dispose();
  }
}

describe('reverse mode', () => {
  it.each(GATES.filter(({ parameters }) => parameters.length > 0).map((gate) => [gate.name, gate] as const))(
    'by the angles of %s, alone, controlled, inverse and under a condition',
    (name, gate) => {
      const wires = [1, 2, 0].slice(0, gate.qubits);
      const angles = gate.parameters.map((_, k) => parameter(k));
      const builder = circuit(4);
      for (let q = 0; q < 4; q++) builder.gate('RY', [q], [0.7 + 0.3 * q]).noise('AmplitudeDamping', [q], [0.1]);
      builder.gate(name, wires, angles).gate('RX', [1], [0.4]).gate(name, wires, angles, { power: -2 });
      builder
        .gate('H', [3])
        .gate(name, wires, angles, { controls: [3] })
        .measure(3, 0);
      builder.gate(name, wires, angles, { condition: { bits: [0], value: 1 } });
      const program = builder
        .expectation(pauli('XXXX'), pauli('IYZI'), pauli('ZIXY'))
        .probabilities([0, 1, 2])
        .classical()
        .build();
      checkSlopes(
        program,
        gate.parameters.map((_, k) => 0.6 + 0.5 * k),
        1e-9,
      );
    },
  );

  it.each(CHANNELS.map((record) => [record.name, record] as const))(
    'by the values of %s, also under a condition',
    (name, record) => {
      const counted = record.parameters.findIndex(({ kind }) => kind === 'count');
      const times = record.parameters.some(({ kind }) => kind === 'time');
      const levels = counted < 0 ? 2 : 3;
      const count = counted < 0 ? record.dims([]).length : 1;
      const dims = [levels, levels, 2];
      let next = 0;
      const values = record.parameters.map(({ kind }) => (kind === 'count' ? levels : parameter(next++)));
      const at = record.parameters.flatMap(({ kind, name: value }) => {
        if (kind === 'count') return [];
        return [times ? ({ t1: 1.3, t2: 1.1, time: 0.6 }[value] ?? 0.2) : 0.15];
      });
      const builder = circuit(dims);
      const mix = (wire: number) =>
        builder.channel({ kind: 'evolve', dims: [levels], time: 0.7, generator: mixer(levels) }, [wire]);
      mix(0);
      mix(1);
      builder.gate('RY', [2], [1.1]).measure(2, 0);
      const targets = [0, 1].slice(0, count);
      builder.noise(name, targets, values);
      mix(0);
      builder.noise(name, targets, values, { bits: [0], value: 1 });
      mix(0);
      const program = builder.density().classical().build();
      checkSlopes(program, at, 1e-9);
    },
  );

  it('by an initial density matrix: entries as independent', () => {
    const program = circuit(2)
      .startFrom('density')
      .gate('CX', [0, 1])
      .noise('AmplitudeDamping', [1], [0.3])
      .expectation(pauli('XY'))
      .build();
    for (const options of FLOAT64) {
      const executable = compileDensityMatrixCircuit(program, options);
      const initial = new Float64Array(32);
      for (let k = 0; k < 4; k++) initial[10 * k] = 0.25;
      const gradient = executable.gradient({ batch: 1, initial }, [1], { initial: true }).initial as Float64Array;
      // The observable is linear: its value is the sum of gradient times entries, for any Hermitian matrix.
      const random = stream(3, 'Hermitian');
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j <= i; j++) {
          const [re, im] = [random.normal(), i === j ? 0 : random.normal()];
          initial.set([re, im], 2 * (4 * i + j));
          initial.set([re, -im], 2 * (4 * j + i));
        }
      }
      const [value] = executable.run({ batch: 1, initial }).values;
      const sum = gradient.reduce((total, g, k) => total + g * (initial[k] as number), 0);
      expect(Math.abs(sum - (value as number))).toBeLessThan(1e-12);
      executable.dispose();
    }
  });
});

/** H = Σ |i><i + 1| + h.c. and a decay. */
function mixer(levels: number) {
  const hop = Array.from(
    { length: levels - 1 },
    (_, i) =>
      [
        [i, i + 1, 1, 0.2],
        [i + 1, i, 1, -0.2],
      ] as const,
  ).flat();
  const entries = [...hop].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    kind: 'generator' as const,
    dims: [levels],
    hamiltonian: { rows: levels, columns: levels, entries },
    jumps: [{ rows: levels, columns: levels, entries: [[0, 1, 0.5, 0]] as const }],
  };
}

/** Layers of rotations, a ring of couplings and noise. */
function layers(qubits: number, depth: number, initial: InitialState = 'zero') {
  const builder = circuit(qubits).startFrom(initial);
  let next = 0;
  for (let layer = 0; layer < depth; layer++) {
    for (let q = 0; q < qubits; q++) {
      builder
        .gate('RX', [q], [parameter(next++)])
        .gate('RZ', [q], [input(q)])
        .noise('Depolarizing', [q], [scaleAngle(parameter(0), 0.01)]);
    }
    for (let q = 0; q < qubits; q++)
      builder.gate(q % 2 === 0 ? 'CX' : 'CZ', [q, (q + 1) % qubits]).noise('AmplitudeDamping', [q], [0.02]);
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

function batchFor(program: ReturnType<typeof layers>, count: number) {
  const random = stream(count, 'batch');
  return {
    batch: count,
    parameters: Array.from({ length: program.parameters }, () => random.uniform()),
    inputs: Array.from({ length: count * program.inputs }, () => random.normal()),
  };
}

describe('the kernels', () => {
  it('merge a layer into one pass a coupling', () => {
    const { passes } = compileDensityMatrix(layers(4, 10));
    expect(passes.length).toBe(2 + 4 * 10);
  });

  it.each(['float32', 'float64'] as const)('give the same bytes on one and two threads, %s', (precision) => {
    const program = layers(5, 4);
    const batch = batchFor(program, 21);
    const cotangents = Array.from({ length: 21 * 5 }, (_, k) => Math.sin(k));
    const [one, two] = [1, 2].map((threads) => {
      const executable = compileDensityMatrixCircuit(program, { precision, threads, kernels: 'wasm' });
      const result = executable.gradient(batch, cotangents, { inputs: true });
      executable.dispose();
      return result;
    });
    expect(two).toEqual(one);
  });

  it('take no more memory over 10,000 steps', () => {
    const program = layers(2, 2);
    const executable = compileDensityMatrixCircuit(program, { kernels: 'wasm' });
    const batch = batchFor(program, 3);
    const step = () => executable.gradient(batch, new Float64Array(6).fill(1), { inputs: true });
    for (let i = 0; i < 100; i++) step();
    const { heap } = densityMatrixKernels('float64', 1);
    const [used, size] = [heap.used, heap.size];
    for (let i = 0; i < 10_000; i++) step();
    expect([heap.used, heap.size]).toEqual([used, size]);
    executable.dispose();
    expect(heap.used).toBeLessThan(used);
  }, 120_000);

  it('long circuits are taken back from checkpoints on several levels', () => {
    const program = layers(6, 30);
    const batch = batchFor(program, 1);
    const executable = compileDensityMatrixCircuit(program, { kernels: 'wasm' });
    const cotangents = [1, -0.5, 0.3, 0.2, -0.7, 0.4];
    const { parameters, values } = executable.gradient(batch, cotangents);
    expect(values).toEqual(executable.run(batch).values);
    const loss = (index: number, h: number) => {
      const moved = batch.parameters.map((x, k) => (k === index ? x + h : x));
      return Array.from(executable.run({ ...batch, parameters: moved }).values).reduce(
        (sum, x, k) => sum + x * (cotangents[k] as number),
        0,
      );
    };
    for (const index of [0, 17, 95, 179]) {
      const slope = (loss(index, 1e-5) - loss(index, -1e-5)) / 2e-5;
      expect(Math.abs(slope - (parameters[index] as number))).toBeLessThan(1e-8);
    }
    executable.dispose();
  });
});

describe('bad input', () => {
  const plain = () => circuit(1).gate('H', [0]).expectation(pauliZ(0));
  it.each([
    [
      'sim/too-many-qubits',
      () => compileDensityMatrixCircuit(circuit(13).gate('H', [0]).expectation(pauliZ(0)).build()),
    ],
    ['sim/no-outputs', () => compileDensityMatrixCircuit(circuit(1).gate('H', [0]).build())],
    ['sim/unsupported', () => compileDensityMatrixCircuit(circuit(1).gate('H', [0]).state().build())],
    [
      'sim/too-many-branches',
      () => {
        const builder = circuit(6);
        for (let k = 0; k < 20; k++)
          builder
            .gate('H', [k % 6])
            .measure(k % 6, k)
            .reset(k % 6);
        return compileDensityMatrixCircuit(builder.classical().build());
      },
    ],
    ['sim/bad-batch', () => compileDensityMatrixCircuit(plain().build()).run({ batch: 0 })],
    ['sim/wrong-length', () => compileDensityMatrixCircuit(plain().build()).run({ batch: 1, parameters: [1] })],
    [
      'sim/not-finite',
      () =>
        compileDensityMatrixCircuit(
          circuit(1)
            .gate('RX', [0], [parameter(0)])
            .expectation(pauliZ(0))
            .build(),
        ).run({ batch: 1, parameters: [Number.NaN] }),
    ],
    [
      'sim/not-hermitian',
      () =>
        compileDensityMatrixCircuit(plain().startFrom('density').build()).run({
          batch: 1,
          initial: [1, 0, 1, 0, 0, 0, 0, 0],
        }),
    ],
    [
      'core/not-a-probability',
      () =>
        compileDensityMatrixCircuit(
          circuit(1)
            .noise('BitFlip', [0], [parameter(0)])
            .expectation(pauliZ(0))
            .build(),
        ).run({ batch: 1, parameters: [1.2] }),
    ],
    [
      'sim/not-differentiable',
      () =>
        compileDensityMatrixCircuit(
          circuit(1)
            .noise('AmplitudeDamping', [0], [parameter(0)])
            .expectation(pauliZ(0))
            .build(),
        ).gradient({ batch: 1, parameters: [1] }, [1]),
    ],
  ])('%s', (code, call) => {
    expect(call).toThrowError(expect.objectContaining({ code }));
  });

  it('the estimate grows with qubits, batch and gradients', () => {
    const small = estimateDensityMatrix(layers(3, 2))({ batch: 1, gradient: false });
    const large = estimateDensityMatrix(layers(6, 2))({ batch: 4, gradient: true });
    expect(large.bytes).toBeGreaterThan(64 * small.bytes);
    expect(large.seconds).toBeGreaterThan(64 * small.seconds);
  });
});
