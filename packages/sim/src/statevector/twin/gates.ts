import type { DenseGate } from '../../plan/index.js';
import { type RunCoefficients, TANGENT } from './angles.js';

/**
 * Gates on a tile of states, the twin of kernels/gates.h: `state[(k · 2 + part) · lanes + lane]`, part 0 the real parts.
 */

/** A run that moves amplitudes: its qubit, and one set of coefficients or one a lane. */
export interface Shear {
  readonly qubit: number;
  readonly of: readonly RunCoefficients[];
}

/** The shears of a block's runs (or their adjoints), without the factors; by qubit, ascending. */
export function applyRuns(
  s: Float64Array,
  qubits: number,
  lanes: number,
  shears: readonly Shear[],
  adjoint: boolean,
): void {
  const end = (1 << qubits) * 2 * lanes;
  const half = (qubit: number) => (1 << qubit) * 2 * lanes;
  let waiting: Shear | undefined; // for a second one, to read the states once for both
  for (const one of shears) {
    if (one.of.length > 1) {
      for (let lane = 0; lane < lanes; lane++) {
        const { u, t } = one.of[lane] as RunCoefficients;
        shear(s, end, half(one.qubit), lanes, lane, u, adjoint ? -t : t);
      }
    } else if (waiting === undefined) waiting = one;
    else {
      const [low, high] = [waiting.of[0] as RunCoefficients, one.of[0] as RunCoefficients];
      const [w, z] = adjoint ? [-low.t, -high.t] : [low.t, high.t];
      if (low.form === TANGENT && high.form === TANGENT) tangents(s, end, half(waiting.qubit), half(one.qubit), w, z);
      else shears2(s, end, half(waiting.qubit), half(one.qubit), low.u, w, high.u, z);
      waiting = undefined;
    }
  }
  if (waiting === undefined) return;
  const { u, t } = waiting.of[0] as RunCoefficients;
  shear(s, end, half(waiting.qubit), 1, 0, u, adjoint ? -t : t);
}

/** Shears [[1, −w], [w, 1]] of a lower and [[1, −z], [z, 1]] of a higher qubit. */
function tangents(s: Float64Array, end: number, low: number, high: number, w: number, z: number): void {
  for (let c = 0; c < end; c += 2 * high) {
    for (let d = c; d < c + high; d += 2 * low) {
      for (let i = d; i < d + low; i++) {
        const j = i + low;
        const k = i + high;
        const l = j + high;
        const a0 = s[i] as number;
        const a1 = s[j] as number;
        const a2 = s[k] as number;
        const a3 = s[l] as number;
        const b0 = a0 - w * a1;
        const b1 = a1 + w * a0;
        const b2 = a2 - w * a3;
        const b3 = a3 + w * a2;
        s[i] = b0 - z * b2;
        s[j] = b1 - z * b3;
        s[k] = b2 + z * b0;
        s[l] = b3 + z * b1;
      }
    }
  }
}

/** Shears [[u, −w], [w, u]] of a lower and [[v, −z], [z, v]] of a higher qubit. */
function shears2(
  s: Float64Array,
  end: number,
  low: number,
  high: number,
  u: number,
  w: number,
  v: number,
  z: number,
): void {
  for (let c = 0; c < end; c += 2 * high) {
    for (let d = c; d < c + high; d += 2 * low) {
      for (let i = d; i < d + low; i++) {
        const j = i + low;
        const k = i + high;
        const l = j + high;
        const a0 = s[i] as number;
        const a1 = s[j] as number;
        const a2 = s[k] as number;
        const a3 = s[l] as number;
        const b0 = u * a0 - w * a1;
        const b1 = u * a1 + w * a0;
        const b2 = u * a2 - w * a3;
        const b3 = u * a3 + w * a2;
        s[i] = v * b0 - z * b2;
        s[j] = v * b1 - z * b3;
        s[k] = v * b2 + z * b0;
        s[l] = v * b3 + z * b1;
      }
    }
  }
}

/** (x, y) to (u x − w y, w x + u y) for the pairs at first, first + step, … */
function shear(s: Float64Array, end: number, half: number, step: number, first: number, u: number, w: number): void {
  for (let b = 0; b < end; b += 2 * half) {
    for (let i = b + first; i < b + half; i += step) {
      const x = s[i] as number;
      const y = s[i + half] as number;
      s[i] = u * x - w * y;
      s[i + half] = w * x + u * y;
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

/** Multiplies a state by a diagonal [2^n][2][width] (width 1 or the lanes), or by its conjugate, in place. */
export function applyPhases(
  s: Float64Array,
  qubits: number,
  lanes: number,
  diagonal: Float64Array,
  adjoint: boolean,
): void {
  const width = diagonal.length >> (qubits + 1);
  for (let k = 0; k < 1 << qubits; k++) {
    const i = k * 2 * lanes;
    for (let lane = 0; lane < lanes; lane++) {
      const d = k * 2 * width + (width === 1 ? 0 : lane);
      const re = diagonal[d] as number;
      const im = adjoint ? -(diagonal[d + width] as number) : (diagonal[d + width] as number);
      const a = s[i + lane] as number;
      const b = s[i + lanes + lane] as number;
      s[i + lane] = re * a - im * b;
      s[i + lanes + lane] = re * b + im * a;
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
