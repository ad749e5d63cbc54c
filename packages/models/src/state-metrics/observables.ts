import { KrausError } from '@kraus/core';
import type { StateEnsemble } from '../state-data/index.js';

export type SpinAxis = 'x' | 'y' | 'z';

/** <Z>, <X> or <Y> of one qubit of every state, `[count]`, in [−1, 1]. @throws KrausError `states/bad-index` */
export function spins(states: StateEnsemble, axis: SpinAxis, qubit: number): Float64Array {
  const { dimension: d, count } = states;
  const bit = 2 ** qubit;
  if (!Number.isInteger(qubit) || qubit < 0 || bit >= d || !Number.isInteger(Math.log2(d))) {
    throw new KrausError('states/bad-index', `Spin: there is no qubit ${qubit} in dimension ${d}.`);
  }
  return Float64Array.from({ length: count }, (_, n) => {
    let sum = 0;
    for (let i = 0; i < d; i++) {
      if (axis === 'z') sum += (i & bit) === 0 ? entry(states, n, i, i)[0] : -entry(states, n, i, i)[0];
      // ρ_{i, i^bit} with the qubit 1 in the row: x = 2 Re, y = 2 Im.
      else if ((i & bit) !== 0) sum += 2 * entry(states, n, i, i ^ bit)[axis === 'x' ? 0 : 1];
    }
    return sum;
  });
}

/** <Y>² (or of another axis) of every state, `[count]`: 0 on the circle of QuDDPM, 1/3 on average for Haar states of one qubit. */
export function squaredSpins(states: StateEnsemble, axis: SpinAxis, qubit: number): Float64Array {
  return spins(states, axis, qubit).map((x) => x * x);
}

/** The mean of <Z>, <X> or <Y> over the qubits of every state, `[count]`. */
export function magnetisations(states: StateEnsemble, axis: SpinAxis): Float64Array {
  const qubits = Math.log2(states.dimension);
  const out = new Float64Array(states.count);
  for (let qubit = 0; qubit < qubits; qubit++) {
    spins(states, axis, qubit).forEach((x, n) => {
      out[n] = (out[n] as number) + x / qubits;
    });
  }
  return out;
}

/**
 * The mean size of the magnetisation, Σ_i ρ_ii |m(i)| with m(i) the mean of ±1 over the bits of i, of every state, `[count]`: what
 * QuDDPM reports of Ising states, where the plain magnetisation vanishes by symmetry.
 */
export function absoluteMagnetisations(states: StateEnsemble): Float64Array {
  const { dimension: d, count } = states;
  const qubits = Math.log2(d);
  const sizes = Float64Array.from({ length: d }, (_, i) => {
    let down = 0;
    for (let rest = i; rest > 0; rest >>= 1) down += rest & 1;
    return Math.abs(1 - (2 * down) / qubits);
  });
  return Float64Array.from({ length: count }, (_, n) => {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += entry(states, n, i, i)[0] * (sizes[i] as number);
    return sum;
  });
}

/**
 * What every state says of the probability of XX in correlated noise, `[count]`; the mean estimates it. ψ₀ has nothing on |10>, ZZ
 * leaves that so, and XX with angle ε puts sin²ε times the population of |01> there: the estimate is
 * population of |10> / (population of |01> in ψ₀ · E sin²ε), with E sin²ε = 1/2 − sin(2w)/(4w) for ε uniform in ±w.
 * @param width w > 0, radians
 * @throws KrausError `states/wrong-shape` unless two qubits
 */
export function noiseProbabilities(states: StateEnsemble, psi: readonly number[], width: number): Float64Array {
  if (states.dimension !== 4 || psi.length !== 8 || !(width > 0)) {
    throw new KrausError(
      'states/wrong-shape',
      `Noise probability: states of dimension ${states.dimension}, ${psi.length} numbers of ψ₀, width ${width}; expected 4, 8 and a width above 0.`,
    );
  }
  const source = (psi[2] as number) ** 2 + (psi[3] as number) ** 2;
  const sine2 = 0.5 - Math.sin(2 * width) / (4 * width);
  return Float64Array.from({ length: states.count }, (_, n) => entry(states, n, 2, 2)[0] / (source * sine2));
}

/** ρ_ij of state n. */
function entry({ kind, dimension: d, data }: StateEnsemble, n: number, i: number, j: number): [number, number] {
  if (kind === 'mixed') {
    const at = 2 * (d * (d * n + i) + j);
    return [data[at] as number, data[at + 1] as number];
  }
  const [p, q] = [2 * (d * n + i), 2 * (d * n + j)];
  const [a, b] = [data[p] as number, data[p + 1] as number];
  const [c, e] = [data[q] as number, data[q + 1] as number];
  return [a * c + b * e, b * c - a * e];
}
