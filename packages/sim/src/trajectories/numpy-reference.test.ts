import { readFileSync } from 'node:fs';
import { CHANNELS, type CircuitProgram, circuit, GATES, input, parameter, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { randomStates } from '../testing/index.js';
import { compileCollapse } from './index.js';
import { denseBranchOutputs } from './testing/dense-branches.js';

interface Reference {
  readonly numpy: string;
  readonly cases: readonly { readonly program: CircuitProgram; readonly values: readonly number[] }[];
}

const reference: Reference = JSON.parse(
  readFileSync(new URL('../../reference/trajectories.json', import.meta.url), 'utf8'),
);

function expectWithin(given: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(given.length).toBe(expected.length);
  const error = Array.from(given, (x, k) => Math.abs(x - (expected[k] as number)));
  expect(Math.max(...error)).toBeLessThan(tolerance);
}

describe.each([
  ['wasm', 'float64', 1e-12],
  ['wasm', 'float32', 1e-5],
  ['js', 'float64', 1e-12],
] as const)('qudits against numpy, %s %s', (kernels, precision, tolerance) => {
  it.each(reference.cases.map(({ program, values }) => [program.dims.join(' × '), program, values] as const))(
    '%s',
    (_, program, values) => {
      const exact = compileCollapse(program, { mode: 'exact', kernels, precision });
      expectWithin(exact.run({ batch: 1 }).values, values, tolerance * Math.max(1, ...values.map(Math.abs)));
      exact.dispose();
    },
  );
});

describe.each(['wasm', 'js'] as const)('the whole registry, %s', (kernels) => {
  // Three wires beside a qutrit, so that strides are no powers of two.
  const dims = [2, 3, 2, 2];
  const initial = randomStates(1, 24, stream(5));

  it.each(GATES.map(({ name }) => name))('gate %s', (name) => {
    const gate = GATES.find((one) => one.name === name) as (typeof GATES)[number];
    const wires = [3, 0, 2].slice(0, gate.qubits);
    for (const [power, controls] of [
      [1, []],
      [-1, []],
      [2, []],
      [1, [3, 0, 2].slice(gate.qubits, gate.qubits + 1)],
    ] as const) {
      const builder = circuit(dims).startFrom('amplitudes');
      builder.gate(
        name,
        wires,
        gate.parameters.map((_, k) => (k === 0 ? parameter(0) : input(0))),
        { power, controls },
      );
      const program = builder.density().build();
      const batch = { batch: 1, parameters: [0.7], inputs: [-1.1], initial };
      const own = {
        ...batch,
        parameters: batch.parameters.slice(0, program.parameters),
        inputs: batch.inputs.slice(0, program.inputs),
      };
      const exact = compileCollapse(program, { mode: 'exact', kernels });
      expectWithin(exact.run(own).values, denseBranchOutputs(program, own.parameters, own.inputs, initial), 1e-13);
      exact.dispose();
    }
  });

  it.each(CHANNELS.map(({ name }) => name))('channel %s', (name) => {
    const channel = CHANNELS.find((one) => one.name === name) as (typeof CHANNELS)[number];
    const qudit = name.startsWith('Qudit');
    const values = channel.parameters.map(({ kind, name: of }, k) =>
      kind === 'count' ? 3 : kind === 'time' ? ({ t1: 1, t2: 0.8, time: 0.3 }[of] ?? 1) : 0.15 + 0.1 * k,
    );
    const targets = qudit ? [1] : [3, 0].slice(0, channel.dims(values).length);
    const program = circuit(dims).startFrom('amplitudes').noise(name, targets, values).density().build();
    const exact = compileCollapse(program, { mode: 'exact', kernels });
    expectWithin(exact.run({ batch: 1, initial }).values, denseBranchOutputs(program, [], [], initial), 1e-13);
    exact.dispose();
  });
});
