import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComplexMatrix, maxDifference, multiply, unitarityResidual } from '../linear-algebra/index.js';
import { findGate, GATES, gateNamed, rotationsMatrix } from './index.js';
import { angleByRule } from './rotation-matrix.js';

const angle = fc.double({ min: -7, max: 7, noNaN: true });

describe.each(GATES.map((gate) => [gate.name, gate] as const))('gate %s', (_, gate) => {
  const angles = fc.array(angle, { minLength: gate.parameters.length, maxLength: gate.parameters.length });

  it('is unitary, of the stated size', () => {
    fc.assert(
      fc.property(angles, (values) => {
        const matrix = gate.matrix(values);
        expect([matrix.rows, matrix.columns]).toEqual([2 ** gate.qubits, 2 ** gate.qubits]);
        expect(unitarityResidual(matrix)).toBeLessThan(1e-14);
      }),
      { numRuns: 20 },
    );
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(angles, (values) => {
        const inverse = gateNamed(gate.inverse.gate);
        const back = inverse.matrix(gate.inverse.angles.map((rule) => angleByRule(rule, values)));
        const identity = ComplexMatrix.identity(2 ** gate.qubits);
        expect(maxDifference(multiply(back, gate.matrix(values)), identity)).toBeLessThan(1e-14);
      }),
      { numRuns: 20 },
    );
  });

  it.runIf(gate.parameters.length > 0)('is the product of its rotations', () => {
    fc.assert(
      fc.property(angles, (values) => {
        expect(maxDifference(rotationsMatrix(gate, values), gate.matrix(values))).toBeLessThan(1e-14);
      }),
      { numRuns: 50 },
    );
  });

  it('has rules, symbols and documentation that fit', () => {
    expect(gate.symbols).toHaveLength(gate.qubits);
    expect(gate.documentation).toMatch(/^\S.*\.$/);
    expect(gate.rotations.length > 0).toBe(gate.parameters.length > 0);
    for (const step of gate.rotations) {
      expect(step.paulis).toHaveLength(gate.qubits);
      expect(step.angle.coefficients).toHaveLength(gate.parameters.length);
      for (const control of step.controls) expect(step.paulis[control]).toBe('I');
    }
    expect(gate.inverse.angles).toHaveLength(gateNamed(gate.inverse.gate).parameters.length);
  });
});

describe('gate registry', () => {
  it('has each name, alias and OpenQASM name once', () => {
    const names = GATES.flatMap((gate) => [gate.name, ...gate.aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const key of ['qasm2', 'qasm3'] as const) {
      const used = GATES.flatMap((gate) => (gate[key] === undefined ? [] : [gate[key]]));
      expect(new Set(used).size).toBe(used.length);
    }
  });

  it('finds by alias, and suggests for a mistyped name', () => {
    expect(findGate('CNOT')).toBe(gateNamed('CX'));
    expect(() => gateNamed('Hadamrd')).toThrowError(/Did you mean 'Hadamard'/);
  });

  it('puts the control of CX on the less significant bit', () => {
    // |control = 1, target = 0> is index 1 and goes to index 3.
    expect(gateNamed('CX').matrix([]).re(3, 1)).toBe(1);
  });
});
