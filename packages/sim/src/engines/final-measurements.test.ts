import { circuit, pauli, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { randomUnitary } from '../testing/index.js';
import { compileCircuit, withoutFinalMeasurements } from './index.js';

describe('measurements at the end', () => {
  const entangled = () =>
    circuit(3)
      .matrix(randomUnitary(8, stream(1, 'final')), [0, 1, 2])
      .measure(2, 0)
      .measure(0, 1)
      .gate('RX', [1], [0.3]);

  it('are left out where they make no difference; digits become probabilities of the wires', () => {
    const program = entangled().classical([1, 0]).expectation(pauli('ZXZ')).probabilities([0, 1]).build();
    const without = withoutFinalMeasurements(program);
    expect(without?.operations.map(({ kind }) => kind)).toEqual(['matrix', 'gate']);
    expect(without?.outputs[0]).toEqual({ kind: 'probabilities', targets: [0, 2] });
    const executable = compileCircuit(program);
    expect(executable.engine).toMatch(/^state vector/);
    const { values } = executable.run({ batch: 1 });
    // Both digits from the joint distribution of all three wires.
    const all = compileCircuit({
      ...program,
      operations: without?.operations ?? [],
      outputs: [{ kind: 'probabilities', targets: [0, 1, 2] }],
    });
    const joint = all.run({ batch: 1 }).values;
    for (let k = 0; k < 4; k++) {
      const index = (k & 1) + 4 * (k >> 1);
      expect(values[k]).toBeCloseTo((joint[index] as number) + (joint[index + 2] as number), 14);
    }
    executable.dispose();
    all.dispose();
  });

  it('stay where they matter', () => {
    const kept = [
      entangled().gate('H', [0]).classical(),
      entangled().expectation(pauli('IIX')),
      entangled().state(),
      entangled().fidelity('per-sample'),
      entangled().measure(2, 1).classical(),
      entangled()
        .gate('X', [1], [], { condition: { bits: [0], value: 1 } })
        .classical(),
      circuit(2).measure(0, 1).classical([0]),
      circuit([3]).measure(0, 0).classical(),
    ];
    for (const builder of kept) expect(withoutFinalMeasurements(builder.build())).toBeUndefined();
    const plain = circuit(1).gate('H', [0]).state().build();
    expect(withoutFinalMeasurements(plain)).toBe(plain);
  });
});
