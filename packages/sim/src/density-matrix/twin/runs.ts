import { type Angle, angleValue } from '@kraus/core';
import type { Factor, Run } from '../plan.js';

/** Where one sample's numbers come from. */
export interface SampleSource {
  readonly parameters: ArrayLike<number>;
  readonly inputs: ArrayLike<number>;
  /** The matrix of a noise form at this sample's values, entries in the order of its pattern. */
  readonly noise: (form: number) => Float64Array;
}

/** Where one sample's derivatives go. */
export interface SampleSink {
  readonly angle: (angle: Angle, derivative: number) => void;
  readonly noise: (form: number, entry: number, derivative: number) => void;
}

/** Rows X, Y, Z of the product of a run's factors: [3][4]. */
export type Rows = Float64Array;

const IDENTITY = Float64Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
const identity = (): Rows => IDENTITY.slice();

/** Rows of the plane that a turn turns: X′ = c X − s Y, Y′ = s X + c Y for axis Z. */
const plane = (axis: number): [number, number] => [4 * ((axis + 1) % 3), 4 * ((axis + 2) % 3)];

function turned(angle: Angle, source: SampleSource): [sine: number, cosine: number] {
  const value = angleValue(angle, source.parameters, source.inputs);
  return [Math.sin(value), Math.cos(value)];
}

const matrixOf = (factor: Exclude<Factor, { kind: 'turn' }>, source: SampleSource): Float64Array =>
  factor.kind === 'fixed' ? factor.matrix : source.noise(factor.noise);

/** m becomes factor · m. */
function applyFactor(factor: Factor, m: Rows, source: SampleSource): void {
  if (factor.kind === 'turn') {
    const [s, c] = turned(factor.angle, source);
    const [a, b] = plane(factor.axis);
    for (let j = 0; j < 4; j++) {
      const x = m[a + j] as number;
      const y = m[b + j] as number;
      m[a + j] = c * x - s * y;
      m[b + j] = s * x + c * y;
    }
    return;
  }
  const e = matrixOf(factor, source);
  for (let j = 0; j < 4; j++) {
    const x = m[j] as number;
    const y = m[4 + j] as number;
    const z = m[8 + j] as number;
    for (let i = 0; i < 3; i++) {
      const row = 4 * i + 4;
      const shift = j === 0 ? (e[row] as number) : 0;
      m[4 * i + j] = shift + (e[row + 1] as number) * x + (e[row + 2] as number) * y + (e[row + 3] as number) * z;
    }
  }
}

/** Rows of runs that depend on nothing. */
const constants = new WeakMap<Run, Rows>();

/** Rows of the product of a run's factors; not to be changed. */
export function prepareRun(run: Run, source: SampleSource): Rows {
  const known = constants.get(run);
  if (known !== undefined) return known;
  const rows = identity();
  for (const factor of run) applyFactor(factor, rows, source);
  if (!isDifferentiated(run)) constants.set(run, rows);
  return rows;
}

/** Whether some factor depends on θ or x. */
export const isDifferentiated = (run: Run): boolean =>
  run.some((factor) => factor.kind === 'noise' || (factor.kind === 'turn' && factor.angle.terms.length > 0));

/** From the moments Σ λ_i v_j of a run (λ behind it, v in front of it) to its factors' derivatives. */
export function chainRun(run: Run, moments: Rows, source: SampleSource, sink: SampleSink): void {
  const prefix = [identity()];
  for (const factor of run) {
    const next = (prefix.at(-1) as Rows).slice();
    applyFactor(factor, next, source);
    prefix.push(next);
  }
  let y = moments;
  for (let f = run.length - 1; f >= 0; f--) {
    const factor = run[f] as Factor;
    const [before, behind] = [prefix[f] as Rows, prefix[f + 1] as Rows];
    const back = y.slice();
    if (factor.kind === 'turn') {
      const [a, b] = plane(factor.axis);
      const [s, c] = turned(factor.angle, source);
      let slope = 0;
      for (let j = 0; j < 4; j++) {
        const [u, w] = [y[a + j] as number, y[b + j] as number];
        slope += w * (behind[a + j] as number) - u * (behind[b + j] as number);
        back[a + j] = c * u + s * w;
        back[b + j] = c * w - s * u;
      }
      if (factor.angle.terms.length > 0) sink.angle(factor.angle, slope);
    } else {
      const e = matrixOf(factor, source);
      for (let q = 0; q < 3; q++) {
        for (let j = 0; j < 4; j++) {
          let sum = 0;
          for (let i = 0; i < 3; i++) sum += (e[4 * i + 5 + q] as number) * (y[4 * i + j] as number);
          back[4 * q + j] = sum;
        }
      }
      if (factor.kind === 'noise') addEntries(factor.noise, y, before, sink);
    }
    y = back;
  }
}

function addEntries(noise: number, y: Rows, before: Rows, sink: SampleSink): void {
  for (let r = 0; r < 3; r++) {
    sink.noise(noise, 4 * r + 4, y[4 * r] as number);
    for (let q = 0; q < 3; q++) {
      let slope = 0;
      for (let j = 0; j < 4; j++) slope += (y[4 * r + j] as number) * (before[4 * q + j] as number);
      sink.noise(noise, 4 * r + 5 + q, slope);
    }
  }
}
