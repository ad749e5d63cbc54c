import type { Angle } from '@kraus/core';
import type { Block, FixedRotor, Run } from '../../plan/index.js';

/** How RX stands in a run: [[u, −i t], [−i t, u]] with u = 1 or t = 1 times a factor, or cos and sin in full. */
export const TANGENT = 0;
export const COTANGENT = 1;
export const FULL = 2;

/** A run U = RZ(c) RY(b) RX(a) for one sample, |b| ≤ π/2: factor · diag(e, e*) [[1, −y], [y, 1]] [[u, −i t], [−i t, u]]. */
export interface RunCoefficients {
  readonly form: number;
  readonly u: number;
  readonly t: number;
  readonly y: number;
  readonly phaseRe: number;
  readonly phaseIm: number;
  readonly factor: number;
  /** cos and sin of half the angle of every rotor. */
  readonly halves: readonly (readonly [number, number])[];
}

/** Reads θ and one sample's x. */
export type Source = (source: 'parameter' | 'input', index: number) => number;

export function valueAt(angle: Angle, read: Source): number {
  let value = angle.offset;
  for (const { source, index, scale } of angle.terms) value += scale * read(source, index);
  return value;
}

/** The Euler form of a run's product, from its Bloch rotation; `full` keeps cos and sin (angles differ between lanes). */
export function runCoefficients(run: Run, read: Source, full: boolean): RunCoefficients {
  let [ar, ai, br, bi] = [1, 0, 0, 0];
  const halves: [number, number][] = [];
  for (const rotor of run.rotors) {
    if (rotor.kind === 'fixed') {
      [ar, ai, br, bi] = applyFixed(rotor, ar, ai, br, bi);
      halves.push([1, 0]);
      continue;
    }
    const half = valueAt(rotor.angle, read) / 2;
    const [c, s] = [Math.cos(half), Math.sin(half)];
    halves.push([c, s]);
    if (rotor.axis === 0) [ar, ai, br, bi] = [c * ar + s * bi, c * ai - s * br, c * br + s * ai, c * bi - s * ar];
    else if (rotor.axis === 1) [ar, ai, br, bi] = [c * ar - s * br, c * ai - s * bi, c * br + s * ar, c * bi + s * ai];
    else [ar, ai, br, bi] = [c * ar + s * ai, c * ai - s * ar, c * br - s * bi, c * bi + s * br];
  }
  const y = -2 * (ar * bi + ai * br); // cos b sin a
  const z = ar * ar + ai * ai - br * br - bi * bi; // cos b cos a
  const size = Math.sqrt(y * y + z * z) + Math.abs(z);
  const front = z >= 0 || size < 1e-280;
  const ratio = size < 1e-280 ? 0 : y / size;
  const one = 1 / Math.sqrt(1 + ratio * ratio);
  const [c, s] = front ? [one, ratio * one] : [ratio * one, one];
  const [mr, mi, vr, vi] = [c * ar - s * bi, c * ai - s * br, c * br + s * ai, c * bi + s * ar];
  const m = Math.sqrt(mr * mr + mi * mi);
  const [phaseRe, phaseIm] = [mr / m, mi / m];
  const tangent = (vr * phaseRe - vi * phaseIm) / m;
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const shared = { y: tangent, phaseRe, phaseIm, halves };
  if (full) return { ...shared, form: FULL, u: c, t: s, factor: cosine };
  if (front) return { ...shared, form: TANGENT, u: 1, t: ratio, factor: cosine * c };
  return { ...shared, form: COTANGENT, u: ratio, t: 1, factor: cosine * s };
}

function applyFixed(
  rotor: FixedRotor,
  ar: number,
  ai: number,
  br: number,
  bi: number,
): [number, number, number, number] {
  const [er, ei] = rotor.alpha;
  const [fr, fi] = rotor.beta;
  return [
    er * ar - ei * ai - (fr * br + fi * bi),
    er * ai + ei * ar - (fr * bi - fi * br),
    fr * ar - fi * ai + (er * br + ei * bi),
    fr * ai + fi * ar + (er * bi - ei * br),
  ];
}

/** Number of ones of x, odd or not. */
export function odd(x: number): boolean {
  let bits = x ^ (x >>> 16);
  bits ^= bits >>> 8;
  bits ^= bits >>> 4;
  return ((0x6996 >>> (bits & 15)) & 1) === 1;
}

/** The block's diagonal for one sample into `to[(k · 2 + part) · width + lane]`. */
export function writeDiagonal(
  block: Block,
  qubits: number,
  runs: readonly RunCoefficients[],
  read: Source,
  to: Float64Array,
  width: number,
  lane: number,
): void {
  const step = 2 * width;
  let [re, im] = [1, 0];
  for (const { phaseRe, phaseIm, factor } of runs) {
    [re, im] = [(re * phaseRe - im * phaseIm) * factor, (re * phaseIm + im * phaseRe) * factor];
  }
  to[lane] = re;
  to[lane + width] = im;
  let next = 0;
  for (let q = 0; q < qubits; q++) {
    const run = block.runs[next]?.qubit === q ? runs[next++] : undefined;
    const fr = run === undefined ? 1 : run.phaseRe * run.phaseRe - run.phaseIm * run.phaseIm;
    const fi = run === undefined ? 0 : -2 * run.phaseRe * run.phaseIm;
    const half = (1 << q) * step;
    for (let k = lane; k < half; k += step) {
      const x = to[k] as number;
      const y = to[k + width] as number;
      to[k + half] = x * fr - y * fi;
      to[k + half + width] = x * fi + y * fr;
    }
  }
  const size = 1 << qubits;
  const turn = (k: number, c: number, s: number) => {
    const at = k * step + lane;
    const x = to[at] as number;
    const y = to[at + width] as number;
    to[at] = x * c - y * s;
    to[at + width] = x * s + y * c;
  };
  for (const { controls, mask, angle } of block.terms) {
    const half = valueAt(angle, read) / 2;
    const [c, s] = [Math.cos(half), Math.sin(half)];
    for (let k = 0; k < size; k++) if ((k & controls) === controls) turn(k, c, odd(k & mask) ? s : -s);
  }
  const { phases } = block;
  if (phases === undefined) return;
  for (let k = 0; k < size; k++) turn(k, phases[2 * k] as number, phases[2 * k + 1] as number);
}

/**
 * The chain rule of one run and lane: from the moments A_x, A_y, A_z behind its RY to the derivatives by its rotors' angles,
 * given to `add`.
 */
export function chainRun(
  run: Run,
  coefficients: RunCoefficients,
  moments: readonly [number, number, number],
  add: (angle: Angle, derivative: number) => void,
): void {
  const { phaseRe, phaseIm, halves } = coefficients;
  const [cosine, sine] = [phaseRe * phaseRe - phaseIm * phaseIm, -2 * phaseRe * phaseIm];
  const a: number[] = [cosine * moments[0] - sine * moments[1], cosine * moments[1] + sine * moments[0], moments[2]];
  for (let i = run.rotors.length - 1; i >= 0; i--) {
    const rotor = run.rotors[i];
    if (rotor === undefined) continue;
    const [x, y, z] = a as [number, number, number];
    if (rotor.kind === 'fixed') {
      for (let j = 0; j < 3; j++) {
        const m = rotor.rotation;
        a[j] = (m[j] as number) * x + (m[3 + j] as number) * y + (m[6 + j] as number) * z;
      }
      continue;
    }
    add(rotor.angle, a[rotor.axis] as number);
    const [c, s] = halves[i] as readonly [number, number];
    const [cs, sn] = [c * c - s * s, 2 * c * s];
    const [p, q] = [(rotor.axis + 1) % 3, (rotor.axis + 2) % 3];
    const [u, v] = [a[p] as number, a[q] as number];
    a[p] = cs * u + sn * v;
    a[q] = cs * v - sn * u;
  }
}
