import { type Tensor, tf } from '../tensor-flow.js';

/** Gradients by input name, each made on demand. */
export type InputGradients = Record<string, () => Tensor>;

/** Which tensors a gradient needs: inputs by name, and whether the (first) output is kept, in this order. */
interface Saved {
  readonly inputs?: string[];
  readonly output?: boolean;
  readonly all?: boolean;
}

/** Attributes of a kernel call, as TensorFlow.js passes them. */
export type Attributes = tf.NamedAttrMap;

/** Registers the gradient of a kernel with one output, unless some other library in the process did already. */
export function defineGradient(
  kernelName: string,
  saved: Saved,
  gradient: (dy: Tensor, saved: Tensor[], attributes: Attributes) => InputGradients,
): void {
  if (tf.getGradient(kernelName)) return;
  tf.registerGradient({
    kernelName,
    ...(saved.inputs ? { inputsToSave: saved.inputs } : {}),
    ...(saved.output ? { outputsToSave: [true] } : {}),
    ...(saved.all ? { saveAllInputs: true } : {}),
    gradFunc: (dy, tensors, attributes) => gradient(Array.isArray(dy) ? at(dy, 0) : dy, tensors, attributes),
  });
}

/** Registers the gradient of a kernel with several outputs (split, unpack). */
export function defineListGradient(
  kernelName: string,
  gradient: (dys: Tensor[], attributes: Attributes) => InputGradients,
): void {
  if (tf.getGradient(kernelName)) return;
  tf.registerGradient({
    kernelName,
    gradFunc: (dy, _saved, attributes) => gradient(Array.isArray(dy) ? dy : [dy], attributes),
  });
}

/** The i-th of a list of tensors that is known to have it. */
export function at(tensors: readonly Tensor[], i: number): Tensor {
  const tensor = tensors[i];
  if (!tensor) throw new RangeError(`gradient: tensor ${i} was not saved`);
  return tensor;
}

/**
 * Sums a gradient over the axes along which an input of shape `shape` was broadcast. Always a new tensor, so that who holds
 * one may dispose it without the other.
 */
export function reduceTo(gradient: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

/** Runs a kernel by name and gives its one output. */
export function runKernel(name: string, inputs: Record<string, Tensor>, attributes: Attributes): Tensor {
  const result = tf.engine().runKernel(name, inputs, attributes);
  return Array.isArray(result) ? at(result, 0) : (result as Tensor);
}
