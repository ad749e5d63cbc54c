import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComplexMatrix, innerProduct, maxDifference, multiply, scale } from '../linear-algebra/index.js';
import { decompose, type GateUse, PRIMITIVE_GATES } from './decompositions.js';
import { GATES, gateNamed } from './registry.js';

const angle = fc.double({ min: -7, max: 7, noNaN: true });

/** A gate's matrix on a register, by walking through the basis states. */
function onRegister({ gate, angles, qubits: wires }: GateUse, qubits: number): ComplexMatrix {
  const matrix = gateNamed(gate).matrix(angles);
  const whole = new ComplexMatrix(2 ** qubits, 2 ** qubits);
  for (let column = 0; column < whole.columns; column++) {
    const local = wires.reduce((sum, q, k) => sum + (Math.floor(column / 2 ** q) % 2) * 2 ** k, 0);
    const rest = wires.reduce((sum, q) => sum - (Math.floor(column / 2 ** q) % 2) * 2 ** q, column);
    for (let row = 0; row < matrix.rows; row++) {
      const target = wires.reduce((sum, q, k) => sum + (Math.floor(row / 2 ** k) % 2) * 2 ** q, rest);
      whole.set(target, column, matrix.at(row, local));
    }
  }
  return whole;
}

/** 0 for matrices equal up to a global phase. */
function phaseDistance(a: ComplexMatrix, b: ComplexMatrix): number {
  const [re, im] = innerProduct(a, b);
  const size = Math.hypot(re, im);
  return size === 0 ? 2 : maxDifference(scale(a, [re / size, im / size]), b);
}

describe('decompositions', () => {
  it.each(GATES.map((gate) => [gate.name, gate] as const))(
    'of %s end in RX, RY, RZ and CX and give the gate',
    (name, gate) => {
      fc.assert(
        fc.property(
          fc.array(angle, { minLength: gate.parameters.length, maxLength: gate.parameters.length }),
          (angles) => {
            const wires = Array.from({ length: gate.qubits }, (_, k) => k);
            const steps = decompose({ gate: name, angles, qubits: wires });
            for (const step of steps) expect(PRIMITIVE_GATES).toContain(step.gate);
            const whole = steps.reduce(
              (total, step) => multiply(onRegister(step, gate.qubits), total),
              ComplexMatrix.identity(2 ** gate.qubits),
            );
            expect(phaseDistance(whole, gate.matrix(angles))).toBeLessThan(1e-13);
          },
        ),
        { numRuns: 10 },
      );
    },
  );

  it('keep the wires they are given', () => {
    const steps = decompose({ gate: 'CZ', angles: [], qubits: [4, 2] });
    expect(steps.filter((step) => step.gate === 'CX').map((step) => step.qubits)).toEqual([[4, 2]]);
    expect(steps.at(-1)?.qubits).toEqual([2]);
  });

  it('refuse unknown gates and the wrong number of angles or wires', () => {
    expect(() => decompose({ gate: 'CXX', angles: [], qubits: [0, 1] })).toThrow(/no gate 'CXX'/);
    expect(() => decompose({ gate: 'RX', angles: [], qubits: [0] })).toThrow(/0 angles given, expected 1/);
    expect(() => decompose({ gate: 'CX', angles: [], qubits: [0] })).toThrow(/1 qubits given, expected 2/);
  });
});
