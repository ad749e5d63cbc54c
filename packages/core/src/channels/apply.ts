import { KrausError } from '../errors/index.js';
import { evolveBatch, totalDimension } from '../generators/index.js';
import {
  type ComplexMatrix,
  ComplexMatrix as Matrix,
  matrixPower,
  matrixUnits,
  type OperatorBatch,
  zeroBatch,
} from '../linear-algebra/index.js';
import type { ChannelProgram, MatrixData } from '../program/index.js';
import { checkChannel } from './check-channel.js';

/** Repetitions beyond which a small channel is raised to its power as a matrix. */
const REPEATS = 24;
const LARGEST_POWER_DIMENSION = 16;

/**
 * The channel applied to every operator of a batch, without forming its superoperator: Kraus operators and generators
 * by their non-zero entries, tensor parts on their own factors.
 * @throws KrausError what {@link checkChannel} and the generator's checks throw
 */
export function applyToBatch(channel: ChannelProgram, batch: OperatorBatch): OperatorBatch {
  const dimension = checkChannel(channel);
  if (dimension !== batch.dimension) {
    throw new KrausError(
      'core/shape-mismatch',
      `Channel of dimension ${dimension} applied to operators of dimension ${batch.dimension}.`,
    );
  }
  return act(channel, batch);
}

/**
 * The channel applied to one operator (usually a density matrix).
 * @throws KrausError as {@link applyToBatch}
 */
export function applyChannel(channel: ChannelProgram, operator: ComplexMatrix): ComplexMatrix {
  const d = operator.rows;
  if (operator.columns !== d) {
    throw new KrausError(
      'core/not-square',
      `Channel: the operator is ${d} × ${operator.columns}, expected a square one.`,
    );
  }
  const batch = zeroBatch(d, 1);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) [batch.re[i + d * j], batch.im[i + d * j]] = operator.at(i, j) as [number, number];
  }
  const image = applyToBatch(channel, batch);
  const result = new Matrix(d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) result.set(i, j, [image.re[i + d * j] as number, image.im[i + d * j] as number]);
  }
  return result;
}

function act(channel: ChannelProgram, batch: OperatorBatch): OperatorBatch {
  switch (channel.kind) {
    case 'kraus':
      return actKraus(channel.operators, batch);
    case 'evolve':
      return evolveBatch(channel.generator, channel.time, batch);
    case 'compose':
      return channel.parts.reduce((operators, part) => act(part, operators), batch);
    case 'tensor':
      return actTensor(channel.parts, batch);
    case 'power':
      return actPower(channel.channel, channel.times, batch);
  }
}

/** Σ K ρ K†. */
function actKraus(operators: readonly MatrixData[], batch: OperatorBatch): OperatorBatch {
  const { dimension: d, count } = batch;
  const out = zeroBatch(d, count);
  const half = zeroBatch(d, count);
  for (const { entries } of operators) {
    half.re.fill(0);
    half.im.fill(0);
    for (const [row, column, re, im] of entries) {
      for (let j = 0; j < d; j++) axpy(re, im, batch, column + d * j, half, row + d * j);
    }
    for (const [row, column, re, im] of entries) {
      for (let i = 0; i < d; i++) axpy(re, -im, half, i + d * column, out, i + d * row);
    }
  }
  return out;
}

function axpy(a: number, b: number, x: OperatorBatch, fromEntry: number, y: OperatorBatch, toEntry: number): void {
  const count = x.count;
  const [xr, xi, yr, yi] = [x.re, x.im, y.re, y.im];
  const from = fromEntry * count;
  const to = toEntry * count;
  for (let n = 0; n < count; n++) {
    const u = xr[from + n] as number;
    const v = xi[from + n] as number;
    yr[to + n] = (yr[to + n] as number) + a * u - b * v;
    yi[to + n] = (yi[to + n] as number) + a * v + b * u;
  }
}

function actPower(channel: ChannelProgram, times: number, batch: OperatorBatch): OperatorBatch {
  if (channel.kind === 'evolve') return evolveBatch(channel.generator, channel.time * times, batch);
  if (times > REPEATS && batch.dimension <= LARGEST_POWER_DIMENSION) {
    const d = batch.dimension;
    const units = act(channel, matrixUnits(d));
    const one = new Matrix(d * d, d * d);
    for (let k = 0; k < units.re.length; k++) {
      one.data[2 * k] = units.re[k] as number;
      one.data[2 * k + 1] = units.im[k] as number;
    }
    const power = matrixPower(one, times);
    const out = zeroBatch(d, batch.count);
    for (let row = 0; row < power.rows; row++) {
      for (let k = 0; k < power.columns; k++) axpy(power.re(row, k), power.im(row, k), batch, k, out, row);
    }
    return out;
  }
  let result = batch;
  for (let k = 0; k < times; k++) result = act(channel, result);
  return result;
}

/** Each part on its own factor: the other factors' indices join the batch. */
function actTensor(parts: readonly ChannelProgram[], batch: OperatorBatch): OperatorBatch {
  let result = batch;
  let low = 1;
  for (const part of parts) {
    const middle = totalDimension(part.dims, 'Channel');
    const high = batch.dimension / (low * middle);
    const order = factorOrder(low, middle, high);
    result = ungather(act(part, gather(result, order, middle)), order, batch);
    low *= middle;
  }
  return result;
}

/** For every entry (m, m') of the middle factor, then every index of the others, its place in the whole operator. */
function factorOrder(low: number, middle: number, high: number): Int32Array {
  const d = low * middle * high;
  const order = new Int32Array(d * d);
  let k = 0;
  for (let column = 0; column < middle; column++) {
    for (let row = 0; row < middle; row++) {
      for (let h2 = 0; h2 < high; h2++) {
        for (let l2 = 0; l2 < low; l2++) {
          const j = l2 + low * (column + middle * h2);
          for (let h1 = 0; h1 < high; h1++) {
            for (let l1 = 0; l1 < low; l1++) order[k++] = l1 + low * (row + middle * h1) + d * j;
          }
        }
      }
    }
  }
  return order;
}

function gather(batch: OperatorBatch, order: Int32Array, middle: number): OperatorBatch {
  const { count } = batch;
  const out = zeroBatch(middle, batch.re.length / (middle * middle));
  order.forEach((from, to) => {
    out.re.set(batch.re.subarray(from * count, (from + 1) * count), to * count);
    out.im.set(batch.im.subarray(from * count, (from + 1) * count), to * count);
  });
  return out;
}

function ungather(part: OperatorBatch, order: Int32Array, whole: OperatorBatch): OperatorBatch {
  const { count } = whole;
  const out = zeroBatch(whole.dimension, count);
  order.forEach((to, from) => {
    out.re.set(part.re.subarray(from * count, (from + 1) * count), to * count);
    out.im.set(part.im.subarray(from * count, (from + 1) * count), to * count);
  });
  return out;
}
