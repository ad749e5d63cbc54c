import { type Tensor, tf } from '../tensor-flow.js';
import { at, defineGradient } from './define-gradient.js';

/** Reduced axes of a kernel call as a list. */
function axesOf(axis: unknown, shape: number[]): number[] {
  return tf.util.parseAxisParam(axis as number | number[], shape);
}

/** A reduced tensor with its reduced axes put back with length 1. */
function expand(tensor: Tensor, x: Tensor, axes: number[]): Tensor {
  return tf.reshape(tensor, tf.backend_util.expandShapeToKeepDim(reducedShape(x, axes), axes));
}

function reducedShape(x: Tensor, axes: number[]): number[] {
  return x.shape.filter((_, i) => !axes.includes(i));
}

/** Gradients of sums, means, extrema, softmax and cumulative sums. */
export function registerReductionGradients(): void {
  defineGradient('Sum', { inputs: ['x'] }, (dy, saved, { axis }) => ({
    x: () => tf.broadcastTo(expand(dy, at(saved, 0), axesOf(axis, at(saved, 0).shape)), at(saved, 0).shape),
  }));
  defineGradient('Mean', { inputs: ['x'] }, (dy, saved, { axis }) => ({
    x: () => {
      const x = at(saved, 0);
      const axes = axesOf(axis, x.shape);
      const count = axes.reduce((product, a) => product * (x.shape[a] ?? 1), 1);
      return tf.broadcastTo(expand(tf.mul(dy, 1 / count), x, axes), x.shape);
    },
  }));
  for (const name of ['Max', 'Min']) {
    defineGradient(name, { inputs: ['x'], output: true }, (dy, saved, attributes) => ({
      x: () => {
        const [x, y] = [at(saved, 0), at(saved, 1)];
        const axes = axesOf(name === 'Max' ? attributes.reductionIndices : attributes.axis, x.shape);
        return tf.mul(expand(dy, x, axes), tf.cast(tf.equal(x, expand(y, x, axes)), 'float32'));
      },
    }));
  }
  defineGradient('Softmax', { output: true }, (dy, saved, { dim }) => ({
    logits: () => {
      const y = at(saved, 0);
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, [dim as number], true), y));
    },
  }));
  defineGradient('LogSoftmax', { output: true }, (dy, saved, { axis }) => ({
    logits: () => tf.sub(dy, tf.mul(tf.sum(dy, axis as number, true), tf.exp(at(saved, 0)))),
  }));
  defineGradient('Cumsum', {}, (dy, _saved, { axis, exclusive, reverse }) => ({
    x: () => tf.cumsum(dy, axis as number, exclusive as boolean, !(reverse as boolean)),
  }));
}
