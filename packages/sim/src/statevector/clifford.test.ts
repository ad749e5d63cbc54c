import { circuit, pauliSum, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { StabilizerTableau } from '../testing/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';

const QUBITS = 12;

/** A random Clifford circuit of H, S and CX, and its tableau. */
function clifford(seed: number) {
  const random = stream(seed, 'clifford');
  const builder = circuit(QUBITS);
  const tableau = new StabilizerTableau(QUBITS);
  for (let k = 0; k < 200; k++) {
    const [a, b] = [random.integer(QUBITS), random.integer(QUBITS - 1)];
    const kind = random.integer(3);
    if (kind === 0) {
      builder.gate('H', [a]);
      tableau.h(a);
    } else if (kind === 1) {
      builder.gate('S', [a]);
      tableau.s(a);
    } else {
      const target = b < a ? b : b + 1;
      builder.gate('CX', [a, target]);
      tableau.cx(a, target);
    }
  }
  return { builder, tableau, random };
}

describe('Clifford circuits of 12 qubits against a stabilizer tableau', () => {
  it.each([
    ['one state, float64', { kernels: 'wasm' }, 1, 1e-12],
    ['a batch, float64', { kernels: 'wasm' }, 4, 1e-12],
    ['one state, float32', { kernels: 'wasm', precision: 'float32' }, 1, 1e-5],
    ['TypeScript', { kernels: 'js' }, 1, 1e-12],
  ] as const)('%s', (_, options, batch, tolerance) => {
    let certain = 0;
    for (let seed = 0; seed < 8; seed++) {
      const { builder, tableau, random } = clifford(seed);
      // Elements of the stabilizer, which are ±1, and strings of any kind, which are nearly always 0.
      const strings = Array.from({ length: 60 }, (_, k) => {
        const any = () => 1 + random.integer(2 ** QUBITS - 1);
        return k < 30 ? tableau.element(any()) : { x: any(), z: any() };
      });
      const observables = strings.map(({ x, z }) =>
        pauliSum({
          coefficient: 1,
          paulis: Array.from({ length: QUBITS }, (_, q) => q).flatMap((q) => {
            const letter = [undefined, 'X', 'Z', 'Y'] as const;
            const found = letter[((x >> q) & 1) | (((z >> q) & 1) << 1)];
            return found === undefined ? [] : [[q, found] as const];
          }),
        }),
      );
      const executable = compileStateVectorCircuit(builder.expectation(...observables).build(), options);
      const { values } = executable.run({ batch });
      strings.forEach(({ x, z }, k) => {
        const expected = tableau.expectation(x, z);
        if (expected !== 0) certain++;
        for (let b = 0; b < batch; b++) {
          const value = values[b * strings.length + k] as number;
          expect(Math.abs(value - expected), `seed ${seed}, string ${k}, sample ${b}`).toBeLessThan(tolerance);
        }
      });
      executable.dispose();
    }
    expect(certain).toBeGreaterThanOrEqual(240);
  });
});

describe('the tableau itself', () => {
  it('knows the Bell state, |+i> and the signs of products', () => {
    const bell = new StabilizerTableau(2);
    bell.h(0);
    bell.cx(0, 1);
    expect([bell.expectation(3, 0), bell.expectation(0, 3), bell.expectation(3, 3), bell.expectation(0, 1)]).toEqual([
      1, 1, -1, 0,
    ]);
    const plusI = new StabilizerTableau(1);
    plusI.h(0);
    plusI.s(0);
    expect([plusI.expectation(1, 1), plusI.expectation(1, 0)]).toEqual([1, 0]);
    plusI.s(0);
    plusI.s(0);
    expect(plusI.expectation(1, 1)).toBe(-1);
  });
});
