import { createHash } from 'node:crypto';
import { type CircuitProgram, circuit, input, parameter, pauli, pauliZ, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { CircuitBatch, EngineOptions, Precision } from '../executable/index.js';
import { randomStates, randomUnitary } from '../testing/index.js';
import { compileCircuit, ENGINES, type EngineName } from './index.js';

const NAMES = ENGINES.map(({ name }) => name);
const COUNT = 5;

/** Gates of many kinds on four qubits: every engine gives it exactly. */
function gates(): CircuitProgram {
  const builder = circuit(4).startFrom('amplitudes');
  for (let q = 0; q < 4; q++)
    builder
      .gate('H', [q])
      .gate('RX', [q], [parameter(q)])
      .gate('RZ', [q], [input(q)]);
  builder
    .gate('CX', [0, 1])
    .gate('CZ', [2, 3])
    .gate('RZZ', [1, 2], [parameter(4)])
    .gate('SWAP', [0, 3]);
  builder
    .gate('X', [2], [], { controls: [0, 1] })
    .gate('T', [1])
    .gate('RY', [1], [parameter(0)], { power: -2 });
  builder.matrix(randomUnitary(4, stream(2, 'engines')), [3, 1]);
  return builder.expectation(pauliZ(0), pauli('XYIZ')).probabilities([2, 0]).build();
}

/** Noise, a measurement, a condition and a reset; not for the state vector. */
function noisy(): CircuitProgram {
  return circuit(3)
    .gate('RY', [0], [parameter(0)])
    .gate('CX', [0, 1])
    .noise('AmplitudeDamping', [1], [0.2])
    .noise('Depolarizing', [0], [0.1])
    .measure(0, 0)
    .gate('RX', [2], [input(0)], { condition: { bits: [0], value: 1 } })
    .reset(1)
    .gate('H', [1])
    .expectation(pauliZ(2), pauli('ZIZ'))
    .classical()
    .build();
}

/** A qutrit and a qubit. */
function qudits(): CircuitProgram {
  return circuit([3, 2])
    .startFrom('amplitudes')
    .matrix(randomUnitary(6, stream(3, 'engines')), [0, 1])
    .gate('RX', [1], [parameter(0)])
    .probabilities([0, 1])
    .build();
}

function batchOf(program: CircuitProgram): CircuitBatch {
  const random = stream(9, 'engines');
  const size = program.dims.reduce((product, d) => product * d, 1);
  return {
    batch: COUNT,
    parameters: Float64Array.from({ length: program.parameters }, () => random.normal()),
    inputs: Float64Array.from({ length: COUNT * program.inputs }, () => random.normal()),
    ...(program.initial === 'zero' ? {} : { initial: randomStates(COUNT, size, random) }),
    draws: { seed: 4, shots: 4096 },
  };
}

function results(program: CircuitProgram, engine: EngineName, options: EngineOptions) {
  const executable = compileCircuit(program, { engine, ...options });
  const cotangents = Float64Array.from({ length: COUNT * executable.columns }, (_, k) =>
    Math.fround(((k * 7) % 5) - 2),
  );
  const found = executable.gradient(batchOf(program), cotangents, { inputs: true, initial: true });
  executable.dispose();
  return found;
}

const largest = (a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined) => {
  expect(a?.length).toBe(b?.length);
  return Array.from(a ?? []).reduce((worst, x, k) => Math.max(worst, Math.abs(x - (b?.[k] as number))), 0);
};

describe('all engines agree', () => {
  it.each([
    ['density-matrix', 'float64', 1e-12],
    ['density-matrix', 'float32', 2e-5],
    ['trajectories', 'float64', 1e-12],
    ['trajectories', 'float32', 2e-5],
    ['state-vector', 'float32', 2e-5],
  ] as const)('on gates: %s, %s', (engine, precision, tolerance) => {
    const expected = results(gates(), 'state-vector', {});
    const found = results(gates(), engine, { precision });
    for (const key of ['values', 'parameters', 'inputs'] as const) {
      expect(largest(found[key], expected[key]), key).toBeLessThan(tolerance);
    }
    // Gradients of amplitudes: along the state they depend on how a norm other than 1 is taken, which engines share.
    expect(largest(found.initial, expected.initial)).toBeLessThan(tolerance);
  });

  it.each(NAMES)('on gates: %s, kernels in TypeScript', (engine) => {
    const expected = results(gates(), engine, {});
    const found = results(gates(), engine, { kernels: 'js' });
    for (const key of ['values', 'parameters', 'inputs', 'initial'] as const) {
      expect(largest(found[key], expected[key]), key).toBeLessThan(1e-12);
    }
  });

  it('on qudits', () => {
    const [density, pure] = (['density-matrix', 'trajectories'] as const).map((engine) =>
      results(qudits(), engine, {}),
    );
    expect(largest(density?.values, pure?.values)).toBeLessThan(1e-12);
    expect(largest(density?.parameters, pure?.parameters)).toBeLessThan(1e-12);
  });

  it('on noise, measurements, resets and conditions: trajectories within six standard errors', () => {
    const [exact, drawn] = (['density-matrix', 'trajectories'] as const).map((engine) => {
      const executable = compileCircuit(noisy(), { engine });
      const found = executable.run(batchOf(noisy()));
      executable.dispose();
      return found;
    });
    let errors = 0;
    for (const [k, error] of (drawn?.errors ?? []).entries()) {
      errors += error;
      const difference = Math.abs((drawn?.values[k] as number) - (exact?.values[k] as number));
      expect(difference, `value ${k}`).toBeLessThan(6 * error + 1e-12);
    }
    expect(errors).toBeGreaterThan(0);
  });
});

describe('bytes', () => {
  // Found on Node 20 and 24; changed on purpose only, with the kernels.
  const DIGESTS: Record<string, string> = {
    'gates density-matrix float32': '8f2e6286c7e9509f',
    'gates density-matrix float64': '4011871025e3eaae',
    'gates state-vector float32': '04602fb67a1e1b41',
    'gates state-vector float64': '2b2a89bc453b8e18',
    'gates trajectories float32': 'afac6356307e1585',
    'gates trajectories float64': '136e16db54c5d256',
    'noisy density-matrix float32': '7dcdc4e9fa11e295',
    'noisy density-matrix float64': 'd153895b48fb53cf',
    'noisy trajectories float32': 'c9ec8a7a54cdae64',
    'noisy trajectories float64': '7b9e737b6ddfdb5d',
    'qudits density-matrix float32': '4fc3c1f386e07882',
    'qudits density-matrix float64': 'bd6aa2151a33230e',
    'qudits trajectories float32': '95de5a0f0f0b0654',
    'qudits trajectories float64': '5af28426c5b0b1eb',
  };
  const programs = { gates, noisy, qudits };
  const cases = Object.entries(programs).flatMap(([name, make]) =>
    NAMES.flatMap((engine) =>
      (['float32', 'float64'] as const).map((precision) => [name, engine, precision, make] as const),
    ),
  );
  const supported = cases.filter(([name, engine]) => name === 'gates' || engine !== 'state-vector');

  it.each(supported)(
    'of %s by %s, %s, are those of every Node version and number of threads',
    (name, engine, precision, make) => {
      const digests = [1, 2].map((threads) => digestOf(make(), engine, precision, threads));
      expect(digests[1]).toBe(digests[0]);
      expect(digests[0]).toBe(DIGESTS[`${name} ${engine} ${precision}`]);
    },
  );

  function digestOf(program: CircuitProgram, engine: EngineName, precision: Precision, threads: number): string {
    const executable = compileCircuit(program, { engine, precision, threads, kernels: 'wasm' });
    const { values, errors } = executable.run(batchOf(program));
    executable.dispose();
    const hash = createHash('sha256');
    for (const array of [values, errors ?? []]) hash.update(new Uint8Array(Float64Array.from(array).buffer));
    return hash.digest('hex').slice(0, 16);
  }
});

describe.each(NAMES)('bad input, %s', (engine) => {
  const program = circuit(2)
    .startFrom('amplitudes')
    .gate('RX', [0], [parameter(0)])
    .gate('RY', [1], [input(0)])
    .expectation(pauliZ(0))
    .build();
  const good = { batch: 1, parameters: [0.1], inputs: [0.2], initial: [1, 0, 0, 0, 0, 0, 0, 0] };

  it.each([
    ['sim/bad-batch', { ...good, batch: 0 }],
    ['sim/bad-batch', { ...good, batch: Number.NaN }],
    ['sim/wrong-length', { ...good, parameters: [] }],
    ['sim/wrong-length', { ...good, inputs: [0.1, 0.2] }],
    ['sim/wrong-length', { ...good, initial: [1, 0] }],
    ['sim/not-finite', { ...good, parameters: [Number.NaN] }],
    ['sim/not-finite', { ...good, inputs: [Number.POSITIVE_INFINITY] }],
    ['sim/not-finite', { ...good, initial: [1, 0, 0, Number.NaN, 0, 0, 0, 0] }],
    ['sim/aborted', { ...good, signal: AbortSignal.abort() }],
    ['sim/out-of-memory', { ...good, batch: 1e12 }],
  ])('%s', (code, batch) => {
    const executable = compileCircuit(program, { engine });
    expect(() => executable.run(batch)).toThrowError(expect.objectContaining({ code }));
    expect(() => executable.gradient(batch, [1])).toThrowError(expect.objectContaining({ code }));
    expect(executable.run(good).values).toHaveLength(1);
    executable.dispose();
    expect(() => executable.run(good)).toThrowError(expect.objectContaining({ code: 'sim/disposed' }));
  });

  const oblong = { rows: 2, columns: 3, entries: [] };
  const change = (operation: object) => ({
    ...program,
    operations: [operation as CircuitProgram['operations'][number]],
  });
  const matrix = { kind: 'matrix', targets: [0], controls: [] };
  it.each([
    ['core/shape-mismatch', change({ ...matrix, matrix: oblong })],
    ['core/shape-mismatch', change({ ...matrix, matrix: { rows: 4, columns: 4, entries: [] } })],
    ['core/not-unitary', change({ ...matrix, matrix: { rows: 2, columns: 2, entries: [[0, 0, 2, 0]] } })],
    ['core/out-of-range', change({ ...matrix, targets: [2], matrix: oblong })],
    [
      'core/not-finite',
      {
        ...program,
        operations: circuit(2)
          .gate('RX', [0], [0])
          .build()
          .operations.map((of) => ({
            ...of,
            angles: [{ terms: [], offset: Number.NaN }],
          })) as CircuitProgram['operations'],
      },
    ],
    ['core/bad-dims', { ...program, dims: [2, 0] }],
    ['sim/no-outputs', { ...program, outputs: [] }],
    ['sim/too-many-qubits', { ...program, dims: Array.from({ length: 40 }, () => 2) }],
    [
      'core/unknown-gate',
      {
        ...program,
        operations: program.operations.map((of) => ({ ...of, gate: 'RQ' })) as CircuitProgram['operations'],
      },
    ],
  ])('%s', (code, wrong) => {
    expect(() => compileCircuit(wrong, { engine })).toThrowError(expect.objectContaining({ code }));
  });

  it('bad options', () => {
    expect(() => compileCircuit(program, { engine, threads: 0 })).toThrowError(
      expect.objectContaining({ code: 'sim/bad-threads' }),
    );
  });
});
