import { odd } from './angles.js';
import { groupSize } from './gates.js';

/**
 * Pauli moments A_P = Im <lambda| P |psi> of a tile, the twin of kernels/moments.h. Where a block's angles are shared, lanes are
 * added up (`width` 1); else every lane has its own (`width` is the lanes).
 */

/** A_y of qubits, ascending, lanes added up: to[i]. Up to three in one reading of the states. */
export function momentsY(
  psi: Float64Array,
  lambda: Float64Array,
  lanes: number,
  qubits: readonly number[],
  to: Float64Array,
): void {
  const half = (r: number) => (2 * lanes) << (qubits[r] as number);
  for (let r = 0; r < qubits.length; ) {
    const count = groupSize(qubits.length - r);
    if (count === 3) moments3(psi, lambda, half(r), half(r + 1), half(r + 2), to, r);
    else if (count === 2) moments2(psi, lambda, half(r), half(r + 1), to, r);
    else to[r] = moment1(psi, lambda, half(r));
    r += count;
  }
}

/** λ at the one times ψ at the other amplitude of a pair; less, where λ's bit is 0. */
function moment1(psi: Float64Array, lambda: Float64Array, half: number): number {
  let sum = 0;
  for (let b = 0; b < psi.length; b += 2 * half) {
    for (let i = b; i < b + half; i++) {
      const j = i + half;
      sum += (lambda[j] as number) * (psi[i] as number) - (lambda[i] as number) * (psi[j] as number);
    }
  }
  return sum;
}

function moments2(
  psi: Float64Array,
  lambda: Float64Array,
  low: number,
  high: number,
  to: Float64Array,
  at: number,
): void {
  let a = 0;
  let b = 0;
  for (let c = 0; c < psi.length; c += 2 * high) {
    for (let d = c; d < c + high; d += 2 * low) {
      for (let i = d; i < d + low; i++) {
        const j = i + low;
        const k = i + high;
        const l = j + high;
        const p0 = psi[i] as number;
        const p1 = psi[j] as number;
        const p2 = psi[k] as number;
        const p3 = psi[l] as number;
        const l0 = lambda[i] as number;
        const l1 = lambda[j] as number;
        const l2 = lambda[k] as number;
        const l3 = lambda[l] as number;
        a += l1 * p0 - l0 * p1 + (l3 * p2 - l2 * p3);
        b += l2 * p0 - l0 * p2 + (l3 * p1 - l1 * p3);
      }
    }
  }
  to[at] = a;
  to[at + 1] = b;
}

function moments3(
  psi: Float64Array,
  lambda: Float64Array,
  low: number,
  middle: number,
  high: number,
  to: Float64Array,
  at: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  for (let f = 0; f < psi.length; f += 2 * high) {
    for (let d = f; d < f + high; d += 2 * middle) {
      for (let e = d; e < d + middle; e += 2 * low) {
        for (let i = e; i < e + low; i++) {
          const j = i + low;
          const k = i + middle;
          const l = j + middle;
          const p0 = psi[i] as number;
          const p1 = psi[j] as number;
          const p2 = psi[k] as number;
          const p3 = psi[l] as number;
          const p4 = psi[i + high] as number;
          const p5 = psi[j + high] as number;
          const p6 = psi[k + high] as number;
          const p7 = psi[l + high] as number;
          let y = lambda[j] as number;
          let x = y * p0;
          let v = -y * p3;
          let w = -y * p5;
          y = lambda[i] as number;
          x -= y * p1;
          v -= y * p2;
          w -= y * p4;
          y = lambda[k] as number;
          x -= y * p3;
          v += y * p0;
          w -= y * p6;
          y = lambda[l] as number;
          x += y * p2;
          v += y * p1;
          w -= y * p7;
          y = lambda[i + high] as number;
          x -= y * p5;
          v -= y * p6;
          w += y * p0;
          y = lambda[j + high] as number;
          x += y * p4;
          v -= y * p7;
          w += y * p1;
          y = lambda[k + high] as number;
          x -= y * p7;
          v += y * p4;
          w += y * p2;
          y = lambda[l + high] as number;
          a += x + y * p6;
          b += v + y * p5;
          c += w + y * p3;
        }
      }
    }
  }
  to[at] = a;
  to[at + 1] = b;
  to[at + 2] = c;
}

/** A_x of one qubit, lanes added up. */
export function momentX(psi: Float64Array, lambda: Float64Array, lanes: number, qubit: number): number {
  const half = (2 * lanes) << qubit;
  let sum = 0;
  for (let b = 0; b < psi.length; b += 2 * half) {
    for (let k = b; k < b + half; k += 2 * lanes) {
      for (let i = k; i < k + lanes; i++) {
        const j = i + half;
        sum +=
          (lambda[i] as number) * (psi[j + lanes] as number) -
          (lambda[i + lanes] as number) * (psi[j] as number) +
          ((lambda[j] as number) * (psi[i + lanes] as number) - (lambda[j + lanes] as number) * (psi[i] as number));
      }
    }
  }
  return sum;
}

/** A_x and A_y of one qubit in every lane: to[lane], to[lanes + lane]. */
export function momentsOfLanes(
  psi: Float64Array,
  lambda: Float64Array,
  lanes: number,
  qubit: number,
  to: Float64Array,
): void {
  const half = (2 * lanes) << qubit;
  to.fill(0, 0, 2 * lanes);
  for (let b = 0; b < psi.length; b += 2 * half) {
    for (let k = b; k < b + half; k += 2 * lanes) {
      for (let lane = 0; lane < lanes; lane++) {
        const i = k + lane;
        const j = i + half;
        const ar = psi[i] as number;
        const ai = psi[i + lanes] as number;
        const br = psi[j] as number;
        const bi = psi[j + lanes] as number;
        const cr = lambda[i] as number;
        const ci = lambda[i + lanes] as number;
        const dr = lambda[j] as number;
        const di = lambda[j + lanes] as number;
        to[lane] = (to[lane] as number) + (cr * bi - ci * br + (dr * ai - di * ar));
        to[lanes + lane] = (to[lanes + lane] as number) + (dr * ar + di * ai - (cr * br + ci * bi));
      }
    }
  }
}

/** Σ (−1)^{bit q of k} density[k] of every qubit and lane, [n][width], by halving a copy. */
export function foldedSums(density: Float64Array, qubits: number, width: number): Float64Array {
  const rest = density.slice();
  const sums = new Float64Array(qubits * width);
  for (let q = qubits - 1; q >= 0; q--) {
    const half = width << q;
    const to = q * width;
    for (let k = 0; k < half; k += width) {
      for (let lane = 0; lane < width; lane++) {
        const a = rest[k + lane] as number;
        const b = rest[k + lane + half] as number;
        sums[to + lane] = (sums[to + lane] as number) + (a - b);
        rest[k + lane] = a + b;
      }
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
