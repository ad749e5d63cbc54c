import { KrausError } from '@kraus/core';
import type { CircuitShape } from './circuit-shape.js';
import type { CircuitBatch } from './executable.js';

/** Largest angle source the kernels reduce exactly enough by themselves, radians. */
const LARGEST_ANGLE = 2 ** 18;

/**
 * Checks the lengths of a batch's arrays, that all numbers are finite, and that angles are within the kernels' range.
 * @throws KrausError `sim/aborted`, `sim/bad-batch`, `sim/wrong-length`, `sim/not-finite`
 */
export function checkBatch(shape: CircuitShape, batch: CircuitBatch): void {
  checkAllButAmplitudes(shape, batch);
  checkAmplitudes(batch);
}

/** {@link checkBatch} for kernels that look at initial and target amplitudes themselves, which are most of the numbers. */
export function checkAllButAmplitudes(shape: CircuitShape, batch: CircuitBatch): void {
  const { batch: count, signal } = batch;
  if (signal?.aborted === true) {
    throw new KrausError('sim/aborted', 'Circuit: the signal was aborted before the run.', { cause: signal.reason });
  }
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new KrausError('sim/bad-batch', `Circuit: the batch has ${count} samples, expected a whole number ≥ 1.`);
  }
  const amplitudes = 2 * shape.dimension;
  const initial = { zero: 0, amplitudes, density: amplitudes * shape.dimension }[shape.initial];
  checkLength(batch.parameters, shape.parameters, 'parameters');
  checkLength(batch.inputs, count * shape.inputs, 'inputs');
  checkLength(batch.initial, count * initial, 'the initial state');
  checkLength(batch.targets, shape.targeted ? count * amplitudes : 0, 'target amplitudes');
  checkAngles(batch.parameters, 'parameter');
  checkAngles(batch.inputs, 'input');
}

/** @throws KrausError `sim/not-finite` */
export function checkAmplitudes(batch: CircuitBatch): void {
  checkFinite(batch.initial, 'initial amplitude');
  checkFinite(batch.targets, 'target amplitude');
}

/** @throws KrausError `sim/wrong-length`, `sim/not-finite` */
export function checkCotangents(shape: CircuitShape, batch: number, cotangents: ArrayLike<number>): void {
  checkLength(cotangents, batch * shape.columns, 'cotangents');
  checkFinite(cotangents, 'cotangent');
}

function checkLength(values: ArrayLike<number> | undefined, expected: number, what: string): void {
  const given = values?.length ?? 0;
  if (given !== expected) {
    throw new KrausError('sim/wrong-length', `Circuit: ${given} numbers given as ${what}, expected ${expected}.`);
  }
}

function checkFinite(values: ArrayLike<number> | undefined, what: string): void {
  if (values === undefined) return;
  // x − x is 0 for finite numbers and NaN for all others: a sum tells. Four sums, so that none waits for the last addition.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const w = values[i] as number;
    const x = values[i + 1] as number;
    const y = values[i + 2] as number;
    const z = values[i + 3] as number;
    a += w - w;
    b += x - x;
    c += y - y;
    d += z - z;
  }
  for (let i = whole; i < values.length; i++) a += (values[i] as number) - (values[i] as number);
  if (a + b + c + d === 0) return;
  const at = Array.from(values).findIndex((x) => !Number.isFinite(x));
  throw new KrausError('sim/not-finite', `Circuit: ${what} ${at} is ${values[at]}, expected a finite number.`);
}

/** Finite and within the kernels' range. */
function checkAngles(values: ArrayLike<number> | undefined, what: string): void {
  checkFinite(values, what);
  if (values === undefined) return;
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number));
  if (largest <= LARGEST_ANGLE) return;
  throw new KrausError(
    'sim/not-finite',
    `Circuit: one ${what} is ±${largest}, beyond ±2^18; angles are periodic, give it modulo 4π.`,
  );
}
