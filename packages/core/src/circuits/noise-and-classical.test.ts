import { describe, expect, it } from 'vitest';
import { checkCircuit, circuit, classicalRadices, input, parameter, scaleAngle } from './index.js';

describe('noise in a circuit', () => {
  it('keeps the registry name, counts the θ and x of its values, and survives JSON', () => {
    const program = circuit([2, 2, 3])
      .noise('AmplitudeDamping', [0], [parameter(3)])
      .noise('Dephasing', [1], [scaleAngle(input(1), 0.5)])
      .noise('Depolarizing2', [1, 0], [0.1])
      .noise('QuditDepolarizing', [2], [parameter(0), 3])
      .measure(1, 0)
      .noise('BitFlip', [0], [0.25], { bits: [0], value: 1 })
      .density()
      .build();
    expect([program.parameters, program.inputs, program.bits]).toEqual([4, 2, 1]);
    expect(program.operations.map((operation) => ('channel' in operation ? operation.channel : ''))).toEqual([
      'AmplitudeDamping',
      'PhaseFlip',
      'TwoQubitDepolarizing',
      'QuditDepolarizing',
      '',
      'BitFlip',
    ]);
    const copy = JSON.parse(JSON.stringify(program));
    expect(copy).toEqual(program);
    expect(() => checkCircuit(copy)).not.toThrow();
  });

  it.each([
    ['core/unknown-channel', () => circuit(1).noise('BitFlop', [0], [0.1])],
    ['core/parameter-count', () => circuit(1).noise('BitFlip', [0])],
    ['core/parameter-count', () => circuit(1).noise('PauliError', [0], [0.1, 0.1])],
    ['core/not-a-probability', () => circuit(1).noise('BitFlip', [0], [1.5])],
    ['core/bad-parameters', () => circuit(1).noise('PauliError', [0], [0.5, 0.4, 0.3])],
    ['core/not-finite', () => circuit(1).noise('BitFlip', [0], [Number.NaN])],
    ['core/not-finite', () => circuit(1).noise('BitFlip', [0], [scaleAngle(parameter(0), Number.POSITIVE_INFINITY)])],
    ['core/bad-circuit', () => circuit([3]).noise('QuditDephasing', [0], [0.1, parameter(0)])],
    ['core/shape-mismatch', () => circuit([3]).noise('BitFlip', [0], [0.1])],
    ['core/shape-mismatch', () => circuit([2, 3]).noise('QuditDephasing', [1], [0.1, 2])],
    ['core/shape-mismatch', () => circuit(2).noise('TwoQubitDepolarizing', [0], [0.1])],
    ['core/repeated-target', () => circuit(2).noise('TwoQubitDepolarizing', [0, 0], [0.1])],
    ['core/out-of-range', () => circuit(1).noise('BitFlip', [1], [0.1])],
    ['core/out-of-range', () => circuit(1).noise('BitFlip', [0], [0.1], { bits: [0], value: 1 })],
  ])('%s', (code, make) => {
    expect(() => make().build()).toThrowError(expect.objectContaining({ code }));
  });

  it('an index beyond θ is refused in data that no builder made', () => {
    const program = circuit(1)
      .noise('BitFlip', [0], [parameter(1)])
      .build();
    expect(() => checkCircuit({ ...program, parameters: 1 })).toThrowError(
      expect.objectContaining({ code: 'core/out-of-range', message: expect.stringContaining('BitFlip') }),
    );
  });
});

describe('classical digits', () => {
  const measured = () => circuit([2, 3, 5]).measure(0, 0).measure(1, 1).measure(2, 0).measure(2, 3);

  it('have as many values as the largest system measured into them, 2 if none is', () => {
    expect(classicalRadices(measured().build())).toEqual([5, 3, 2, 5]);
  });

  it('a condition may name any value of its digits, and no other', () => {
    const flip = (bits: readonly number[], value: number) => () =>
      measured().gate('X', [0], [], { condition: { bits, value } }).build();
    expect(flip([0, 1], 14)).not.toThrow();
    expect(flip([0, 1], 15)).toThrowError(expect.objectContaining({ code: 'core/out-of-range' }));
    expect(flip([1], -1)).toThrowError(expect.objectContaining({ code: 'core/out-of-range' }));
    expect(flip([4], 0)).toThrowError(expect.objectContaining({ code: 'core/out-of-range' }));
    expect(flip([1, 1], 0)).toThrowError(expect.objectContaining({ code: 'core/repeated-target' }));
  });

  it('are outputs: all of them, or those named', () => {
    expect(measured().classical().build().outputs).toEqual([{ kind: 'classical', bits: [0, 1, 2, 3] }]);
    expect(measured().classical([3, 1]).build().outputs).toEqual([{ kind: 'classical', bits: [3, 1] }]);
  });

  it.each([
    ['core/bad-circuit', () => circuit(1).classical()],
    ['core/out-of-range', () => measured().classical([4])],
    ['core/out-of-range', () => measured().classical([0.5])],
    ['core/repeated-target', () => measured().classical([1, 0, 1])],
    ['core/out-of-range', () => measured().measure(3, 0)],
    ['core/out-of-range', () => measured().measure(0, -1)],
    ['core/out-of-range', () => measured().reset(3)],
  ])('%s', (code, make) => {
    expect(() => make().build()).toThrowError(expect.objectContaining({ code }));
  });
});
