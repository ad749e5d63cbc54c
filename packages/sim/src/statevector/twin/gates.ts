import type { DenseGate } from '../../plan/index.js';

/**
 * Gates on a tile of states, the twin of kernels/gates.h: `state[(k · 2 + part) · lanes + lane]`, part 0 the real parts.
 */

/** The runs of a block that move amplitudes, by qubit, ascending: (a, b) to (u a − t b, u b + t a). */
export interface Shears {
  readonly qubits: readonly number[];
  /** [shears] with u = 1, or [shears][lanes]. */
  readonly t: Float64Array;
  readonly u: Float64Array | undefined;
}

/** How many of `left` qubits the next pass over the states takes: three, or twice two of four. */
export const groupSize = (left: number): number => (left === 4 ? 2 : Math.min(3, left));

/** The shears of a block's runs (or their adjoints), without the factors. */
export function applyShears(s: Float64Array, lanes: number, { qubits, t, u }: Shears, adjoint: boolean): void {
  const half = (r: number) => (2 * lanes) << (qubits[r] as number);
  const sign = adjoint ? -1 : 1;
  if (u !== undefined) {
    for (let r = 0; r < qubits.length; r++) shearLanes(s, half(r), lanes, u, t, r * lanes, sign);
    return;
  }
  const of = (r: number) => sign * (t[r] as number);
  for (let r = 0; r < qubits.length; ) {
    const count = groupSize(qubits.length - r);
    if (count === 3) shear3(s, half(r), half(r + 1), half(r + 2), of(r), of(r + 1), of(r + 2));
    else if (count === 2) shear2(s, half(r), half(r + 1), of(r), of(r + 1));
    else shear1(s, half(r), of(r));
    r += count;
  }
}

function shear1(s: Float64Array, half: number, t: number): void {
  for (let b = 0; b < s.length; b += 2 * half) {
    for (let i = b; i < b + half; i++) {
      const x = s[i] as number;
      const y = s[i + half] as number;
      s[i] = x - t * y;
      s[i + half] = y + t * x;
    }
  }
}

/** Of a lower and of a higher qubit. */
function shear2(s: Float64Array, low: number, high: number, t: number, w: number): void {
  for (let c = 0; c < s.length; c += 2 * high) {
    for (let d = c; d < c + high; d += 2 * low) {
      for (let i = d; i < d + low; i++) {
        const j = i + low;
        const k = i + high;
        const l = j + high;
        const a0 = s[i] as number;
        const a1 = s[j] as number;
        const a2 = s[k] as number;
        const a3 = s[l] as number;
        const b0 = a0 - t * a1;
        const b1 = a1 + t * a0;
        const b2 = a2 - t * a3;
        const b3 = a3 + t * a2;
        s[i] = b0 - w * b2;
        s[j] = b1 - w * b3;
        s[k] = b2 + w * b0;
        s[l] = b3 + w * b1;
      }
    }
  }
}

/** Of three qubits, ascending. */
function shear3(s: Float64Array, low: number, middle: number, high: number, t: number, w: number, z: number): void {
  for (let c = 0; c < s.length; c += 2 * high) {
    for (let d = c; d < c + high; d += 2 * middle) {
      for (let e = d; e < d + middle; e += 2 * low) {
        for (let i = e; i < e + low; i++) {
          const j = i + low;
          const k = i + middle;
          const l = j + middle;
          const a0 = s[i] as number;
          const a1 = s[j] as number;
          const a2 = s[k] as number;
          const a3 = s[l] as number;
          const a4 = s[i + high] as number;
          const a5 = s[j + high] as number;
          const a6 = s[k + high] as number;
          const a7 = s[l + high] as number;
          const b0 = a0 - t * a1;
          const b1 = a1 + t * a0;
          const b2 = a2 - t * a3;
          const b3 = a3 + t * a2;
          const b4 = a4 - t * a5;
          const b5 = a5 + t * a4;
          const b6 = a6 - t * a7;
          const b7 = a7 + t * a6;
          const c0 = b0 - w * b2;
          const c1 = b1 - w * b3;
          const c2 = b2 + w * b0;
          const c3 = b3 + w * b1;
          const c4 = b4 - w * b6;
          const c5 = b5 - w * b7;
          const c6 = b6 + w * b4;
          const c7 = b7 + w * b5;
          s[i] = c0 - z * c4;
          s[j] = c1 - z * c5;
          s[k] = c2 - z * c6;
          s[l] = c3 - z * c7;
          s[i + high] = c4 + z * c0;
          s[j + high] = c5 + z * c1;
          s[k + high] = c6 + z * c2;
          s[l + high] = c7 + z * c3;
        }
      }
    }
  }
}

/** One shear with coefficients a lane, from `at` on. */
function shearLanes(
  s: Float64Array,
  half: number,
  lanes: number,
  u: Float64Array,
  t: Float64Array,
  at: number,
  sign: number,
): void {
  for (let b = 0; b < s.length; b += 2 * half) {
    for (let k = b; k < b + half; k += lanes) {
      for (let lane = 0; lane < lanes; lane++) {
        const v = u[at + lane] as number;
        const w = sign * (t[at + lane] as number);
        const i = k + lane;
        const x = s[i] as number;
        const y = s[i + half] as number;
        s[i] = v * x - w * y;
        s[i + half] = v * y + w * x;
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

/** to[destination[k]] = diagonal[k] from[k ^ turned]; the diagonal is [2^n][2][width], width 1 or the lanes. */
export function applyDiagonal(
  to: Float64Array,
  from: Float64Array,
  lanes: number,
  width: number,
  diagonal: Float64Array,
  destination: Int32Array | undefined,
  turned: number,
): void {
  const size = diagonal.length / (2 * width);
  for (let k = 0; k < size; k++) {
    const i = (k ^ turned) * 2 * lanes;
    const o = (destination === undefined ? k : (destination[k] as number)) * 2 * lanes;
    if (width === 1) {
      const re = diagonal[2 * k] as number;
      const im = diagonal[2 * k + 1] as number;
      for (let lane = 0; lane < lanes; lane++) {
        const a = from[i + lane] as number;
        const b = from[i + lanes + lane] as number;
        to[o + lane] = re * a - im * b;
        to[o + lanes + lane] = re * b + im * a;
      }
    } else {
      const d = k * 2 * lanes;
      for (let lane = 0; lane < lanes; lane++) {
        const re = diagonal[d + lane] as number;
        const im = diagonal[d + lanes + lane] as number;
        const a = from[i + lane] as number;
        const b = from[i + lanes + lane] as number;
        to[o + lane] = re * a - im * b;
        to[o + lanes + lane] = re * b + im * a;
      }
    }
  }
}

/**
 * back[k ^ turned] = conj(diagonal[k]) lambda[destination[k]] and density[k] = Im conj(back[k ^ turned]) psi[k ^ turned],
 * [2^n][width]: lanes added up where the diagonal is that of all.
 */
export function pullBack(
  back: Float64Array,
  lambda: Float64Array,
  psi: Float64Array,
  lanes: number,
  width: number,
  diagonal: Float64Array,
  destination: Int32Array | undefined,
  turned: number,
  density: Float64Array,
): void {
  const size = diagonal.length / (2 * width);
  for (let k = 0; k < size; k++) {
    const o = (k ^ turned) * 2 * lanes;
    const i = (destination === undefined ? k : (destination[k] as number)) * 2 * lanes;
    if (width === 1) {
      const re = diagonal[2 * k] as number;
      const im = diagonal[2 * k + 1] as number;
      let sum = 0;
      for (let lane = 0; lane < lanes; lane++) {
        const a = lambda[i + lane] as number;
        const b = lambda[i + lanes + lane] as number;
        const x = re * a + im * b;
        const y = re * b - im * a;
        back[o + lane] = x;
        back[o + lanes + lane] = y;
        sum += x * (psi[o + lanes + lane] as number) - y * (psi[o + lane] as number);
      }
      density[k] = sum;
    } else {
      const d = k * 2 * lanes;
      for (let lane = 0; lane < lanes; lane++) {
        const re = diagonal[d + lane] as number;
        const im = diagonal[d + lanes + lane] as number;
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
}
