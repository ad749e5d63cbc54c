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

const identity = (): Rows => Float64Array.from({ length: 12 }, (_, k) => ((k & 3) === 1 + (k >> 2) ? 1 : 0));

/** Rows of the plane that a turn turns: X′ = c X − s Y, Y′ = s X + c Y for axis Z. */
const plane = (axis: number): [number, number] => [4 * ((axis + 1) % 3), 4 * ((axis + 2) % 3)];

function turned(angle: Angle, source: SampleSource): [sine: number, cosine: number] {
  const value = angleValue(angle, source.parameters, source.inputs);
  return [Math.sin(value), Math.cos(value)];
}

const matrixOf = (factor: Exclude<Factor, { kind: 'turn' }>, source: SampleSource): Float64Array =>
  factor.kind === 'fixed' ? factor.matrix : source.noise(factor.noise);

function applyFactor(factor: Factor, m: Rows, source: SampleSource): Rows {
  const out = m.slice();
  if (factor.kind === 'turn') {
    const [s, c] = turned(factor.angle, source);
    const [a, b] = plane(factor.axis);
    for (let j = 0; j < 4; j++) {
      const [x, y] = [m[a + j] as number, m[b + j] as number];
      out[a + j] = c * x - s * y;
      out[b + j] = s * x + c * y;
    }
    return out;
  }
  const e = matrixOf(factor, source);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 4; j++) {
      let sum = j === 0 ? (e[4 * i + 4] as number) : 0;
      for (let l = 0; l < 3; l++) sum += (e[4 * i + 5 + l] as number) * (m[4 * l + j] as number);
      out[4 * i + j] = sum;
    }
  }
  return out;
}

export function prepareRun(run: Run, source: SampleSource): Rows {
  return run.reduce((m, factor) => applyFactor(factor, m, source), identity());
}

/** Whether some factor depends on θ or x. */
export const isDifferentiated = (run: Run): boolean =>
  run.some((factor) => factor.kind === 'noise' || (factor.kind === 'turn' && factor.angle.terms.length > 0));

/** From the moments Σ λ_i v_j of a run (λ behind it, v in front of it) to its factors' derivatives. */
export function chainRun(run: Run, moments: Rows, source: SampleSource, sink: SampleSink): void {
  const prefix = [identity()];
  for (const factor of run) prefix.push(applyFactor(factor, prefix.at(-1) as Rows, source));
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
