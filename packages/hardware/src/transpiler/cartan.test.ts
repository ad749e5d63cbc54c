import {
  add,
  type ComplexMatrix,
  dagger,
  expm,
  gateNamed,
  innerProduct,
  kron,
  multiply,
  pauliMatrix,
  type RandomStream,
  scale,
  stream,
} from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { cartan, cartanMatrix, entanglersNeeded } from './cartan.js';
import { intoEntanglers } from './entanglers.js';

/** exp of a random anti-Hermitian matrix. */
function randomUnitary(random: RandomStream, size: number): ComplexMatrix {
  const a = scale(kronOnes(size), 0);
  random.fillNormal(a.data);
  return expm(add(a, scale(dagger(a), -1)));
}
const kronOnes = (size: number) => (size === 4 ? kron(pauliMatrix(['X']), pauliMatrix(['X'])) : pauliMatrix(['X']));

/** 1 − |tr(A†B)|/d. */
function distance(a: ComplexMatrix, b: ComplexMatrix): number {
  return 1 - Math.hypot(...innerProduct(a, b)) / a.rows;
}

const rebuilt = (matrix: ComplexMatrix) =>
  intoEntanglers({ kind: 'unitary', qubits: [0, 1], matrix })
    .map(({ qubits, matrix: step }) => {
      if (qubits.length === 2) return step;
      return qubits[0] === 0 ? kron(pauliMatrix(['I']), step) : kron(step, pauliMatrix(['I']));
    })
    .reduce((all, next) => multiply(next, all));

describe('two-qubit unitaries', () => {
  it.each([
    ['CX', [], 1],
    ['CZ', [], 1],
    ['CY', [], 1],
    ['CH', [], 1],
    ['ECR', [], 1],
    ['SWAP', [], 3],
    ['iSWAP', [], 2],
    ['RZZ', [0.3], 2],
    ['RXX', [-2.9], 2],
    ['CP', [1.1], 2],
    ['CRY', [0.4], 2],
    ['fSim', [0.3, 0.7], 3],
    ['fSim', [0.3, 0], 2],
    ['Givens', [0.3], 2],
    ['RZZ', [0], 0],
    ['RZZ', [Math.PI / 2], 1],
  ] as const)('%s %j takes %i entanglers', (gate, angles, count) => {
    const matrix = gateNamed(gate).matrix(angles);
    expect(entanglersNeeded(cartan(matrix))).toBe(count);
    expect(distance(rebuilt(matrix), matrix)).toBeLessThan(1e-12);
  });

  it('are rebuilt from their Cartan form and from at most three entanglers, in the Weyl chamber', () => {
    const random = stream(7, 'cartan');
    for (let k = 0; k < 200; k++) {
      const local = () => kron(randomUnitary(random, 2), randomUnitary(random, 2));
      const gates = ['CX', 'SWAP', 'iSWAP', 'CP', 'CZ'] as const;
      const gate = gates[k % 5] as (typeof gates)[number];
      const special = multiply(local(), multiply(gateNamed(gate).matrix([0.3]), local()));
      const matrix = k % 2 === 0 ? randomUnitary(random, 4) : special;
      const found = cartan(matrix);
      expect(found.a).toBeLessThan(Math.PI / 4 + 1e-9);
      expect(found.a - found.b).toBeGreaterThan(-1e-9);
      expect(found.b - Math.abs(found.c)).toBeGreaterThan(-1e-9);
      expect(distance(cartanMatrix(found), matrix)).toBeLessThan(1e-12);
      expect(distance(rebuilt(matrix), matrix)).toBeLessThan(1e-12);
      if (k % 2 === 1) expect(entanglersNeeded(found)).toBe({ CX: 1, CZ: 1, SWAP: 3, iSWAP: 2, CP: 2 }[gate]);
    }
  });
});
