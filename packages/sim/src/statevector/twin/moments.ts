import { odd } from './angles.js';

/** Sums over lanes where a block's angles are shared: `width` is 1 there, else the lanes. */

/** A_x and A_y of one qubit, Im <lambda| P |psi>, added up over amplitudes: to[lane], to[width + lane]. */
export function moments(
  psi: Float64Array,
  lambda: Float64Array,
  qubits: number,
  qubit: number,
  lanes: number,
  width: number,
  to: Float64Array,
): void {
  const step = 2 * lanes;
  const half = (1 << qubit) * step;
  const end = (1 << qubits) * step;
  for (let first = 0; first < width; first++) {
    const last = width === 1 ? lanes : first + 1;
    let x = 0;
    let y = 0;
    for (let b = 0; b < end; b += 2 * half) {
      for (let k = b; k < b + half; k += step) {
        for (let i = k + first; i < k + last; i++) {
          const j = i + half;
          const ar = psi[i] as number;
          const ai = psi[i + lanes] as number;
          const br = psi[j] as number;
          const bi = psi[j + lanes] as number;
          const cr = lambda[i] as number;
          const ci = lambda[i + lanes] as number;
          const dr = lambda[j] as number;
          const di = lambda[j + lanes] as number;
          x += cr * bi - ci * br + dr * ai - di * ar;
          y += dr * ar + di * ai - cr * br - ci * bi;
        }
      }
    }
    to[first] = x;
    to[width + first] = y;
  }
}

/** The density [2^n][lanes] with its lanes added up, [2^n]. */
export function sumLanes(density: Float64Array, lanes: number): Float64Array {
  const sums = new Float64Array(density.length / lanes);
  for (let k = 0; k < sums.length; k++) {
    let sum = 0;
    for (let i = k * lanes; i < (k + 1) * lanes; i++) sum += density[i] as number;
    sums[k] = sum;
  }
  return sums;
}

/** Σ (−1)^{bit q of k} density[k] of every qubit and lane, [n][width], by halving a copy. */
export function foldedSums(density: Float64Array, qubits: number, width: number): Float64Array {
  const rest = density.slice();
  const sums = new Float64Array(qubits * width);
  for (let q = qubits - 1; q >= 0; q--) {
    const half = 2 ** q * width;
    for (let lane = 0; lane < width; lane++) {
      let sum = 0;
      for (let k = lane; k < half; k += width) {
        const a = rest[k] as number;
        const b = rest[k + half] as number;
        sum += a - b;
        rest[k] = a + b;
      }
      sums[q * width + lane] = sum;
    }
  }
  return sums;
}

/** Σ f(k) density[k] with f of a phase term. */
export function signedSum(density: Float64Array, width: number, lane: number, controls: number, mask: number): number {
  let sum = 0;
  for (let k = 0; k * width < density.length; k++) {
    if ((k & controls) !== controls) continue;
    const here = density[k * width + lane] as number;
    sum += odd(k & mask) ? -here : here;
  }
  return sum;
}
