import { tf } from '../tensor-flow.js';
import { bitsOf, fill, type Kept, kept, output } from './kept.js';
import { type Call, CHUNK, chunks, input, override, sizeOf } from './registry.js';

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

/** Registers gathers, their gradient, indicators and fills. */
export function registerIndexing(): void {
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
