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
  /** What CZ and CX (which undo themselves) exchange: triples of two places and the sign. */
  readonly exchanges: Int32Array;
  /** The first coordinates of all groups of sixteen in a block. */
  readonly bases: Int32Array;
}

/** The first coordinates of the groups of sixteen that belong to two fields. */
function basesOf(size: number, shiftA: number, shiftB: number): Int32Array {
  const [low, high] = [2 ** Math.min(shiftA, shiftB), 2 ** Math.max(shiftA, shiftB)];
  const bases = new Int32Array(size / 16);
  let next = 0;
  for (let i = 0; i < size; i += 4 * high) {
    for (let j = i; j < i + high; j += 4 * low) for (let k = j; k < j + low; k++) bases[next++] = k;
  }
  return bases;
}

export function pairAccess(coupling: Coupling, shiftA: number, shiftB: number, size: number): PairAccess {
  const offsets = Int32Array.from({ length: 16 }, (_, i) => (i & 3) * 2 ** shiftA + (i >> 2) * 2 ** shiftB);
  const exchanges = Int32Array.from(
    EXCHANGED[coupling].flatMap(([i, j, sign]) => [offsets[i] as number, offsets[j] as number, sign]),
  );
  return { offsets, exchanges, bases: basesOf(size, shiftA, shiftB) };
}

/** CZ or CX on one block of a state. */
export function exchangeState(v: Numbers, block: number, { exchanges, bases }: PairAccess): void {
  for (let e = 0; e < exchanges.length; e += 3) {
    const first = block + (exchanges[e] as number);
    const second = block + (exchanges[e + 1] as number);
    const sign = exchanges[e + 2] as number;
    for (let b = 0; b < bases.length; b++) {
      const base = bases[b] as number;
      const i = first + base;
      const j = second + base;
      const x = v[i] as number;
      v[i] = sign * (v[j] as number);
      v[j] = sign * x;
    }
  }
}

/** exp(−i α/2 ZZ) turns these pairs of coordinates a + 4 b, for the sine and cosine of α. */
const TURNED = [
  [1, 14],
  [13, 2],
  [4, 11],
  [7, 8],
] as const;

/** exp(−i α/2 ZZ) on one block of a state. */
export function turnState(v: Numbers, block: number, { offsets, bases }: PairAccess, s: number, c: number): void {
  for (const [one, other] of TURNED) {
    const first = block + (offsets[one] as number);
    const second = block + (offsets[other] as number);
    for (let b = 0; b < bases.length; b++) {
      const base = bases[b] as number;
      const i = first + base;
      const j = second + base;
      const x = v[i] as number;
      const y = v[j] as number;
      v[i] = c * x - s * y;
      v[j] = s * x + c * y;
    }
  }
}

/** Σ λ dv/dα of {@link turnState}, λ and v behind it. */
export function turnSlope(lambda: Numbers, v: Numbers, block: number, { offsets, bases }: PairAccess): number {
  let slope = 0;
  for (const [one, other] of TURNED) {
    const first = block + (offsets[one] as number);
    const second = block + (offsets[other] as number);
    for (let b = 0; b < bases.length; b++) {
      const i = first + (bases[b] as number);
      const j = second + (bases[b] as number);
      slope += (lambda[j] as number) * (v[i] as number) - (lambda[i] as number) * (v[j] as number);
    }
  }
  return slope;
}

/** Whether a run only scales X, Y, Z and shifts Z. */
const isScaling = (r: Rows): boolean =>
  r[0] === 0 && r[2] === 0 && r[3] === 0 && r[4] === 0 && r[5] === 0 && r[7] === 0 && r[9] === 0 && r[10] === 0;

/** A run on the qubit whose field begins at bit `shift`, over one block of a state. */
export function applyRun(v: Numbers, from: number, size: number, shift: number, r: Rows): void {
  const step = 2 ** shift;
  const [xi, xx, xy, xz] = [r[0] as number, r[1] as number, r[2] as number, r[3] as number];
  const [yi, yx, yy, yz] = [r[4] as number, r[5] as number, r[6] as number, r[7] as number];
  const [zi, zx, zy, zz] = [r[8] as number, r[9] as number, r[10] as number, r[11] as number];
  if (isScaling(r)) {
    for (let j = from; j < from + size; j += 4 * step) {
      for (let k = j; k < j + step; k++) {
        v[k + step] = xx * (v[k + step] as number);
        v[k + 2 * step] = yy * (v[k + 2 * step] as number);
        v[k + 3 * step] = zi * (v[k] as number) + zz * (v[k + 3 * step] as number);
      }
    }
    return;
  }
  for (let j = from; j < from + size; j += 4 * step) {
    for (let k = j; k < j + step; k++) {
      const i = v[k] as number;
      const x = v[k + step] as number;
      const y = v[k + 2 * step] as number;
      const z = v[k + 3 * step] as number;
      v[k + step] = xi * i + xx * x + (xy * y + xz * z);
      v[k + 2 * step] = yi * i + yx * x + (yy * y + yz * z);
      v[k + 3 * step] = zi * i + zx * x + (zy * y + zz * z);
    }
  }
}

/** The transpose of {@link applyRun}. */
export function applyTransposed(v: Numbers, from: number, size: number, shift: number, r: Rows): void {
  const step = 2 ** shift;
  const [xi, xx, xy, xz] = [r[0] as number, r[1] as number, r[2] as number, r[3] as number];
  const [yi, yx, yy, yz] = [r[4] as number, r[5] as number, r[6] as number, r[7] as number];
  const [zi, zx, zy, zz] = [r[8] as number, r[9] as number, r[10] as number, r[11] as number];
  if (isScaling(r)) {
    for (let j = from; j < from + size; j += 4 * step) {
      for (let k = j; k < j + step; k++) {
        const z = v[k + 3 * step] as number;
        v[k] = (v[k] as number) + zi * z;
        v[k + step] = xx * (v[k + step] as number);
        v[k + 2 * step] = yy * (v[k + 2 * step] as number);
        v[k + 3 * step] = zz * z;
      }
    }
    return;
  }
  for (let j = from; j < from + size; j += 4 * step) {
    for (let k = j; k < j + step; k++) {
      const x = v[k + step] as number;
      const y = v[k + 2 * step] as number;
      const z = v[k + 3 * step] as number;
      v[k] = (v[k] as number) + xi * x + (yi * y + zi * z);
      v[k + step] = xx * x + (yx * y + zx * z);
      v[k + 2 * step] = xy * x + (yy * y + zy * z);
      v[k + 3 * step] = xz * x + (yz * y + zz * z);
    }
  }
}

/** moments[row][column] += Σ λ[row + 1] v[column] over the fours of the field that begins at bit `shift`. */
export function addMoments(
  lambda: Numbers,
  v: Numbers,
  from: number,
  size: number,
  shift: number,
  moments: Rows,
): void {
  const step = 2 ** shift;
  for (let row = 0; row < 3; row++) {
    const at = (row + 1) * step;
    let [i, x, y, z] = [0, 0, 0, 0];
    for (let j = from; j < from + size; j += 4 * step) {
      for (let k = j; k < j + step; k++) {
        const l = lambda[k + at] as number;
        i += l * (v[k] as number);
        x += l * (v[k + step] as number);
        y += l * (v[k + 2 * step] as number);
        z += l * (v[k + 3 * step] as number);
      }
    }
    for (const [column, sum] of [i, x, y, z].entries()) {
      moments[4 * row + column] = (moments[4 * row + column] as number) + sum;
    }
  }
}
