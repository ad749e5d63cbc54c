import { tf } from '../tensor-flow.js';
import { chunkSize } from './elementwise-kernels.js';
import type { KrausBackend } from './kraus-backend.js';
import { type Call, CHUNK, input, override, sizeOf } from './registry.js';

const SUM = 0;
const MAXIMUM = 1;
const MINIMUM = 2;
const SUM_OF_SQUARES = 3;

/** Elements of the reduced dimension a chunk of a long reduction; fixed, so that sums are the same for any threads. */
const STRETCH = 16384;

/** Reduces the middle of [outer, length, inner] from x to y (addresses). */
function reduce(
  backend: KrausBackend,
  operation: number,
  x: number,
  y: number,
  outer: number,
  length: number,
  inner: number,
  scale: number,
): void {
  const { runtime } = backend;
  if (inner === 1 && outer >= 16) {
    const rows = Math.max(1, Math.floor(CHUNK / length), Math.ceil(outer / 4000));
    runtime.run(
      'reduce_rows',
      Math.ceil(outer / rows),
      [x, y, operation, outer, length, rows],
      [[6, scale]],
      outer * length > CHUNK,
    );
    return;
  }
  const stretch = Math.max(Math.ceil(STRETCH / inner), Math.ceil((length * outer) / 2000));
  const stretches = Math.ceil(length / stretch);
  if (outer * stretches > 4000) {
    // Many outer indices with an inner dimension: one at a time.
    for (let o = 0; o < outer; o++) {
      reduce(backend, operation, x + o * length * inner * 4, y + o * inner * 4, 1, length, inner, scale);
    }
    return;
  }
  backend.borrow(outer * stretches * inner * 8, (partial) => {
    runtime.run(
      'reduce_partial',
      outer * stretches,
      [x, partial, operation, outer, length, inner, stretch, stretches],
      [],
      outer * length * inner > CHUNK,
    );
    runtime.run('reduce_join', 1, [partial, y, operation, outer, inner, stretches], [[6, scale]]);
  });
}

/** Runs of neighbouring reduced axes, last first: [first axis, one past the last]. */
function axisRuns(axes: readonly number[]): [number, number][] {
  const sorted = [...axes].sort((p, q) => p - q);
  const runs: [number, number][] = [];
  for (const axis of sorted) {
    const last = runs[runs.length - 1];
    if (last && last[1] === axis) last[1] = axis + 1;
    else runs.push([axis, axis + 1]);
  }
  return runs.reverse();
}

function reduceAxes(
  call: Call,
  operation: number,
  axis: unknown,
  keepDims: boolean,
  mean: boolean,
): tf.TensorInfo | undefined {
  const { backend } = call;
  const x = input(call, 'x');
  if (x.dtype !== 'float32' || sizeOf(x) === 0) return undefined;
  const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
  const kept = x.shape.map((extent, i) => (axes.includes(i) ? 1 : extent));
  const shape = keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i));
  if (axes.length === 0) return backend.alias(x, shape);
  const scale = mean ? sizeOf({ shape: kept }) / sizeOf(x) : 1;
  const y = backend.output(shape, 'float32');
  const current = [...x.shape];
  const runs = axisRuns(axes);
  const step = (from: number, i: number): void => {
    const [first, end] = runs[i] ?? [0, 0];
    const outer = sizeOf({ shape: current.slice(0, first) });
    const length = sizeOf({ shape: current.slice(first, end) });
    const inner = sizeOf({ shape: current.slice(end) });
    if (i === runs.length - 1) {
      reduce(backend, operation, from, backend.address(y), outer, length, inner, scale);
      return;
    }
    for (let d = first; d < end; d++) current[d] = 1;
    backend.borrow(outer * inner * 4, (to) => {
      reduce(backend, operation, from, to, outer, length, inner, 1);
      step(to, i + 1);
    });
  };
  step(backend.address(x), 0);
  return y;
}

/** Sum of squares of all elements, in double, in a fixed order. */
export function sumOfSquares(backend: KrausBackend, tensor: tf.TensorInfo): number {
  const n = sizeOf(tensor);
  const size = chunkSize(n);
  const count = Math.ceil(n / size);
  return backend.borrow(count * 8, (partial) => {
    backend.runtime.run(
      'reduce_partial',
      count,
      [backend.address(tensor), partial, SUM_OF_SQUARES, 1, n, 1, size, count],
      [],
      n > 2 * CHUNK,
    );
    return new Float64Array(backend.runtime.heap.buffer, partial, count).reduce((sum, value) => sum + value, 0);
  });
}

/** Registers sums, means, extrema and softmax. */
export function registerReductions(): void {
  override('Sum', (call) => reduceAxes(call, SUM, call.attributes.axis, Boolean(call.attributes.keepDims), false));
  override('Mean', (call) => reduceAxes(call, SUM, call.attributes.axis, Boolean(call.attributes.keepDims), true));
  override('Max', (call) =>
    reduceAxes(call, MAXIMUM, call.attributes.reductionIndices, Boolean(call.attributes.keepDims), false),
  );
  override('Min', (call) => reduceAxes(call, MINIMUM, call.attributes.axis, Boolean(call.attributes.keepDims), false));
  override('Softmax', (call) => {
    const x = input(call, 'logits');
    const { dim } = call.attributes;
    const last = x.shape.length - 1;
    if (x.dtype !== 'float32' || ((dim as number) !== last && dim !== -1) || sizeOf(x) === 0) return undefined;
    const length = x.shape[last] ?? 1;
    const rows = sizeOf(x) / length;
    const part = Math.max(1, Math.floor(CHUNK / length), Math.ceil(rows / 4000));
    const b = call.backend;
    const y = b.output(x.shape, 'float32');
    b.runtime.run('softmax_rows', Math.ceil(rows / part), [b.address(x), b.address(y), rows, length, part]);
    return y;
  });
}
