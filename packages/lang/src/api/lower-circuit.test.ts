import { GATES } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rightScript } from '../../test-data/check-text.js';
import { circuitCases, circuitFolders } from '../../test-data/circuit-cases.js';
import { simulate } from '../../test-data/simulate.js';
import { SparseMatrix } from '../matrix/index.js';
import { lowerCircuit, lowerDeclaration } from './index.js';

describe('circuits that say what they yield', () => {
  it.each(circuitFolders)('%s', async (name) => {
    for (const { circuit, parameters, inputs, expected } of await circuitCases(name)) {
      expect(JSON.parse(JSON.stringify(circuit.program)), circuit.name).toEqual(circuit.program);
      expect(circuit.spans, circuit.name).toHaveLength(circuit.program.operations.length);
      const found = simulate(circuit.program, parameters, inputs).flat();
      expect(found, `${circuit.name}: ${found.join(', ')}`).toHaveLength(expected.length);
      expected.forEach((value, k) => {
        expect(found[k], `${circuit.name}: ${found.join(', ')}`).toBeCloseTo(value, 12);
      });
    }
  });
});

describe('lowerCircuit', () => {
  it('names parameters, inputs, wires, bits and results, with their shapes and places', async () => {
    const script = await rightScript(`import { RX } from "std/gates"
circuit Inner on q { param phi: angle; RX(phi) q }
circuit Outer(layers: int = 2) on q[2], a {
  param theta: angle[layers, 3] = uniform(-pi, pi)
  input x: real[2]
  bit c[2]
  Inner q[0]
  Inner q[1]
  RX(theta[1, 2] + x[1]) a
  measure q -> c
  return expval(Z, a), counts
}`);
    const circuit = lowerCircuit(script, 'Outer', { set: { layers: 4 } });
    expect(circuit.wires).toEqual([
      { name: 'q', positions: [0, 1] },
      { name: 'a', positions: [2] },
    ]);
    expect(circuit.bits).toEqual([{ name: 'c', positions: [0, 1] }]);
    expect(circuit.parameters.map(({ name, shape, start, length }) => ({ name, shape, start, length }))).toEqual([
      { name: 'theta', shape: [4, 3], start: 0, length: 12 },
      { name: 'Inner.phi', shape: [], start: 12, length: 1 },
      { name: 'Inner[1].phi', shape: [], start: 13, length: 1 },
    ]);
    expect(circuit.parameters[0]?.initial).toEqual({ kind: 'uniform', from: -Math.PI, to: Math.PI });
    expect(circuit.inputs).toMatchObject([{ name: 'x', shape: [2], start: 0, length: 2 }]);
    expect(circuit.results.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'expval expval(Z, a)',
      'counts counts',
    ]);
    expect(circuit.program).toMatchObject({ dims: [2, 2, 2], bits: 2, parameters: 14, inputs: 2, initial: 'zero' });
    expect(circuit.program.operations[2]).toMatchObject({
      gate: 'RX',
      angles: [
        {
          terms: [
            { source: 'parameter', index: 5, scale: 1 },
            { source: 'input', index: 1, scale: 1 },
          ],
          offset: 0,
        },
      ],
    });
    expect(circuit.spans.map((span) => span?.line)).toEqual([7, 8, 9, 10, 10]);
  });

  it('starts from a state that is given, and compares with one that is given', async () => {
    const script = await rightScript(
      'circuit C on q[2] { input psi: state; input phi: state; start psi; H q; return fidelity(phi), state }',
    );
    const { program } = lowerCircuit(script, 'C');
    expect(program.initial).toBe('amplitudes');
    expect(program.outputs).toEqual([{ kind: 'fidelity', target: 'per-sample' }, { kind: 'state' }]);
    const mixed = await rightScript('circuit C on q { input rho: density; start rho; return state }');
    expect(lowerCircuit(mixed, 'C').program).toMatchObject({ initial: 'density', outputs: [{ kind: 'density' }] });
  });

  it('takes circuits far beyond any matrix', async () => {
    const script = await rightScript(`import { CX } from "std/gates"
circuit Chain(n: int = 400) on q[n] {
  H q
  for i in 0..(n - 1) { CX q[i], q[i + 1] }
  return expval(at(Z, q[0]) * at(Z, q[n - 1])), expval(X, q[n - 1])
}`);
    const { program } = lowerCircuit(script, 'Chain');
    expect(program.dims).toHaveLength(400);
    expect(program.operations).toHaveLength(799);
    expect(program.outputs[0]).toEqual({
      kind: 'expectation',
      observables: [
        {
          kind: 'pauli-sum',
          terms: [
            {
              coefficient: 1,
              paulis: [
                [0, 'Z'],
                [399, 'Z'],
              ],
            },
          ],
        },
      ],
    });
  });

  it('refuses names and values with the place', async () => {
    const script = await rightScript('circuit C(n: int) on q[n] { H q }\nchannel D on q { measure q }');
    expect(() => lowerCircuit(script, 'D')).toThrow(expect.objectContaining({ code: 'lang/not-a-circuit' }));
    expect(() => lowerCircuit(script, 'C')).toThrow(expect.objectContaining({ code: 'lang/parameter-without-value' }));
    expect(() => lowerCircuit(script, 'C', { set: { m: 2 } })).toThrow(/no parameter `m`/);
    expect(() => lowerCircuit(script, 'C', { set: { n: 0 } })).toThrow(
      expect.objectContaining({ code: 'lang/K109', span: expect.objectContaining({ line: 1, column: 24 }) }),
    );
  });

  it('maps what is broken inside the standard library to the call', async () => {
    const script = await rightScript(`import { PauliError } from "std/channels"
circuit C(n: int = 1) on q {
  PauliError(n / 4, n / 4, 0) q
}`);
    expect(() => lowerCircuit(script, 'C', { set: { n: 3 } })).toThrow(
      expect.objectContaining({ code: 'lang/K207', span: expect.objectContaining({ line: 3, column: 3 }) }),
    );
  });
});

describe('gates of the registry', () => {
  it('lower to themselves, by name and by alias', async () => {
    const letters = ['I', 'X', 'Y', 'Z', 'H', 'S', 'T'];
    for (const gate of GATES) {
      const wires = Array.from({ length: gate.qubits }, (_, k) => `q[${k}]`).join(', ');
      const angles = gate.parameters.map((_, k) => `${k + 1} / 10 + theta`).join(', ');
      const names = [gate.name, ...gate.aliases];
      const imported = names.filter((name) => !letters.includes(name));
      const script =
        await rightScript(`${imported.length > 0 ? `import { ${imported.join(', ')} } from "std/gates"` : ''}
circuit C on q[${gate.qubits}] {
  param theta: angle
  ${names.map((name) => `${name}${gate.parameters.length > 0 ? `(${angles})` : ''} ${wires}`).join('\n  ')}
}`);
      const { program } = lowerCircuit(script, 'C');
      expect(program.operations).toHaveLength(names.length);
      for (const operation of program.operations) {
        expect(operation).toMatchObject({
          kind: 'gate',
          gate: gate.name,
          angles: gate.parameters.map((_, k) => ({
            terms: [{ source: 'parameter', index: 0, scale: 1 }],
            offset: expect.closeTo((k + 1) / 10, 14),
          })),
        });
      }
    }
  });
});

/** One operation of random gates, modifiers, powers and wires on three qubits. */
const randomOperation: fc.Arbitrary<string> = fc
  .record({
    gate: fc.constantFrom('H', 'S', 'Y', 'RX(0.3)', 'U(0.1, 0.2, 0.3)', 'CX', 'iSWAP', 'RZZ(0.7)', 'Own(0.4)'),
    controlled: fc.boolean(),
    inverse: fc.boolean(),
    power: fc.constantFrom('', ' ^ 2', ' ^ -1', ' ^ 3', ' ^ 0'),
    wires: fc.shuffledSubarray(['q[0]', 'q[1]', 'q[2]'], { minLength: 3, maxLength: 3 }),
  })
  .map(({ gate, controlled, inverse, power, wires }) => {
    const two = ['CX', 'iSWAP', 'RZZ(0.7)', 'Own(0.4)'].includes(gate);
    const count = (two ? 2 : 1) + (controlled ? 1 : 0);
    return `${inverse ? 'inverse ' : ''}${controlled ? 'ctrl ' : ''}${gate}${power} ${wires.slice(0, count).join(', ')}`;
  });

describe('a sequence of gates', () => {
  it('is the same as one matrix and as operations of a circuit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomOperation, { minLength: 1, maxLength: 8 }), async (operations) => {
        const body = operations.join('\n  ');
        const script = await rightScript(`import { RX, U, CX, iSWAP, RZZ } from "std/gates"
gate Own(t: angle) on a, b {
  RX(t) a
  inverse CX b, a
  ctrl S a, b
}
gate Whole on q[3] {
  ${body}
}
circuit C on q[3] {
  H q
  S q[1]
  ${body}
  return state
}`);
        const program = lowerDeclaration(script, 'Whole');
        const [whole] = program.kind === 'kraus' ? program.operators : [];
        if (whole === undefined) throw new Error('no operator');
        const first = Array.from({ length: 8 }, (_, i): [number, number] =>
          (i >> 1) & 1 ? [0, 8 ** -0.5] : [8 ** -0.5, 0],
        );
        const ket = SparseMatrix.fromData(whole).times(SparseMatrix.fromRows(first.map((entry) => [entry])));
        const [found = []] = simulate(lowerCircuit(script, 'C').program, [], []);
        const rho = ket.times(ket.dagger());
        for (let i = 0; i < 8; i++) {
          for (let j = 0; j < 8; j++) {
            expect(found[16 * i + 2 * j]).toBeCloseTo(rho.at(i, j)[0], 12);
            expect(found[16 * i + 2 * j + 1]).toBeCloseTo(rho.at(i, j)[1], 12);
          }
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
