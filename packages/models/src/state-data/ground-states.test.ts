import { ComplexMatrix, hermitianEigen, singularValues } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { type Chain, tfimGroundState, xxzGroundState } from './index.js';

/** Free fermions: E₀ = −Σ of the singular values of the matrix with g on the diagonal and 1 below it (Pfeuty 1970). */
function openIsingEnergy(n: number, g: number): number {
  const matrix = new ComplexMatrix(n, n);
  for (let k = 0; k < n; k++) {
    matrix.set(k, k, g);
    if (k > 0) matrix.set(k, k - 1, 1);
  }
  return -singularValues(matrix).values.reduce((sum, x) => sum + x, 0);
}

/** −Σ √(1 + g² − 2g cos k) over k = (2m + 1)π/n, the even sector. */
function periodicIsingEnergy(n: number, g: number): number {
  let sum = 0;
  for (let m = 0; m < n; m++) sum -= Math.sqrt(1 + g * g - 2 * g * Math.cos(((2 * m + 1) * Math.PI) / n));
  return sum;
}

describe('ground states of the transverse-field Ising chain', () => {
  it.each([
    [2, 0.7],
    [4, 0.2],
    [4, 0.4],
    [6, 0.05],
    [8, 1],
    [10, 1.3],
  ])('open, %i qubits, g = %f: energy of free fermions', (qubits, g) => {
    const { energy, residual } = tfimGroundState({ qubits, boundary: 'open' }, g);
    expect(energy / openIsingEnergy(qubits, g)).toBeCloseTo(1, 12);
    expect(residual).toBeLessThan(1e-8);
  });

  it.each([
    [3, 0.5],
    [6, 1],
    [9, 2],
  ])('periodic, %i qubits, g = %f', (qubits, g) => {
    const { energy } = tfimGroundState({ qubits, boundary: 'periodic' }, g);
    expect(energy / periodicIsingEnergy(qubits, g)).toBeCloseTo(1, 12);
  });

  it('are positive and even under the flip of all spins, also where the gap is 1e-6', () => {
    const { vector } = tfimGroundState({ qubits: 6, boundary: 'open' }, 0.1);
    for (let i = 0; i < 64; i++) {
      expect(vector[i]).toBeGreaterThan(0);
      expect(vector[i]).toBeCloseTo(vector[63 - i] as number, 12);
    }
    expect((vector[0] as number) ** 2 + (vector[63] as number) ** 2).toBeGreaterThan(0.97);
  });
});

describe('ground states of the XXZ chain', () => {
  /** The whole Hamiltonian, entry by entry from Pauli matrices. */
  function hamiltonian({ qubits, boundary }: Chain, delta: number): ComplexMatrix {
    const d = 2 ** qubits;
    const h = new ComplexMatrix(d, d);
    for (let k = 0; k < (boundary === 'open' ? qubits - 1 : qubits); k++) {
      const [a, b] = [1 << k, 1 << ((k + 1) % qubits)];
      for (let state = 0; state < d; state++) {
        const z = ((state & a) === 0 ? 1 : -1) * ((state & b) === 0 ? 1 : -1);
        h.set(state, state, h.re(state, state) + delta * z);
        // <flipped|XX + YY|state> = 1 − z.
        const to = state ^ a ^ b;
        h.set(to, state, h.re(to, state) + 1 - z);
      }
    }
    return h;
  }

  it.each([
    [{ qubits: 2, boundary: 'open' }, 1, -3],
    // Two- and four-spin Heisenberg: S·S energies −3/4 and −2 (ring), −1.6160254 (open), times 4.
    [{ qubits: 4, boundary: 'periodic' }, 1, -8],
    [{ qubits: 4, boundary: 'open' }, 1, -(3 + 2 * Math.sqrt(3))],
  ] as [Chain, number, number][])('%o, Δ = %f has the energy %f', (chain, delta, energy) => {
    expect(xxzGroundState(chain, delta).energy).toBeCloseTo(energy, 11);
  });

  it('at Δ = 0 has the energy of free fermions, −Σ of the positive 4 cos(πk/(n+1))', () => {
    for (const n of [3, 6, 9]) {
      let sum = 0;
      for (let k = 1; k <= n; k++) sum -= Math.max(0, 4 * Math.cos((Math.PI * k) / (n + 1)));
      expect(xxzGroundState({ qubits: n, boundary: 'open' }, 0).energy).toBeCloseTo(sum, 10);
    }
  });

  it('is the lowest state of the whole chain for every Δ > −1', () => {
    for (const chain of [
      { qubits: 5, boundary: 'open' },
      { qubits: 6, boundary: 'periodic' },
    ] as Chain[]) {
      for (const delta of [-0.9, -0.3, 0.6, 1, 2.5]) {
        const lowest = hermitianEigen(hamiltonian(chain, delta)).values[0] as number;
        expect(xxzGroundState(chain, delta).energy).toBeCloseTo(lowest, 9);
      }
    }
  });

  it('refuses what has no unique ground state', () => {
    expect(() => xxzGroundState({ qubits: 5, boundary: 'periodic' }, 1)).toThrow(/frustrated/);
    expect(() => xxzGroundState({ qubits: 4, boundary: 'open' }, -1)).toThrow(/above −1/);
    expect(() => tfimGroundState({ qubits: 4, boundary: 'open' }, 0)).toThrow(/above 0/);
    expect(() => tfimGroundState({ qubits: 13, boundary: 'open' }, 1)).toThrow(/2 to 12/);
  });
});
