import { circuit, input, parameter, pauli, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { randomStates } from '../testing/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';

/** Where sin β crosses the 1/4 from which on a moment is borrowed from the block in front, and where it vanishes. */
const EDGE = Math.asin(0.25);
const TURNS = [0, 1e-9, -1e-4, EDGE - 1e-9, EDGE + 1e-9, Math.PI / 2, Math.PI - EDGE, Math.PI - 1e-9, Math.PI, -2.9, 4];

/** Layers of RZ RY RX on five qubits between couplings of every kind: phases, permutations, a dense matrix, angles a sample. */
function program() {
  const builder = circuit(5).startFrom('amplitudes');
  let next = 0;
  const turns = () => {
    for (let q = 0; q < 5; q++) {
      for (const gate of ['RZ', 'RY', 'RX']) builder.gate(gate, [q], [parameter(next++)]);
    }
  };
  turns();
  for (let q = 0; q < 5; q++) builder.gate('CZ', [q, (q + 1) % 5]);
  turns();
  for (let q = 0; q < 5; q++) builder.gate('CX', [q, (q + 1) % 5]);
  turns();
  builder.gate('RZZ', [0, 3], [parameter(next++)]);
  turns();
  builder.gate('iSWAP', [1, 2]).gate('RXX', [3, 4], [0.7]);
  turns();
  builder.gate('RZ', [2], [input(0)]).gate('CX', [2, 0]);
  turns();
  return builder.expectation(pauli('ZIIIX'), pauli('YXIIZ'), pauli('IIZII')).build();
}

type Options = { readonly kernels: 'wasm' | 'js'; readonly precision?: 'float32' | 'float64' };

describe('moments that a block borrows from the one in front', () => {
  it.each(TURNS)('give the gradients of the parameter-shift rule: rotations about Y by %f', (turn) => {
    const circuitProgram = program();
    const random = stream(3, 'borrowed', String(turn));
    const compiled = (options: Options) => compileStateVectorCircuit(circuitProgram, options);
    const exact = compiled({ kernels: 'wasm', precision: 'float64' });
    // RX and RZ small, so that the Y rotation of a run is nearly the angle given; then all angles at random about it.
    for (const width of [1e-3, 1.5]) {
      const parameters = Float64Array.from(
        { length: circuitProgram.parameters },
        (_, i) => (i % 3 === 1 ? turn : 0) + width * random.normal() * (turn === 0 && width < 1 ? 0 : 1),
      );
      const batch = {
        batch: 11,
        parameters,
        inputs: new Float64Array(11).fill(0.4),
        initial: randomStates(11, 32, random),
      };
      const cotangents = Float64Array.from({ length: 33 }, () => random.normal());
      const loss = (shifted: Float64Array) => {
        const { values } = exact.run({ ...batch, parameters: shifted });
        return cotangents.reduce((sum, weight, i) => sum + weight * (values[i] as number), 0);
      };
      const expected = parameters.map((angle, i) => {
        const at = (shift: number) => loss(parameters.with(i, angle + shift));
        return (at(Math.PI / 2) - at(-Math.PI / 2)) / 2;
      });
      const off = (options: Options) => {
        const executable = compiled(options);
        const found = executable.gradient(batch, cotangents, { initial: true, inputs: true });
        executable.dispose();
        return Math.max(...Array.from(found.parameters, (x, i) => Math.abs(x - (expected[i] as number))));
      };
      expect(off({ kernels: 'js' })).toBeLessThan(3e-13);
      expect(off({ kernels: 'wasm', precision: 'float64' })).toBeLessThan(3e-13);
      expect(off({ kernels: 'wasm', precision: 'float32' })).toBeLessThan(3e-5);
    }
    exact.dispose();
  });
});
