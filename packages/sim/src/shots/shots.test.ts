import {
  type CircuitProgram,
  circuit,
  GATES,
  input,
  parameter,
  pauli,
  pauliSum,
  pauliZ,
  scaleAngle,
  stream,
} from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { compileCircuit } from '../engines/index.js';
import type { CircuitBatch } from '../executable/index.js';
import { compileShotsCircuit } from './index.js';
import { ruleOfAngle, shiftRule } from './shift-rule.js';

describe('shift rules', () => {
  it('are exact for sums of sines of their frequencies', () => {
    for (const [unit, count] of [
      [1, 1],
      [0.5, 2],
      [0.5, 1],
      [2, 3],
    ] as const) {
      const random = stream(count, 'rules');
      const waves = Array.from({ length: count }, (_, k) => ({
        w: unit * (k + 1),
        a: random.normal(),
        b: random.normal(),
      }));
      const f = (x: number) => waves.reduce((sum, { w, a, b }) => sum + a * Math.sin(w * x) + b * Math.cos(w * x), 0.3);
      const slope = waves.reduce((sum, { w, a, b }) => sum + w * (a * Math.cos(w * 0.7) - b * Math.sin(w * 0.7)), 0);
      const rule = shiftRule(unit, count).reduce((sum, { shift, weight }) => sum + weight * f(0.7 + shift), 0);
      expect(rule).toBeCloseTo(slope, 12);
    }
    expect(shiftRule(1, 1)).toEqual([
      { shift: Math.PI / 2, weight: expect.closeTo(0.5, 14) },
      { shift: (3 * Math.PI) / 2, weight: expect.closeTo(-0.5, 14) },
    ]);
  });

  const parametrised = GATES.filter(({ parameters }) => parameters.length > 0);
  it.each(parametrised.map((gate) => [gate.name, gate] as const))(
    'of %s give the gradient that the adjoint method gives: plain, controlled, repeated',
    (name, gate) => {
      const random = stream(5, 'gate', name);
      for (const [controls, power] of [
        [0, 1],
        [1, 1],
        [0, -2],
      ] as const) {
        const wires = gate.qubits + controls;
        const targets = Array.from({ length: gate.qubits }, (_, q) => q);
        const angles = Array.from({ length: gate.parameters.length }, () => random.normal());
        const make = (values: readonly (number | ReturnType<typeof parameter>)[]) => {
          const builder = circuit(wires);
          for (let q = 0; q < wires; q++) builder.gate('RY', [q], [0.4 + q]).gate('RZ', [q], [0.9 * q - 0.2]);
          builder.gate(name, targets, values, { power, controls: controls === 1 ? [gate.qubits] : [] });
          for (let q = 0; q < wires; q++) builder.gate('RX', [q], [0.7 - q]);
          return builder.expectation(pauliZ(0), pauli('X'.repeat(wires))).build();
        };
        const exact = compileCircuit(make(angles.map((_, k) => parameter(k))));
        const { parameters } = exact.gradient({ batch: 1, parameters: angles }, [1, 0.5]);
        const operation = {
          kind: 'gate',
          gate: name,
          angles: [],
          targets,
          controls: controls === 1 ? [gate.qubits] : [],
          power,
        } as const;
        angles.forEach((_, k) => {
          const slope = ruleOfAngle(operation, k).reduce((sum, { shift, weight }) => {
            const [z, x] = exact.run({ batch: 1, parameters: angles.map((a, j) => (j === k ? a + shift : a)) }).values;
            return sum + weight * ((z as number) + 0.5 * (x as number));
          }, 0);
          expect(slope).toBeCloseTo(parameters[k] as number, 11);
        });
        exact.dispose();
      }
    },
  );
});

/** Rotations, controlled rotations, shared and scaled angles, observables of several axes. */
function program(): CircuitProgram {
  return circuit(2)
    .gate('RY', [0], [parameter(0)])
    .gate('RX', [1], [input(0)])
    .gate('CRY', [0, 1], [scaleAngle(parameter(1), 0.5)])
    .gate('RZ', [0], [parameter(0)])
    .expectation(
      pauliZ(0),
      pauliSum(
        {
          coefficient: 0.5,
          paulis: [
            [0, 'X'],
            [1, 'Y'],
          ],
        },
        { coefficient: -1, paulis: [[1, 'Z']] },
        { coefficient: 2, paulis: [] },
      ),
    )
    .probabilities([1, 0])
    .build();
}
const batch: CircuitBatch = {
  batch: 3,
  parameters: [0.7, -1.2],
  inputs: [0.1, 0.9, 2],
  draws: { seed: 3, shots: 20_000 },
};
const cotangents = Array.from({ length: 18 }, (_, k) => ((k * 5) % 7) / 3 - 1);

describe('estimates', () => {
  it('lie within five standard errors of the exact values, also of noisy, measured circuits', () => {
    const noisy = circuit([2, 3])
      .gate('RY', [0], [parameter(0)])
      .noise('AmplitudeDamping', [0], [input(0)])
      .measure(0, 0)
      .gate('H', [0], [], { condition: { bits: [0], value: 1 } })
      .expectation(pauli('IX'))
      .probabilities([1])
      .classical()
      .build();
    const given = { batch: 2, parameters: [1.1], inputs: [0.2, 0.6], draws: { seed: 1, shots: 5000 } };
    for (const [circuitProgram, values] of [
      [program(), batch],
      [noisy, given],
    ] as const) {
      const shots = compileShotsCircuit(circuitProgram);
      const exact = compileCircuit(circuitProgram);
      const expected = exact.run(values).values;
      const found = shots.run(values);
      expect(found.values).toHaveLength(expected.length);
      for (const [k, error] of (found.errors ?? []).entries()) {
        expect(Math.abs((found.values[k] as number) - (expected[k] as number)), `value ${k}`).toBeLessThan(
          5 * error + 1e-12,
        );
        expect(error).toBeLessThan(0.05);
      }
      exact.dispose();
    }
  });

  it('gradients by parameter shift agree with the adjoint method within their noise', () => {
    const shots = compileShotsCircuit(program());
    expect(shots.engine).toBe('shots, 2 settings');
    const exact = compileCircuit(program());
    const expected = exact.gradient(batch, cotangents, { inputs: true });
    const found = shots.gradient(batch, cotangents, { inputs: true });
    // Columns have spreads of at most about 2; sums of at most a dozen of them from 20,000 shots.
    for (const key of ['parameters', 'inputs'] as const) {
      found[key]?.forEach((value, k) => {
        expect(Math.abs(value - (expected[key]?.[k] as number)), `${key} ${k}`).toBeLessThan(0.15);
      });
    }
    expect(Math.hypot(...(expected.inputs ?? []))).toBeGreaterThan(0.8);
    expect(found.values).toEqual(shots.run(batch).values);
    exact.dispose();
  });

  it('are the same for any split of the batch, and others for another step', () => {
    const shots = compileShotsCircuit(program());
    const draws = { seed: 3, shots: 500 };
    const whole = shots.gradient({ ...batch, draws }, cotangents, { inputs: true });
    const last = shots.gradient(
      { ...batch, batch: 1, inputs: [2], draws: { ...draws, sample: 2 } },
      cotangents.slice(12),
      { inputs: true },
    );
    expect(last.values).toEqual(whole.values.slice(12));
    expect(last.inputs).toEqual(whole.inputs?.slice(2));
    expect(shots.run({ ...batch, draws: { ...draws, step: 1 } }).values).not.toEqual(whole.values);
  });

  it.each([
    ['sim/unsupported', () => compileShotsCircuit(circuit(1).state().build())],
    ['sim/no-outputs', () => compileShotsCircuit(circuit(1).build())],
    ['sim/no-draws', () => compileShotsCircuit(program()).run({ ...batch, draws: undefined as never })],
    ['sim/bad-draws', () => compileShotsCircuit(program()).run({ ...batch, draws: { seed: 1, shots: 0 } })],
    [
      'sim/unsupported',
      () =>
        compileShotsCircuit(
          circuit(1)
            .noise('BitFlip', [0], [parameter(0)])
            .expectation(pauliZ(0))
            .build(),
        ).gradient({ batch: 1, parameters: [0.1], draws: { seed: 1, shots: 10 } }, [1]),
    ],
  ])('%s', (code, make) => {
    expect(make).toThrowError(expect.objectContaining({ code }));
  });
});
