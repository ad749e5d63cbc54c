import { type Tensor, tf } from '../tensor-flow.js';
import { at, defineGradient, defineListGradient } from './define-gradient.js';

/** Gradients of operations that move elements: reshape, transpose, slice, pad, concat, split, tile, gather, …. */
export function registerLayoutGradients(): void {
  for (const [kernel, input] of [
    ['Reshape', 'x'],
    ['ExpandDims', 'input'],
  ] as const) {
    defineGradient(kernel, { inputs: [input] }, (dy, saved) => ({
      [input]: () => tf.reshape(dy, at(saved, 0).shape),
    }));
  }
  defineGradient('Transpose', {}, (dy, _saved, { perm }) => ({
    x: () => tf.transpose(dy, tf.backend_util.getUndoAxesPermutation(perm as number[])),
  }));
  defineGradient('Reverse', {}, (dy, _saved, { dims }) => ({ x: () => tf.reverse(dy, dims as number[]) }));
  defineGradient('Slice', { inputs: ['x'] }, (dy, saved, { begin, size }) => {
    const x = at(saved, 0);
    const [from, extent] = tf.slice_util.parseSliceParams(x, begin as number[], size as number[]);
    const paddings = x.shape.map((length, i): [number, number] => {
      const start = from[i] ?? 0;
      return [start, length - start - (extent[i] ?? 0)];
    });
    return { x: () => tf.pad(dy, paddings) };
  });
  defineGradient('PadV2', { inputs: ['x'] }, (dy, saved, { paddings }) => {
    const begin = (paddings as [number, number][]).map(([before]) => before);
    return { x: () => tf.slice(dy, begin, at(saved, 0).shape) };
  });
  defineGradient('Concat', { all: true }, (dy, saved, { axis }) => {
    const axisIndex = tf.util.parseAxisParam(axis as number, at(saved, 0).shape)[0] ?? 0;
    const sizes = saved.map((tensor) => tensor.shape[axisIndex] ?? 0);
    // Eagerly: what a part's own function makes beside its result is disposed when it returns.
    const parts = tf.split(dy, sizes, axisIndex);
    return Object.fromEntries(saved.map((_, i) => [String(i), () => at(parts, i)]));
  });
  defineListGradient('SplitV', (dys, { axis }) => ({ x: () => tf.concat(dys, axis as number) }));
  defineListGradient('Unpack', (dys, { axis }) => ({ value: () => tf.stack(dys, axis as number) }));
  defineGradient('Pack', { all: true }, (dy, saved, { axis }) => {
    const parts = tf.unstack(dy, axis as number);
    return Object.fromEntries(saved.map((_, i) => [String(i), () => at(parts, i)]));
  });
  defineGradient('Tile', { inputs: ['x'] }, (dy, saved, { reps }) => ({
    x: () => {
      const { shape } = at(saved, 0);
      const interleaved = shape.flatMap((length, i) => [(reps as number[])[i] ?? 1, length]);
      const repeats = shape.map((_, i) => 2 * i);
      return tf.sum(tf.reshape(dy, interleaved), repeats);
    },
  }));
  defineGradient('BroadcastTo', {}, (dy, _saved, { inputShape }) => ({
    x: () => {
      const axes = (inputShape as number[]).flatMap((length, i) => (length === dy.shape[i] ? [] : [i]));
      return axes.length > 0 ? tf.sum(dy, axes, true) : tf.clone(dy);
    },
  }));
  defineGradient('OneHot', { inputs: ['indices'] }, (_dy, saved) => ({
    indices: () => tf.zeros(at(saved, 0).shape, 'float32'),
  }));
  defineGradient('GatherV2', { inputs: ['x', 'indices'] }, (dy, saved, { axis, batchDims }) => {
    const [x, indices] = [at(saved, 0), at(saved, 1)];
    return {
      x: () => gatherGradient(dy, x, indices, axis as number, (batchDims as number) ?? 0),
      indices: () => indices,
    };
  });
  defineGradient('UnsortedSegmentSum', { inputs: ['segmentIds'] }, (dy, saved) => ({
    x: () => tf.gather(dy, at(saved, 0) as tf.Tensor1D),
  }));
}

function gatherGradient(dy: Tensor, x: Tensor, indices: Tensor, axis: number, batchDims: number): Tensor {
  if (batchDims !== 0) throw new RangeError('gather: the gradient is given for batchDims = 0 only');
  const axisIndex = tf.util.parseAxisParam(axis, x.shape)[0] ?? 0;
  const outer = x.shape.slice(0, axisIndex);
  const inner = x.shape.slice(axisIndex + 1);
  const rows = x.shape[axisIndex] ?? 0;
  const values = tf.reshape(dy, [...outer, indices.size, ...inner]);
  const ids = tf.reshape(indices, [indices.size]) as tf.Tensor1D;
  if (axisIndex === 0) return tf.unsortedSegmentSum(values, ids, rows);
  const permutation = [axisIndex, ...outer.keys(), ...inner.map((_, i) => axisIndex + 1 + i)];
  const summed = tf.unsortedSegmentSum(tf.transpose(values, permutation), ids, rows);
  return tf.transpose(summed, tf.backend_util.getUndoAxesPermutation(permutation));
}
