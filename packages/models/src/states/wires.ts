import { ComplexMatrix, hermitianEigen } from '@kraus/core';
import { densityMatrices, type StateEnsemble, stateSize } from '../state-data/index.js';

/**
 * Between states of the data and amplitudes of a circuit on ancillas, data and purifier, the ancillas the least significant wires. A mixed
 * state ρ = M M† of dimension D enters as the pure state Σ M_dk |d>|k> with a purifier of dimension D, on which nothing acts: outcomes
 * then collapse the whole, and tracing the purifier out gives the state behind them.
 */
export interface Wires {
  /** 2^ancillas. */
  readonly ancilla: number;
  /** D. */
  readonly data: number;
  /** 1 of pure states, D of mixed ones. */
  readonly purifier: number;
}

/** M of every state, `[count, D, K, 2]` with K the purifier's dimension: its amplitudes, or V√Λ of ρ = VΛV†. */
export function roots(states: StateEnsemble): Float64Array {
  if (states.kind === 'pure') return states.data;
  const { dimension: d, count } = states;
  const size = stateSize(states);
  const data = new Float64Array(states.data.length);
  for (let n = 0; n < count; n++) {
    const rho = new ComplexMatrix(d, d, states.data.subarray(n * size, (n + 1) * size));
    const { values, vectors } = hermitianEigen(rho);
    for (let k = 0; k < d; k++) {
      const root = Math.sqrt(Math.max(0, values[k] as number));
      for (let i = 0; i < d; i++) {
        data[n * size + 2 * (i * d + k)] = root * vectors.re(i, k);
        data[n * size + 2 * (i * d + k) + 1] = root * vectors.im(i, k);
      }
    }
  }
  return data;
}

/**
 * Amplitudes `[count, ancilla · D · K, 2]` with the ancillas in the given kets.
 * @param kets `[count, ancilla, 2]`; undefined: |0…0>
 */
export function joined(wires: Wires, count: number, m: Float64Array, kets?: Float64Array): Float64Array {
  const { ancilla: a, data: d, purifier: r } = wires;
  const out = new Float64Array(2 * count * a * d * r);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < r; k++) {
        const from = 2 * ((n * d + i) * r + k);
        const [x, y] = [m[from] as number, m[from + 1] as number];
        const to = 2 * (n * a * d * r + a * (i + d * k));
        if (kets === undefined) {
          out[to] = x;
          out[to + 1] = y;
          continue;
        }
        for (let b = 0; b < a; b++) {
          const [p, q] = [kets[2 * (n * a + b)] as number, kets[2 * (n * a + b) + 1] as number];
          out[to + 2 * b] = p * x - q * y;
          out[to + 2 * b + 1] = p * y + q * x;
        }
      }
    }
  }
  return out;
}

/** M of every state, `[count, D, K, 2]`, from amplitudes whose ancillas are back in |0…0>. */
export function parted(wires: Wires, count: number, amplitudes: ArrayLike<number>): Float64Array {
  const { ancilla: a, data: d, purifier: r } = wires;
  const out = new Float64Array(2 * count * d * r);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < r; k++) {
        const from = 2 * (n * a * d * r + a * (i + d * k));
        const to = 2 * ((n * d + i) * r + k);
        out[to] = amplitudes[from] as number;
        out[to + 1] = amplitudes[from + 1] as number;
      }
    }
  }
  return out;
}

/** The states of these M: kets as they are, else ρ = M M†. */
export function statesOf({ data: d, purifier: r }: Wires, count: number, m: Float64Array): StateEnsemble {
  if (r === 1) return { kind: 'pure', dimension: d, count, data: m };
  const data = new Float64Array(2 * count * d * d);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        let [re, im] = [0, 0];
        for (let k = 0; k < r; k++) {
          const [p, q] = [2 * ((n * d + i) * r + k), 2 * ((n * d + j) * r + k)];
          const [a, b] = [m[p] as number, m[p + 1] as number];
          const [c, e] = [m[q] as number, m[q + 1] as number];
          re += a * c + b * e;
          im += b * c - a * e;
        }
        data[2 * ((n * d + i) * d + j)] = re;
        data[2 * ((n * d + i) * d + j) + 1] = im;
      }
    }
  }
  return { kind: 'mixed', dimension: d, count, data };
}

/** ∂L/∂M = (G + G†) M from ∂L/∂ρ = G, of kets G itself; both ∂/∂Re + i ∂/∂Im. */
export function rootCotangents(
  { data: d, purifier: r }: Wires,
  count: number,
  m: Float64Array,
  gradient: Float64Array,
): Float64Array {
  if (r === 1) return gradient;
  const out = new Float64Array(m.length);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        const [p, q] = [2 * ((n * d + i) * d + j), 2 * ((n * d + j) * d + i)];
        const re = (gradient[p] as number) + (gradient[q] as number);
        const im = (gradient[p + 1] as number) - (gradient[q + 1] as number);
        for (let k = 0; k < r; k++) {
          const [from, to] = [2 * ((n * d + j) * r + k), 2 * ((n * d + i) * r + k)];
          const [x, y] = [m[from] as number, m[from + 1] as number];
          out[to] = (out[to] as number) + re * x - im * y;
          out[to + 1] = (out[to + 1] as number) + re * y + im * x;
        }
      }
    }
  }
  return out;
}

/** Density matrices with the ancillas in |0…0>: ρ ⊗ |0><0|, `[count, ancilla · D, ancilla · D, 2]`. */
export function joinedDensity({ ancilla: a, data: d }: Wires, states: StateEnsemble): Float64Array {
  const mixed = densityMatrices(states);
  const full = a * d;
  const out = new Float64Array(2 * mixed.count * full * full);
  eachEntry(mixed.count, d, a, (from, to) => {
    out[to] = mixed.data[from] as number;
    out[to + 1] = mixed.data[from + 1] as number;
  });
  return out;
}

/** The block of density matrices whose ancillas are back in |0…0>. */
export function partedDensity({ ancilla: a, data: d }: Wires, count: number, full: ArrayLike<number>): StateEnsemble {
  const data = new Float64Array(2 * count * d * d);
  eachEntry(count, d, a, (to, from) => {
    data[to] = full[from] as number;
    data[to + 1] = full[from + 1] as number;
  });
  return { kind: 'mixed', dimension: d, count, data };
}

/** @param visit places of an entry in `[count, D, D, 2]` and in `[count, ancilla · D, ancilla · D, 2]` */
function eachEntry(count: number, d: number, a: number, visit: (small: number, large: number) => void): void {
  const full = a * d;
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) visit(2 * ((n * d + i) * d + j), 2 * ((n * full + a * i) * full + a * j));
    }
  }
}
