import type { Coupling } from '../plan.js';
import type { Rows } from './runs.js';

type Numbers = Float64Array<ArrayBufferLike>;

/** Coordinates a + 4 b of a on the first, b on the second qubit that a coupling exchanges; negative: with the other sign. */
const EXCHANGED: Readonly<Record<'CZ' | 'CX', readonly (readonly [number, number, 1 | -1])[]>> = {
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
/** Pairs that exp(−i α/2 ZZ) turns. */
const TURNED = [
  [1, 14],
  [13, 2],
  [4, 11],
  [7, 8],
] as const;

/** U m U† in place; CZ and CX undo themselves, ZZ is undone by the opposite sine. */
export function couple(m: Numbers, coupling: Coupling, s: number, c: number): void {
  if (coupling === 'ZZ') {
    for (const [i, j] of TURNED) {
      const [x, y] = [m[i] as number, m[j] as number];
      m[i] = c * x - s * y;
      m[j] = s * x + c * y;
    }
  } else if (coupling !== 'none') {
    for (const [i, j, sign] of EXCHANGED[coupling]) {
      const x = m[i] as number;
      m[i] = sign * (m[j] as number);
      m[j] = sign * x;
    }
  }
}

/** Σ λ dm/dα of the coupling ZZ, λ and m behind it. */
export function couplingSlope(lambda: Numbers, m: Numbers): number {
  return TURNED.reduce(
    (sum, [i, j]) => sum + (lambda[j] as number) * (m[i] as number) - (lambda[i] as number) * (m[j] as number),
    0,
  );
}

/** Rows X, Y, Z of a run on the four coordinates at, at + step, … in place. */
export function applyRows(m: Numbers, at: number, step: number, r: Rows): void {
  const [i, x] = [m[at] as number, m[at + step] as number];
  const [y, z] = [m[at + 2 * step] as number, m[at + 3 * step] as number];
  m[at + step] = (r[0] as number) * i + (r[1] as number) * x + (r[2] as number) * y + (r[3] as number) * z;
  m[at + 2 * step] = (r[4] as number) * i + (r[5] as number) * x + (r[6] as number) * y + (r[7] as number) * z;
  m[at + 3 * step] = (r[8] as number) * i + (r[9] as number) * x + (r[10] as number) * y + (r[11] as number) * z;
}

/** The transpose of {@link applyRows}. */
export function applyTransposed(m: Numbers, at: number, step: number, r: Rows): void {
  const [x, y, z] = [m[at + step] as number, m[at + 2 * step] as number, m[at + 3 * step] as number];
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
