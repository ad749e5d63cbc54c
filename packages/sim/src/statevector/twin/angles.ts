import type { Angle } from '@kraus/core';
import type { Block, FixedRotor, Rotor, Run } from '../../plan/index.js';

/**
 * A run [[α, −β*], [β, α*]] with α = |α| p, β = |β| r for one sample:
 * factor · diag(p, r) [[u, −t], [t, u]] diag(1, (p r)*). Angles that all samples share have u = 1 and |t| ≤ 1: where |α| < |β|,
 * the shear by t = −|α| / |β| does the same with its two results exchanged and the first one negated. The sign is in `late`, and
 * the exchange is left to the block's diagonal.
 */
export interface RunCoefficients {
  readonly turned: boolean;
  readonly u: number;
  readonly t: number;
  /** p, r p* and (p r)*. */
  readonly late: readonly [number, number];
  readonly ratio: readonly [number, number];
  readonly early: readonly [number, number];
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

/** A run's product of rotors, taken apart; `full` keeps u = |α| and t = |β| (angles differ between lanes). */
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
  const [a, b] = [Math.sqrt(ar * ar + ai * ai), Math.sqrt(br * br + bi * bi)]; // Math.hypot takes ten times as long
  const tiny = 1e-100; // below it a number's phase is left out
  const [pr, pi] = a > tiny ? [ar / a, ai / a] : [br / b, -bi / b];
  const [rr, ri] = b > tiny ? [br / b, bi / b] : [pr, -pi];
  const over = !full && b > a;
  const sign = over ? -1 : 1;
  const t = full ? b : over ? -a / b : b / a;
  return {
    turned: over,
    u: full ? a : 1,
    t,
    late: [sign * pr, sign * pi],
    ratio: [sign * (rr * pr + ri * pi), sign * (ri * pr - rr * pi)],
    early: [pr * rr - pi * ri, -(pr * ri + pi * rr)],
    factor: full ? 1 / Math.sqrt(a * a + b * b) : 1 / Math.sqrt(1 + t * t),
    halves,
  };
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

/** first · Π over the qubits whose bit of k is 1 of their run's phase, for one sample, into `to[(k · 2 + part) · width + lane]`. */
function writeProduct(
  block: Block,
  qubits: number,
  first: readonly [number, number],
  phaseOf: (run: number) => readonly [number, number],
  to: Float64Array,
  width: number,
  lane: number,
): void {
  const step = 2 * width;
  to[lane] = first[0];
  to[lane + width] = first[1];
  let next = 0;
  for (let q = 0; q < qubits; q++) {
    const [fr, fi] = block.runs[next]?.qubit === q ? phaseOf(next++) : [1, 0];
    const half = (1 << q) * step;
    for (let k = lane; k < half; k += step) {
      const x = to[k] as number;
      const y = to[k + width] as number;
      to[k + half] = x * fr - y * fi;
      to[k + half + width] = x * fi + y * fr;
    }
  }
}

/** The phases in front of a block's shears, for one sample. */
export function writeEarly(
  block: Block,
  qubits: number,
  runs: readonly RunCoefficients[],
  to: Float64Array,
  width: number,
  lane: number,
): void {
  writeProduct(block, qubits, [1, 0], (run) => runs[run]?.early ?? [1, 0], to, width, lane);
}

/** The block's diagonal for one sample: late phases and factors of its runs, its terms, its fixed phases. */
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
  for (const { late, factor } of runs) {
    [re, im] = [(re * late[0] - im * late[1]) * factor, (re * late[1] + im * late[0]) * factor];
  }
  writeProduct(block, qubits, [re, im], (run) => runs[run]?.ratio ?? [1, 0], to, width, lane);
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
 * The chain rule of one run and lane: from the moments A_x, A_y, A_z behind its shear to the derivatives by its rotors' angles,
 * given to `add`.
 */
export function chainRun(
  run: Run,
  { halves, ratio }: RunCoefficients,
  x: number,
  y: number,
  z: number,
  add: (angle: Angle, derivative: number) => void,
): void {
  const [cosine, sine] = ratio;
  let ax = cosine * x - sine * y;
  let ay = cosine * y + sine * x;
  let az = z;
  for (let i = run.rotors.length - 1; i >= 0; i--) {
    const rotor = run.rotors[i] as Rotor;
    const [px, py, pz] = [ax, ay, az];
    if (rotor.kind === 'fixed') {
      const m = rotor.rotation;
      const turned = (j: number) => (m[j] as number) * px + (m[3 + j] as number) * py + (m[6 + j] as number) * pz;
      ax = turned(0);
      ay = turned(1);
      az = turned(2);
      continue;
    }
    const { axis } = rotor;
    add(rotor.angle, axis === 0 ? px : axis === 1 ? py : pz);
    const [c, s] = halves[i] as readonly [number, number];
    const cs = c * c - s * s;
    const sn = 2 * c * s;
    if (axis !== 0) ax = axis === 1 ? cs * px - sn * pz : cs * px + sn * py;
    if (axis !== 1) ay = axis === 2 ? cs * py - sn * px : cs * py + sn * pz;
    if (axis !== 2) az = axis === 0 ? cs * pz - sn * py : cs * pz + sn * px;
  }
}
