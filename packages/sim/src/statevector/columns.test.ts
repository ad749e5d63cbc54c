import { circuit, input, parameter, pauli, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { compileStateVector } from '../plan/index.js';
import { randomStates, randomUnitary } from '../testing/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';
import { runsOnColumns } from './runs-on-columns.js';

const BATCH = 45;

/** Layers between couplings of every kind, and every output. */
function program(qubits: number, perSample = false) {
  const random = stream(qubits, 'columns', 'program');
  const builder = circuit(qubits).startFrom('amplitudes');
  let next = 0;
  const turns = () => {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RY', 'RX', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
    }
  };
  for (let layer = 0; layer < 7; layer++) {
    turns();
    for (let q = 0; q + 1 < qubits; q++) builder.gate(layer % 2 === 0 ? 'CZ' : 'CX', [q, q + 1]);
  }
  builder.gate('RZZ', [0, 1], [parameter(next++)]).matrix(randomUnitary(4, random), [1, 0]);
  turns();
  if (perSample) builder.gate('RX', [0], [input(0)]);
  const ends = (left: string, right: string) => pauli(left + 'I'.repeat(qubits - 2) + right);
  return builder
    .expectation(ends('X', 'Z'), ends('Z', 'I'), ends('I', 'Y'))
    .probabilities([1])
    .state()
    .fidelity('per-sample')
    .build();
}

describe('circuits that run on their basis states', () => {
  it.each([2, 3, 4])('give what they give state by state: %i qubits', (qubits) => {
    const circuitProgram = program(qubits);
    const random = stream(qubits, 'columns');
    const batch = {
      batch: BATCH,
      parameters: Float64Array.from({ length: circuitProgram.parameters }, () => 2 * random.normal()),
      initial: randomStates(BATCH, 2 ** qubits, random),
      targets: randomStates(BATCH, 2 ** qubits, random),
    };
    const plan = compileStateVector(circuitProgram);
    const cotangents = Float64Array.from({ length: BATCH * plan.columns }, () => random.normal());
    const results = (options: Parameters<typeof compileStateVectorCircuit>[1]) => {
      const executable = compileStateVectorCircuit(circuitProgram, options);
      const { values } = executable.run(batch);
      const with_ = executable.gradient(batch, cotangents, { initial: true });
      const without = executable.gradient(batch, cotangents);
      executable.dispose();
      return [values, with_.values, with_.parameters, with_.initial ?? [], without.parameters].map((x) =>
        Float64Array.from(x),
      );
    };
    const expected = results({ kernels: 'js' });
    for (const precision of ['float64', 'float32'] as const) {
      expect(runsOnColumns(plan, BATCH, true, precision)).toBe(true);
      const found = results({ kernels: 'wasm', precision });
      found.forEach((array, k) => {
        const off = array.reduce((most, x, i) => Math.max(most, Math.abs(x - (expected[k]?.[i] as number))), 0);
        expect(array.length).toBe(expected[k]?.length);
        expect(off).toBeLessThan(precision === 'float64' ? 1e-12 : 2e-4);
      });
      expect(results({ kernels: 'wasm', precision, threads: 2 })).toEqual(found);
    }
  });

  it('are those with shared angles whose batch is larger than the dimension, if that is less work', () => {
    const plan = compileStateVector(program(3));
    expect(runsOnColumns(plan, 8, true, 'float32')).toBe(false);
    expect(runsOnColumns(plan, 100, true, 'float32')).toBe(true);
    expect(runsOnColumns(compileStateVector(program(3, true)), 100, true, 'float32')).toBe(false);
    expect(runsOnColumns(compileStateVector(program(7)), 1000, true, 'float32')).toBe(false);
  });

  it('can be run with fewer states and more in turn', () => {
    const circuitProgram = program(3);
    const random = stream(3, 'columns', 'turns');
    const parameters = Float64Array.from({ length: circuitProgram.parameters }, () => random.normal());
    const [initial, targets] = [randomStates(BATCH, 8, random), randomStates(BATCH, 8, random)];
    const executable = compileStateVectorCircuit(circuitProgram, { precision: 'float64' });
    const columns = executable.columns;
    const run = (batch: number) =>
      executable.run({
        batch,
        parameters,
        initial: initial.subarray(0, 16 * batch),
        targets: targets.subarray(0, 16 * batch),
      }).values;
    const all = run(BATCH);
    const few = run(5);
    expect(Math.max(...few.map((x, i) => Math.abs(x - (all[i] as number))))).toBeLessThan(1e-13);
    expect(few).toHaveLength(5 * columns);
    expect(run(BATCH)).toEqual(all);
    executable.dispose();
  });
});
