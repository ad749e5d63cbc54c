import { type Tensor, tf } from '../tensor-flow.js';
import { at, defineGradient, reduceTo, runKernel } from './define-gradient.js';

/** dx from dy, the input x and the output y. */
type Unary = (dy: Tensor, x: Tensor) => Tensor;

function reluGradient(dy: Tensor, x: Tensor): Tensor {
  const fused = tf.getKernel('KrausReluGradient', tf.getBackend()) !== undefined;
  return fused ? runKernel('KrausReluGradient', { dy, x }, {}) : tf.mul(dy, tf.step(x));
}

/** Gradients that need only the output. */
const fromOutput: Record<string, Unary> = {
  Exp: (dy, y) => tf.mul(dy, y),
  Sigmoid: (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))),
  Sqrt: (dy, y) => tf.div(dy, tf.mul(y, 2)),
  Tanh: (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))),
};

/** Gradients that need only the input. */
const fromInput: Record<string, Unary> = {
  Abs: (dy, x) => tf.mul(dy, tf.sign(x)),
  Atan: (dy, x) => tf.div(dy, tf.add(tf.square(x), 1)),
  Cos: (dy, x) => tf.mul(dy, tf.neg(tf.sin(x))),
  Cosh: (dy, x) => tf.mul(dy, tf.sinh(x)),
  Elu: (dy, x) => tf.where(tf.greater(x, 0), dy, tf.mul(dy, tf.exp(x))),
  Erf: (dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI))),
  Expm1: (dy, x) => tf.mul(dy, tf.exp(x)),
  Log: (dy, x) => tf.div(dy, x),
  Log1p: (dy, x) => tf.div(dy, tf.add(x, 1)),
  Reciprocal: (dy, x) => tf.div(dy, tf.neg(tf.square(x))),
  Relu: reluGradient,
  Relu6: (dy, x) => tf.mul(dy, tf.mul(tf.step(x), tf.cast(tf.lessEqual(x, 6), 'float32'))),
  Rsqrt: (dy, x) => tf.neg(tf.div(dy, tf.mul(tf.mul(x, tf.sqrt(x)), 2))),
  Sin: (dy, x) => tf.mul(dy, tf.cos(x)),
  Sinh: (dy, x) => tf.mul(dy, tf.cosh(x)),
  Softplus: (dy, x) => tf.mul(dy, tf.sigmoid(x)),
  Square: (dy, x) => tf.mul(dy, tf.mul(x, 2)),
  Tan: (dy, x) => tf.div(dy, tf.square(tf.cos(x))),
};

/** Kernels whose derivative is zero almost everywhere. */
const flat = ['Ceil', 'Floor', 'Round', 'Sign', 'Step', 'ZerosLike', 'OnesLike'];

/** Gradients of kernels with one input, elementwise. */
export function registerUnaryGradients(): void {
  for (const [name, gradient] of Object.entries(fromOutput)) {
    defineGradient(name, { output: true }, (dy, saved) => ({ x: () => gradient(dy, at(saved, 0)) }));
  }
  for (const [name, gradient] of Object.entries(fromInput)) {
    defineGradient(name, { inputs: ['x'] }, (dy, saved) => ({ x: () => gradient(dy, at(saved, 0)) }));
  }
  for (const name of flat) defineGradient(name, {}, (dy) => ({ x: () => tf.zerosLike(dy) }));
  defineGradient('Neg', {}, (dy) => ({ x: () => tf.neg(dy) }));
  defineGradient('Identity', {}, (dy) => ({ x: () => tf.cast(dy, 'float32') }));
  defineGradient('Cast', {}, (dy) => ({ x: () => tf.clone(dy) }));
  defineGradient('LeakyRelu', { inputs: ['x'] }, (dy, saved, { alpha }) => ({
    x: () => tf.mul(dy, tf.step(at(saved, 0), alpha as number)),
  }));
  defineGradient('ClipByValue', { inputs: ['x'] }, (dy, [x], { clipValueMin, clipValueMax }) => ({
    x: () => {
      const inside = tf.logicalAnd(
        tf.greaterEqual(x as Tensor, clipValueMin as number),
        tf.lessEqual(x as Tensor, clipValueMax as number),
      );
      return tf.where(inside, dy, tf.zerosLike(dy));
    },
  }));
}

/**
 * The gradient of SquaredDifference, in place of any other: that of TensorFlow.js 4.22, which @tensorflow/tfjs-node brings,
 * is not summed over the axes along which an input was broadcast.
 */
export function replaceSquaredDifferenceGradient(): void {
  tf.registerGradient({
    kernelName: 'SquaredDifference',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = [at(saved, 0), at(saved, 1)];
      const slope = () => tf.mul(dy as Tensor, tf.mul(tf.sub(a, b), 2));
      return { a: () => reduceTo(slope(), a.shape), b: () => tf.neg(reduceTo(slope(), b.shape)) };
    },
  });
}

/** Gradients of kernels with two inputs that broadcast. */
export function registerBinaryGradients(): void {
  const both = { inputs: ['a', 'b'] };
  const mask = (dy: Tensor, condition: Tensor) => tf.mul(dy, tf.cast(condition, 'float32'));
  defineGradient('Add', both, (dy, saved) => ({
    a: () => reduceTo(dy, at(saved, 0).shape),
    b: () => reduceTo(dy, at(saved, 1).shape),
  }));
  defineGradient('Sub', both, (dy, saved) => ({
    a: () => reduceTo(dy, at(saved, 0).shape),
    b: () => tf.neg(reduceTo(dy, at(saved, 1).shape)),
  }));
  defineGradient('Multiply', both, (dy, saved) => ({
    a: () => reduceTo(tf.mul(dy, at(saved, 1)), at(saved, 0).shape),
    b: () => reduceTo(tf.mul(dy, at(saved, 0)), at(saved, 1).shape),
  }));
  defineGradient('RealDiv', both, (dy, saved) => {
    const [a, b] = [at(saved, 0), at(saved, 1)];
    return {
      a: () => reduceTo(tf.div(dy, b), a.shape),
      b: () => tf.neg(reduceTo(tf.div(tf.mul(dy, a), tf.square(b)), b.shape)),
    };
  });
  defineGradient('Maximum', both, (dy, saved) => {
    const [a, b] = [at(saved, 0), at(saved, 1)];
    return {
      a: () => reduceTo(mask(dy, tf.greaterEqual(a, b)), a.shape),
      b: () => reduceTo(mask(dy, tf.less(a, b)), b.shape),
    };
  });
  defineGradient('Minimum', both, (dy, saved) => {
    const [a, b] = [at(saved, 0), at(saved, 1)];
    return {
      a: () => reduceTo(mask(dy, tf.lessEqual(a, b)), a.shape),
      b: () => reduceTo(mask(dy, tf.greater(a, b)), b.shape),
    };
  });
  defineGradient('Pow', { inputs: ['a', 'b'], output: true }, (dy, saved) => {
    const [a, b, y] = [at(saved, 0), at(saved, 1), at(saved, 2)];
    return {
      a: () => reduceTo(tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))), a.shape),
      b: () => {
        const logBase = tf.where(tf.greater(a, 0), tf.log(a), tf.zerosLike(a));
        return reduceTo(tf.mul(dy, tf.mul(y, logBase)), b.shape);
      },
    };
  });
  defineGradient('Select', { inputs: ['condition'] }, (dy, saved) => {
    const condition = at(saved, 0);
    return {
      condition: () => tf.zeros(condition.shape),
      t: () => tf.mul(dy, tf.cast(condition, 'float32')),
      e: () => tf.mul(dy, tf.cast(tf.logicalNot(condition), 'float32')),
    };
  });
  defineGradient('AddN', { all: true }, (dy, saved) =>
    Object.fromEntries(saved.map((_, i) => [String(i), () => tf.clone(dy)])),
  );
}
