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

/** A_x, A_y of a lower and of a higher qubit in one reading of the states, lanes added up: to[0 … 3]. */
export function momentsOfTwo(
  psi: Float64Array,
  lambda: Float64Array,
  qubits: number,
  lower: number,
  higher: number,
  lanes: number,
  to: Float64Array,
): void {
  const step = 2 * lanes;
  const low = (1 << lower) * step;
  const high = (1 << higher) * step;
  const end = (1 << qubits) * step;
  let ax = 0;
  let ay = 0;
  let bx = 0;
  let by = 0;
  for (let c = 0; c < end; c += 2 * high) {
    for (let d = c; d < c + high; d += 2 * low) {
      for (let k = d; k < d + low; k += step) {
        for (let i = k; i < k + lanes; i++) {
          const j = i + low;
          const l = i + high;
          const m = j + high;
          const r0 = psi[i] as number;
          const i0 = psi[i + lanes] as number;
          const r1 = psi[j] as number;
          const i1 = psi[j + lanes] as number;
          const r2 = psi[l] as number;
          const i2 = psi[l + lanes] as number;
          const r3 = psi[m] as number;
          const i3 = psi[m + lanes] as number;
          let x = lambda[i] as number;
          let y = lambda[i + lanes] as number;
          ax += x * i1 - y * r1;
          ay -= x * r1 + y * i1;
          bx += x * i2 - y * r2;
          by -= x * r2 + y * i2;
          x = lambda[j] as number;
          y = lambda[j + lanes] as number;
          ax += x * i0 - y * r0;
          ay += x * r0 + y * i0;
          bx += x * i3 - y * r3;
          by -= x * r3 + y * i3;
          x = lambda[l] as number;
          y = lambda[l + lanes] as number;
          ax += x * i3 - y * r3;
          ay -= x * r3 + y * i3;
          bx += x * i0 - y * r0;
          by += x * r0 + y * i0;
          x = lambda[m] as number;
          y = lambda[m + lanes] as number;
          ax += x * i2 - y * r2;
          ay += x * r2 + y * i2;
          bx += x * i1 - y * r1;
          by += x * r1 + y * i1;
        }
      }
    }
  }
  to[0] = ax;
  to[1] = ay;
  to[2] = bx;
  to[3] = by;
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
