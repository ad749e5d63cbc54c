import { tf } from '../tensor-flow.js';
import { chunkSize } from './elementwise-kernels.js';
import type { KrausBackend } from './kraus-backend.js';
import { type Call, CHUNK, chunks, input, override, sizeOf } from './registry.js';

/** One dimension of a copy: its extent and the strides of source and target, in elements. */
interface Axis {
  readonly extent: number;
  readonly from: number;
  readonly to: number;
}

/** Row-major strides of a shape. */
export function strides(shape: readonly number[]): number[] {
  const result = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) result[i] = (result[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return result;
}

/** Drops dimensions of extent 1 and joins neighbours that lie on one stride. */
function mergeAxes(axes: readonly Axis[]): Axis[] {
  const merged: Axis[] = [];
  for (const axis of axes) {
    if (axis.extent === 1) continue;
    const last = merged[merged.length - 1];
    if (last && last.from === axis.from * axis.extent && last.to === axis.to * axis.extent) {
      merged[merged.length - 1] = { extent: last.extent * axis.extent, from: axis.from, to: axis.to };
    } else merged.push(axis);
  }
  return merged;
}

/** Copies between strided views; false if more than six dimensions remain after merging. */
function copy(backend: KrausBackend, from: number, to: number, bytes: number, axes: readonly Axis[]): boolean {
  if (axes.some((a) => a.extent === 0)) return true;
  const merged = mergeAxes(axes);
  if (merged.length > 6) return false;
  if (merged.length <= 1) {
    // One long row is cut into rows, so that threads can share it.
    const only = merged.pop() ?? { extent: 1, from: 1, to: 1 };
    const row = Math.max(CHUNK, Math.ceil(only.extent / 4000));
    const whole = Math.floor(only.extent / row);
    const rest = only.extent - whole * row;
    if (whole > 0 && rest > 0) {
      const offset = whole * row;
      copy(backend, from + offset * only.from * bytes, to + offset * only.to * bytes, bytes, [
        { ...only, extent: rest },
      ]);
    }
    if (whole > 0) merged.push({ extent: whole, from: only.from * row, to: only.to * row }, { ...only, extent: row });
    else merged.push(only);
  }
  while (merged.length < 6) merged.unshift({ extent: 1, from: 0, to: 0 });
  const rows = merged.slice(0, 5).reduce((product, a) => product * a.extent, 1);
  const inner = merged[5]?.extent ?? 1;
  const chunkRows = Math.max(1, Math.floor(CHUNK / inner), Math.ceil(rows / 4000));
  backend.runtime.run(
    'copy_strided',
    Math.ceil(rows / chunkRows),
    [
      from,
      to,
      bytes,
      rows,
      chunkRows,
      ...merged.map((a) => a.extent),
      ...merged.map((a) => a.from),
      ...merged.map((a) => a.to),
    ],
    [],
    rows * inner > CHUNK,
  );
  return true;
}

/** Transposes a matrix [rows, columns] of floats. */
export function transposeInto(backend: KrausBackend, from: number, to: number, rows: number, columns: number): void {
  copy(backend, from, to, 4, [
    { extent: columns, from: 1, to: rows },
    { extent: rows, from: columns, to: 1 },
  ]);
}

type Kept = 'float32' | 'int32' | 'bool';
function kept(tensor: tf.TensorInfo): tensor is tf.TensorInfo & { dtype: Kept } {
  return tensor.dtype === 'float32' || tensor.dtype === 'int32' || tensor.dtype === 'bool';
}
const bytesOf = (dtype: Kept): number => (dtype === 'bool' ? 1 : 4);

/** Bits of a number as a tensor element of a type. */
function bitsOf(value: number, dtype: Kept): number {
  if (dtype !== 'float32') return value;
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

function fill(backend: KrausBackend, tensor: tf.TensorInfo & { dtype: Kept }, value: number): void {
  const n = sizeOf(tensor);
  const address = backend.address(tensor);
  if (tensor.dtype === 'bool') new Uint8Array(backend.runtime.heap.buffer, address, n).fill(value);
  else if (n > 0) {
    const size = chunkSize(n);
    backend.runtime.run('fill_words', chunks(n, size), [address, bitsOf(value, tensor.dtype), n, size]);
  }
}

function output(call: Call, shape: readonly number[], dtype: Kept): tf.TensorInfo & { dtype: Kept } {
  return { ...call.backend.output(shape, dtype), dtype };
}

/** The copy that takes x, seen through axes, to a new tensor of a shape. */
function copied(
  call: Call,
  x: tf.TensorInfo & { dtype: Kept },
  shape: readonly number[],
  axes: readonly Axis[],
  offset = 0,
): tf.TensorInfo | undefined {
  if (mergeAxes(axes).length > 6) return undefined;
  const y = output(call, shape, x.dtype);
  const bytes = bytesOf(x.dtype);
  copy(call.backend, call.backend.address(x) + offset * bytes, call.backend.address(y), bytes, axes);
  return y;
}

function transpose(call: Call): tf.TensorInfo | undefined {
  const x = input(call, 'x');
  if (!kept(x)) return undefined;
  const perm = call.attributes.perm as number[];
  const shape = perm.map((p) => x.shape[p] ?? 1);
  const [from, to] = [strides(x.shape), strides(shape)];
  return copied(
    call,
    x,
    shape,
    perm.map((p, i) => ({ extent: shape[i] ?? 1, from: from[p] ?? 1, to: to[i] ?? 1 })),
  );
}

function sliceOf(
  call: Call,
  x: tf.TensorInfo & { dtype: Kept },
  begin: readonly number[],
  size: readonly number[],
): tf.TensorInfo | undefined {
  const [from, to] = [strides(x.shape), strides(size)];
  const offset = begin.reduce((sum, b, i) => sum + b * (from[i] ?? 0), 0);
  return copied(
    call,
    x,
    size,
    size.map((extent, i) => ({ extent, from: from[i] ?? 1, to: to[i] ?? 1 })),
    offset,
  );
}

function slice(call: Call): tf.TensorInfo | undefined {
  const x = input(call, 'x');
  if (!kept(x)) return undefined;
  const [begin, size] = tf.slice_util.parseSliceParams(
    x as unknown as tf.Tensor,
    call.attributes.begin as number[],
    call.attributes.size as number[],
  );
  return sliceOf(call, x, begin, size);
}

function split(call: Call): tf.TensorInfo[] | undefined {
  const x = input(call, 'x');
  if (!kept(x)) return undefined;
  const axis = tf.util.parseAxisParam(call.attributes.axis as number, x.shape)[0] ?? 0;
  const sizes = tf.backend_util.prepareSplitSize(
    x as unknown as tf.Tensor,
    call.attributes.numOrSizeSplits as number[],
    axis,
  );
  const begin = x.shape.map(() => 0);
  const parts: tf.TensorInfo[] = [];
  for (const extent of sizes) {
    const size = [...x.shape];
    size[axis] = extent;
    const part = sliceOf(call, x, begin, size);
    if (!part) return undefined;
    parts.push(part);
    begin[axis] = (begin[axis] ?? 0) + extent;
  }
  return parts;
}

function concat(call: Call): tf.TensorInfo | undefined {
  return joined(call, Object.values(call.inputs));
}

/** Stacks tensors of one shape along a new axis: a concatenation of tensors that have it with extent 1. */
function stack(call: Call): tf.TensorInfo | undefined {
  const all = Object.values(call.inputs);
  const rank = (all[0]?.shape.length ?? 0) + 1;
  const axis = ((call.attributes.axis as number) + rank) % rank;
  return joined(
    call,
    all.map((t) => ({ ...t, shape: [...t.shape.slice(0, axis), 1, ...t.shape.slice(axis)] })),
  );
}

function joined(call: Call, all: readonly tf.TensorInfo[]): tf.TensorInfo | undefined {
  const first = all[0];
  if (!first || !kept(first) || all.some((t) => t.dtype !== first.dtype) || first.shape.length > 6) return undefined;
  const axis = tf.util.parseAxisParam(call.attributes.axis as number, first.shape)[0] ?? 0;
  const shape = [...first.shape];
  shape[axis] = all.reduce((sum, t) => sum + (t.shape[axis] ?? 0), 0);
  const y = output(call, shape, first.dtype);
  const to = strides(shape);
  const bytes = bytesOf(first.dtype);
  let at = 0;
  for (const x of all) {
    const from = strides(x.shape);
    const target = call.backend.address(y) + at * (to[axis] ?? 1) * bytes;
    copy(
      call.backend,
      call.backend.address(x),
      target,
      bytes,
      x.shape.map((extent, i) => ({ extent, from: from[i] ?? 1, to: to[i] ?? 1 })),
    );
    at += x.shape[axis] ?? 0;
  }
  return y;
}

function pad(call: Call): tf.TensorInfo | undefined {
  const x = input(call, 'x');
  const paddings = call.attributes.paddings as [number, number][];
  if (!kept(x) || x.shape.length > 6) return undefined;
  const shape = x.shape.map((extent, i) => extent + (paddings[i]?.[0] ?? 0) + (paddings[i]?.[1] ?? 0));
  const y = output(call, shape, x.dtype);
  fill(call.backend, y, (call.attributes.constantValue as number | undefined) ?? 0);
  const [from, to] = [strides(x.shape), strides(shape)];
  const offset = paddings.reduce((sum, [before], i) => sum + before * (to[i] ?? 0), 0);
  const bytes = bytesOf(x.dtype);
  copy(
    call.backend,
    call.backend.address(x),
    call.backend.address(y) + offset * bytes,
    bytes,
    x.shape.map((extent, i) => ({ extent, from: from[i] ?? 1, to: to[i] ?? 1 })),
  );
  return y;
}

function tile(call: Call): tf.TensorInfo | undefined {
  const x = input(call, 'x');
  if (!kept(x)) return undefined;
  const reps = call.attributes.reps as number[];
  const shape = x.shape.map((extent, i) => extent * (reps[i] ?? 1));
  const [from, to] = [strides(x.shape), strides(shape)];
  const axes = x.shape.flatMap((extent, i) => [
    { extent: reps[i] ?? 1, from: 0, to: (to[i] ?? 1) * extent },
    { extent, from: from[i] ?? 1, to: to[i] ?? 1 },
  ]);
  return copied(call, x, shape, axes);
}

function broadcast(call: Call): tf.TensorInfo | undefined {
  const x = input(call, 'x');
  if (!kept(x)) return undefined;
  const shape = call.attributes.shape as number[];
  const padded = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  const [from, to] = [strides(padded), strides(shape)];
  return copied(
    call,
    x,
    shape,
    shape.map((extent, i) => ({ extent, from: padded[i] === 1 ? 0 : (from[i] ?? 1), to: to[i] ?? 1 })),
  );
}

function gather(call: Call): tf.TensorInfo | undefined {
  const [x, indices] = [input(call, 'x'), input(call, 'indices')];
  const axis = tf.util.parseAxisParam(call.attributes.axis as number, x.shape)[0] ?? 0;
  if (
    (x.dtype !== 'float32' && x.dtype !== 'int32') ||
    indices.dtype !== 'int32' ||
    (call.attributes.batchDims ?? 0) !== 0
  )
    return undefined;
  const outer = sizeOf({ shape: x.shape.slice(0, axis) });
  const inner = sizeOf({ shape: x.shape.slice(axis + 1) });
  if (outer === 0 || outer > 4000) return undefined;
  const y = call.backend.output([...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], x.dtype);
  const b = call.backend;
  b.runtime.run(
    'gather_rows',
    outer,
    [b.address(x), b.address(indices), b.address(y), outer, x.shape[axis] ?? 1, sizeOf(indices), inner],
    [],
    sizeOf(y) > CHUNK,
  );
  return y;
}

function segmentSum(call: Call): tf.TensorInfo | undefined {
  const [x, ids] = [input(call, 'x'), input(call, 'segmentIds')];
  if (x.dtype !== 'float32' || ids.dtype !== 'int32' || ids.shape.length !== 1) return undefined;
  const rows = call.attributes.numSegments as number;
  const count = sizeOf(ids);
  const rest = x.shape.slice(1);
  const inner = sizeOf({ shape: rest });
  const y = call.backend.output([rows, ...rest], 'float32');
  const b = call.backend;
  const part = Math.max(64, Math.ceil(inner / 64));
  b.runtime.run(
    'segment_sum',
    chunks(inner, part),
    [b.address(x), b.address(ids), b.address(y), count, rows, inner, part],
    [],
    sizeOf(x) > CHUNK,
  );
  return y;
}

function oneHot(call: Call): tf.TensorInfo | undefined {
  const indices = input(call, 'indices');
  const { depth, onValue, offValue } = call.attributes;
  const dtype = call.attributes.dtype as tf.DataType;
  if (indices.dtype !== 'int32' || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
  const n = sizeOf(indices);
  const y = call.backend.output([...indices.shape, depth as number], dtype);
  const rows = Math.max(1, Math.floor(CHUNK / (depth as number)), Math.ceil(n / 4000));
  const b = call.backend;
  if (n > 0) {
    b.runtime.run('one_hot', chunks(n, rows), [
      b.address(indices),
      b.address(y),
      n,
      depth as number,
      bitsOf(onValue as number, dtype),
      bitsOf(offValue as number, dtype),
      rows,
    ]);
  }
  return y;
}

/** Registers kernels that move elements. */
export function registerLayout(): void {
  override('Transpose', transpose);
  override('Slice', slice);
  override('SplitV', split);
  override('Concat', concat);
  override('Pack', stack);
  override('PadV2', pad);
  override('Tile', tile);
  override('BroadcastTo', broadcast);
  override('GatherV2', gather);
  override('UnsortedSegmentSum', segmentSum);
  override('OneHot', oneHot);
  override('Fill', (call) => {
    const { shape, value } = call.attributes;
    const dtype = (call.attributes.dtype as Kept | undefined) ?? 'float32';
    if (typeof value !== 'number' || (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')) return undefined;
    const y = output(call, shape as number[], dtype);
    fill(call.backend, y, value);
    return y;
  });
  for (const [name, value] of [
    ['ZerosLike', 0],
    ['OnesLike', 1],
  ] as const) {
    override(name, (call) => {
      const x = input(call, 'x');
      if (!kept(x)) return undefined;
      const y = output(call, x.shape, x.dtype);
      fill(call.backend, y, value);
      return y;
    });
  }
}
