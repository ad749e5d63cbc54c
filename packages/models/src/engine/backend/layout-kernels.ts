import { tf } from '../tensor-flow.js';
import { bytesOf, fill, type Kept, kept, output } from './kept.js';
import { type Call, input, override } from './registry.js';
import { type Axis, copy, DIMENSIONS, mergeAxes, strides } from './strided-copy.js';

/** The copy that takes x, seen through axes, to a new tensor of a shape. */
function copied(
  call: Call,
  x: tf.TensorInfo & { dtype: Kept },
  shape: readonly number[],
  axes: readonly Axis[],
  offset = 0,
): tf.TensorInfo | undefined {
  if (mergeAxes(axes).length > DIMENSIONS) return undefined;
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
  if (!first || !kept(first) || all.some((t) => t.dtype !== first.dtype) || first.shape.length > DIMENSIONS)
    return undefined;
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
  if (!kept(x) || x.shape.length > DIMENSIONS) return undefined;
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
}
