import type { Coupling } from '../plan.js';
import type { Rows } from './runs.js';

type Numbers = Float64Array;

/** Coordinates a + 4 b of a on the first, b on the second qubit that a coupling exchanges; negative: with the other sign. */
const EXCHANGED: Readonly<Record<Coupling, readonly (readonly [number, number, 1 | -1])[]>> = {
  none: [],
  ZZ: [],
  CZ: [
    [1, 13, 1],
    [2, 14, 1],
    [4, 7, 1],
    [8, 11, 1],
    [5, 10, 1],
    [9, 6, -1],
  ],
  CX: [
    [8, 11, 1],
    [12, 15, 1],
    [1, 5, 1],
    [2, 6, 1],
    [9, 14, 1],
    [13, 10, -1],
  ],
};

/** The sixteen coordinates of two qubits in a state: where they are, and what the coupling does to them. */
export interface PairAccess {
  readonly offsets: Int32Array;
  /** Where the coordinates come from, and with which sign, behind CZ and CX (which undo themselves). */
  readonly coupled: Int32Array;
  readonly signs: Float64Array;
  /** The same as triples: two places and the sign. */
  readonly exchanges: Int32Array;
}

export function pairAccess(coupling: Coupling, shiftA: number, shiftB: number): PairAccess {
  const offsets = Int32Array.from({ length: 16 }, (_, i) => (i & 3) * 2 ** shiftA + (i >> 2) * 2 ** shiftB);
  const coupled = offsets.slice();
  const signs = new Float64Array(16).fill(1);
  for (const [i, j, sign] of EXCHANGED[coupling]) {
    coupled[i] = offsets[j] as number;
    coupled[j] = offsets[i] as number;
    signs[i] = sign;
    signs[j] = sign;
  }
  const exchanges = Int32Array.from(
    EXCHANGED[coupling].flatMap(([i, j, sign]) => [offsets[i] as number, offsets[j] as number, sign]),
  );
  return { offsets, coupled, signs, exchanges };
}

export function gather(v: Numbers, k: number, offsets: Int32Array, m: Numbers): void {
  for (let i = 0; i < 16; i++) m[i] = v[k + (offsets[i] as number)] as number;
}
export function gatherCoupled(v: Numbers, k: number, { coupled, signs }: PairAccess, m: Numbers): void {
  for (let i = 0; i < 16; i++) m[i] = (signs[i] as number) * (v[k + (coupled[i] as number)] as number);
}
export function scatter(v: Numbers, k: number, offsets: Int32Array, m: Numbers): void {
  for (let i = 0; i < 16; i++) v[k + (offsets[i] as number)] = m[i] as number;
}
export function scatterCoupled(v: Numbers, k: number, { coupled, signs }: PairAccess, m: Numbers): void {
  for (let i = 0; i < 16; i++) v[k + (coupled[i] as number)] = (signs[i] as number) * (m[i] as number);
}

function turnPair(m: Numbers, i: number, j: number, s: number, c: number): void {
  const x = m[i] as number;
  const y = m[j] as number;
  m[i] = c * x - s * y;
  m[j] = s * x + c * y;
}
/** exp(−i α/2 ZZ) for the sine and cosine of α, in place. */
export function turnZZ(m: Numbers, s: number, c: number): void {
  turnPair(m, 1, 14, s, c);
  turnPair(m, 13, 2, s, c);
  turnPair(m, 4, 11, s, c);
  turnPair(m, 7, 8, s, c);
}
const slopeOf = (l: Numbers, m: Numbers, i: number, j: number): number =>
  (l[j] as number) * (m[i] as number) - (l[i] as number) * (m[j] as number);
/** Σ λ dm/dα of {@link turnZZ}, λ and m behind it. */
export const slopeZZ = (l: Numbers, m: Numbers): number =>
  slopeOf(l, m, 1, 14) + slopeOf(l, m, 13, 2) + slopeOf(l, m, 4, 11) + slopeOf(l, m, 7, 8);

/** A run on the qubit whose field begins at bit `shift`, over one block of a state. */
export function applyRun(v: Numbers, from: number, size: number, shift: number, r: Rows): void {
  const step = 2 ** shift;
  const [xi, xx, xy, xz] = [r[0] as number, r[1] as number, r[2] as number, r[3] as number];
  const [yi, yx, yy, yz] = [r[4] as number, r[5] as number, r[6] as number, r[7] as number];
  const [zi, zx, zy, zz] = [r[8] as number, r[9] as number, r[10] as number, r[11] as number];
  const diagonal = xi === 0 && xy === 0 && xz === 0 && yi === 0 && yx === 0 && yz === 0 && zx === 0 && zy === 0;
  for (let j = from; j < from + size; j += 4 * step) {
    for (let k = j; k < j + step; k++) {
      const i = v[k] as number;
      const x = v[k + step] as number;
      const y = v[k + 2 * step] as number;
      const z = v[k + 3 * step] as number;
      if (diagonal) {
        v[k + step] = xx * x;
        v[k + 2 * step] = yy * y;
        v[k + 3 * step] = zi * i + zz * z;
      } else {
        v[k + step] = xi * i + xx * x + (xy * y + xz * z);
        v[k + 2 * step] = yi * i + yx * x + (yy * y + yz * z);
        v[k + 3 * step] = zi * i + zx * x + (zy * y + zz * z);
      }
    }
  }
}

/** Rows X, Y, Z of a run on the four coordinates at, at + step, … in place. */
export function applyRows(m: Numbers, at: number, step: number, r: Rows): void {
  const i = m[at] as number;
  const x = m[at + step] as number;
  const y = m[at + 2 * step] as number;
  const z = m[at + 3 * step] as number;
  m[at + step] = (r[0] as number) * i + (r[1] as number) * x + (r[2] as number) * y + (r[3] as number) * z;
  m[at + 2 * step] = (r[4] as number) * i + (r[5] as number) * x + (r[6] as number) * y + (r[7] as number) * z;
  m[at + 3 * step] = (r[8] as number) * i + (r[9] as number) * x + (r[10] as number) * y + (r[11] as number) * z;
}

/** The transpose of {@link applyRows}. */
export function applyTransposed(m: Numbers, at: number, step: number, r: Rows): void {
  const x = m[at + step] as number;
  const y = m[at + 2 * step] as number;
  const z = m[at + 3 * step] as number;
  m[at] = (m[at] as number) + (r[0] as number) * x + (r[4] as number) * y + (r[8] as number) * z;
  m[at + step] = (r[1] as number) * x + (r[5] as number) * y + (r[9] as number) * z;
  m[at + 2 * step] = (r[2] as number) * x + (r[6] as number) * y + (r[10] as number) * z;
  m[at + 3 * step] = (r[3] as number) * x + (r[7] as number) * y + (r[11] as number) * z;
}

/** moments[row][column] += λ[row + 1] v[column]. */
export function addMoments(lambda: Numbers, v: Numbers, at: number, step: number, moments: Rows): void {
  for (let row = 0; row < 3; row++) {
    const l = lambda[at + (row + 1) * step] as number;
    for (let column = 0; column < 4; column++) {
      const k = 4 * row + column;
      moments[k] = (moments[k] as number) + l * (v[at + column * step] as number);
    }
  }
}
