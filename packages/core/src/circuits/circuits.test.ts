import { describe, expect, it } from 'vitest';
import { ComplexMatrix, matrixToData } from '../linear-algebra/index.js';
import { addAngles, angleValue, checkCircuit, circuit, input, parameter, pauli, pauliZ, scaleAngle } from './index.js';

describe('circuit builder', () => {
  it('counts what is used and survives JSON', () => {
    const program = circuit(3)
      .gate('H', [0])
      .gate('RX', [1], [addAngles(scaleAngle(parameter(4), 2), input(1), 0.5)])
      .gate('CNOT', [0, 2], [], { controls: [1] })
      .measure(0, 1)
      .gate('X', [1], [], { condition: { bits: [1], value: 1 } })
      .reset(2)
      .expectation(pauli('XIZ'), pauliZ(1))
      .probabilities([2, 0])
      .build();
    expect([program.parameters, program.inputs, program.bits]).toEqual([5, 2, 2]);
    expect(program.operations[2]).toMatchObject({ gate: 'CX', controls: [1] });
    const copy = JSON.parse(JSON.stringify(program));
    expect(copy).toEqual(program);
    expect(() => checkCircuit(copy)).not.toThrow();
  });

  it('reads a Pauli string as a bitstring: the last letter is qubit 0', () => {
    expect(pauli('XIZ', 2)).toEqual({
      kind: 'pauli-sum',
      terms: [
        {
          coefficient: 2,
          paulis: [
            [0, 'Z'],
            [2, 'X'],
          ],
        },
      ],
    });
  });

  it('joins terms of an angle', () => {
    const angle = addAngles(parameter(1), scaleAngle(parameter(1), 2), scaleAngle(input(0), -1), 0.25);
    expect(angle.terms).toHaveLength(2);
    expect(angleValue(angle, [0, 2], [3])).toBeCloseTo(3.25, 14);
    expect(addAngles(parameter(0), scaleAngle(parameter(0), -1)).terms).toEqual([]);
  });
});

describe('circuit checks', () => {
  const notUnitary = matrixToData(ComplexMatrix.fromReal(2, 2, [1, 1, 0, 1]));
  const damping = (d: number) => ({
    kind: 'kraus' as const,
    dims: [d],
    operators: [matrixToData(ComplexMatrix.identity(d))],
  });
  it.each([
    ['core/out-of-range', () => circuit(2).gate('X', [2])],
    ['core/out-of-range', () => circuit(2).gate('X', [0.5])],
    ['core/repeated-target', () => circuit(2).gate('CX', [1, 1])],
    ['core/repeated-target', () => circuit(2).gate('X', [1], [], { controls: [1] })],
    ['core/wrong-angles', () => circuit(2).gate('RX', [0])],
    ['core/wrong-angles', () => circuit(2).gate('H', [0], [1])],
    ['core/not-finite', () => circuit(2).gate('RX', [0], [Number.NaN])],
    ['core/shape-mismatch', () => circuit(2).gate('CX', [0])],
    ['core/shape-mismatch', () => circuit([2, 3]).gate('X', [1])],
    ['core/shape-mismatch', () => circuit([2, 3]).channel(damping(2), [1])],
    ['core/shape-mismatch', () => circuit([2, 3]).matrix(ComplexMatrix.identity(2), [1])],
    ['core/shape-mismatch', () => circuit([3]).expectation(pauli('Z'))],
    ['core/shape-mismatch', () => circuit(1).fidelity([1, 0])],
    ['core/not-unitary', () => circuit(1).matrix(notUnitary, [0])],
    ['core/unknown-gate', () => circuit(1).gate('Foo', [0])],
    ['core/bad-power', () => circuit(1).gate('X', [0], [], { power: 0.5 })],
    ['core/bad-dims', () => circuit([1])],
    ['core/bad-dims', () => circuit(0)],
    ['core/not-hermitian', () => circuit(1).expectation({ kind: 'matrix', matrix: notUnitary, targets: [0] })],
    ['core/out-of-range', () => circuit(1).gate('X', [0], [], { condition: { bits: [0], value: 1 } })],
  ])('%s', (code, make) => {
    expect(() => make().build()).toThrowError(expect.objectContaining({ code }));
  });
});
