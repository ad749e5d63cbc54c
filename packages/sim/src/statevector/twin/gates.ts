import type { DenseGate } from '../../plan/index.js';
import { COTANGENT, type RunCoefficients, TANGENT } from './angles.js';

/**
 * Gates on a tile of states, the twin of kernels/gates.h: `state[(k · 2 + part) · lanes + lane]`, part 0 the real parts.
 */

/** RX then RY of a run (or its adjoint), without the factor. `of(lane)` gives the lane's coefficients. */
export function applyRun(
  s: Float64Array,
  qubits: number,
  qubit: number,
  lanes: number,
  of: readonly RunCoefficients[],
  adjoint: boolean,
): void {
  const step = 2 * lanes;
  const half = (1 << qubit) * step;
  const end = (1 << qubits) * step;
  const shared = of.length === 1;
  for (let lane = 0; lane < (shared ? 1 : lanes); lane++) {
    const { form, u, t, y } = of[lane] as RunCoefficients;
    const [first, last] = shared ? [0, lanes] : [lane, lane + 1];
    const sign = adjoint ? -1 : 1;
    if (!adjoint && form === TANGENT) {
      for (let b = 0; b < end; b += 2 * half) {
        for (let k = b; k < b + half; k += step) {
          for (let i = k + first; i < k + last; i++) {
            const j = i + half;
            const ar = s[i] as number;
            const ai = s[i + lanes] as number;
            const br = s[j] as number;
            const bi = s[j + lanes] as number;
            const cr = ar + t * bi;
            const ci = ai - t * br;
            const dr = br + t * ai;
            const di = bi - t * ar;
            s[i] = cr - y * dr;
            s[i + lanes] = ci - y * di;
            s[j] = dr + y * cr;
            s[j + lanes] = di + y * ci;
          }
        }
      }
      continue;
    }
    const [p, q] = [form === TANGENT ? 1 : u, sign * (form === COTANGENT ? 1 : t)];
    const w = sign * y;
    for (let b = 0; b < end; b += 2 * half) {
      for (let k = b; k < b + half; k += step) {
        for (let i = k + first; i < k + last; i++) {
          const j = i + half;
          const ar = s[i] as number;
          const ai = s[i + lanes] as number;
          const br = s[j] as number;
          const bi = s[j + lanes] as number;
          if (adjoint) {
            const cr = ar - w * br;
            const ci = ai - w * bi;
            const dr = br + w * ar;
            const di = bi + w * ai;
            s[i] = p * cr + q * di;
            s[i + lanes] = p * ci - q * dr;
            s[j] = p * dr + q * ci;
            s[j + lanes] = p * di - q * cr;
          } else {
            const cr = p * ar + q * bi;
            const ci = p * ai - q * br;
            const dr = p * br + q * ai;
            const di = p * bi - q * ar;
            s[i] = cr - w * dr;
            s[i + lanes] = ci - w * di;
            s[j] = dr + w * cr;
            s[j + lanes] = di + w * ci;
          }
        }
      }
    }
  }
}

/** A dense matrix, or its adjoint, on a few qubits. */
export function applyDense(s: Float64Array, qubits: number, lanes: number, gate: DenseGate, adjoint: boolean): void {
  const size = 1 << gate.qubits.length;
  const { matrix, controls } = gate;
  const offsets = Int32Array.from({ length: size }, (_, j) =>
    gate.qubits.reduce((bits, qubit, i) => bits | (((j >> i) & 1) << qubit), 0),
  );
  const used = offsets[size - 1] as number;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let k = 0; k < 1 << qubits; k++) {
    if ((k & used) !== 0 || (k & controls) !== controls) continue;
    for (let lane = 0; lane < lanes; lane++) {
      for (let j = 0; j < size; j++) {
        const at = (k | (offsets[j] as number)) * 2 * lanes + lane;
        re[j] = s[at] as number;
        im[j] = s[at + lanes] as number;
      }
      for (let i = 0; i < size; i++) {
        let [x, y] = [0, 0];
        for (let j = 0; j < size; j++) {
          const entry = 2 * (adjoint ? j * size + i : i * size + j);
          const a = matrix[entry] as number;
          const b = adjoint ? -(matrix[entry + 1] as number) : (matrix[entry + 1] as number);
          x += a * (re[j] as number) - b * (im[j] as number);
          y += a * (im[j] as number) + b * (re[j] as number);
        }
        const at = (k | (offsets[i] as number)) * 2 * lanes + lane;
        s[at] = x;
        s[at + lanes] = y;
      }
    }
  }
}

/** to[destination[k]] = diagonal[k] from[k]; the diagonal is [2^n][2][width], width 1 or the lanes. */
export function applyDiagonal(
  to: Float64Array,
  from: Float64Array,
  qubits: number,
  lanes: number,
  diagonal: Float64Array,
  destination: Int32Array | undefined,
): void {
  const width = diagonal.length >> (qubits + 1);
  for (let k = 0; k < 1 << qubits; k++) {
    const i = k * 2 * lanes;
    const o = (destination === undefined ? k : (destination[k] as number)) * 2 * lanes;
    for (let lane = 0; lane < lanes; lane++) {
      const d = k * 2 * width + (width === 1 ? 0 : lane);
      const re = diagonal[d] as number;
      const im = diagonal[d + width] as number;
      const a = from[i + lane] as number;
      const b = from[i + lanes + lane] as number;
      to[o + lane] = re * a - im * b;
      to[o + lanes + lane] = re * b + im * a;
    }
  }
}

/** back[k] = conj(diagonal[k]) lambda[destination[k]] and density[k] = Im conj(back[k]) psi[k]. */
export function pullBack(
  back: Float64Array,
  lambda: Float64Array,
  psi: Float64Array,
  qubits: number,
  lanes: number,
  diagonal: Float64Array,
  destination: Int32Array | undefined,
  density: Float64Array,
): void {
  const width = diagonal.length >> (qubits + 1);
  for (let k = 0; k < 1 << qubits; k++) {
    const o = k * 2 * lanes;
    const i = (destination === undefined ? k : (destination[k] as number)) * 2 * lanes;
    for (let lane = 0; lane < lanes; lane++) {
      const d = k * 2 * width + (width === 1 ? 0 : lane);
      const re = diagonal[d] as number;
      const im = diagonal[d + width] as number;
      const a = lambda[i + lane] as number;
      const b = lambda[i + lanes + lane] as number;
      const x = re * a + im * b;
      const y = re * b - im * a;
      back[o + lane] = x;
      back[o + lanes + lane] = y;
      density[k * lanes + lane] = x * (psi[o + lanes + lane] as number) - y * (psi[o + lane] as number);
    }
  }
}

/** A_x and A_y of one qubit and lane, Im <lambda| P |psi>, added up over amplitudes: to[lane], to[lanes + lane]. */
export function moments(
  psi: Float64Array,
  lambda: Float64Array,
  qubits: number,
  qubit: number,
  lanes: number,
  to: Float64Array,
): void {
  to.fill(0);
  const step = 2 * lanes;
  const half = (1 << qubit) * step;
  for (let b = 0; b < (1 << qubits) * step; b += 2 * half) {
    for (let k = b; k < b + half; k += step) {
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
        to[lane] = (to[lane] as number) + cr * bi - ci * br + dr * ai - di * ar;
        to[lanes + lane] = (to[lanes + lane] as number) + dr * ar + di * ai - cr * br - ci * bi;
      }
    }
  }
}
