import { ComplexMatrix, KrausError } from '@kraus/core';
import type { StateLaw } from './draw-states.js';
import { type GroundState, lanczosGroundState } from './lanczos.js';

/** A chain of qubits, and whether its last qubit is coupled to its first. */
export interface Chain {
  /** From 2 to 12. */
  readonly qubits: number;
  readonly boundary: 'open' | 'periodic';
}

/**
 * The ground state of the transverse-field Ising chain H = −Σ Z_i Z_{i+1} − g Σ X_i. For g > 0 it is unique, its amplitudes are all
 * positive, and it is even under the flip of all spins; energies are in units of the coupling.
 * @param g transverse field, > 0
 * @throws KrausError `states/bad-chain`
 */
export function tfimGroundState(chain: Chain, g: number): GroundState {
  const bonds = bondsOf(chain);
  if (!(g > 0 && Number.isFinite(g))) {
    throw new KrausError('states/bad-chain', `TFIM: the field g = ${g}, expected a number above 0.`);
  }
  const d = 2 ** chain.qubits;
  const energies = Float64Array.from({ length: d }, (_, state) =>
    bonds.reduce((sum, [a, b]) => sum - alignment(state, a, b), 0),
  );
  return lanczosGroundState((x, out) => {
    for (let state = 0; state < d; state++) {
      let flipped = 0;
      for (let bit = 1; bit < d; bit <<= 1) flipped += x[state ^ bit] as number;
      out[state] = (energies[state] as number) * (x[state] as number) - g * flipped;
    }
  }, new Float64Array(d).fill(1));
}

/**
 * The ground state of the antiferromagnetic XXZ chain H = Σ (X_i X_{i+1} + Y_i Y_{i+1} + Δ Z_i Z_{i+1}) with ⌊n/2⌋ spins down, which
 * for Δ > −1 is the ground state of the whole chain (one of two for an odd number of qubits). Energies are in Pauli units: four times
 * those written with spins ½.
 * @param anisotropy Δ > −1
 * @throws KrausError `states/bad-chain`, also for a periodic chain of an odd number of qubits, whose ground states are not unique
 */
export function xxzGroundState(chain: Chain, anisotropy: number): GroundState {
  const bonds = bondsOf(chain);
  if (!(anisotropy > -1 && Number.isFinite(anisotropy))) {
    throw new KrausError('states/bad-chain', `XXZ: the anisotropy is ${anisotropy}, expected a number above −1.`);
  }
  if (chain.boundary === 'periodic' && chain.qubits % 2 === 1) {
    throw new KrausError(
      'states/bad-chain',
      `XXZ: a periodic chain of ${chain.qubits} qubits is frustrated and its ground state not unique; use an even number or an open chain.`,
    );
  }
  const d = 2 ** chain.qubits;
  const down = Math.floor(chain.qubits / 2);
  // Marshall's sign rule: (−1) to the number of down spins on odd sites; all couplings then have one sign in this sector.
  const start = Float64Array.from({ length: d }, (_, state) =>
    ones(state) === down ? (ones(state & 0xaaa) % 2 === 0 ? 1 : -1) : 0,
  );
  return lanczosGroundState((x, out) => {
    for (let state = 0; state < d; state++) {
      let sum = 0;
      for (const [a, b] of bonds) {
        const sign = alignment(state, a, b);
        sum += anisotropy * sign * (x[state] as number);
        if (sign < 0) sum += 2 * (x[state ^ ((1 << a) | (1 << b))] as number);
      }
      out[state] = sum;
    }
  }, start);
}

/** Ground states of Ising chains, the field g uniform in [from, to). */
export function tfimStates(chain: Chain, from: number, to: number): StateLaw {
  return (random) => ketOf(tfimGroundState(chain, from + (to - from) * random.uniform()));
}

/** Ground states of XXZ chains, the anisotropy uniform in [from, to). */
export function xxzStates(chain: Chain, from: number, to: number): StateLaw {
  return (random) => ketOf(xxzGroundState(chain, from + (to - from) * random.uniform()));
}

function ketOf({ vector }: GroundState): ComplexMatrix {
  return ComplexMatrix.fromReal(vector.length, 1, vector);
}

function bondsOf({ qubits, boundary }: Chain): readonly (readonly [number, number])[] {
  if (!Number.isInteger(qubits) || qubits < 2 || qubits > 12) {
    throw new KrausError('states/bad-chain', `Spin chain: ${qubits} qubits, expected a whole number from 2 to 12.`);
  }
  if (boundary === 'periodic' && qubits === 2) {
    throw new KrausError('states/bad-chain', 'Spin chain: a periodic chain has at least 3 qubits; use an open one.');
  }
  const last = boundary === 'periodic' ? qubits : qubits - 1;
  return Array.from({ length: last }, (_, k) => [k, (k + 1) % qubits] as const);
}

/** +1 where two spins are alike, else −1. */
function alignment(state: number, a: number, b: number): number {
  return ((state >> a) & 1) === ((state >> b) & 1) ? 1 : -1;
}

function ones(state: number): number {
  let count = 0;
  for (let rest = state; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
