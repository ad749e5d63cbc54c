import { type Tensor, tf } from '../tensor-flow.js';

/** Whether the present backend has a kernel of this name. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel with several outputs by name. */
export function runKernels(name: string, inputs: Record<string, Tensor>, attributes: tf.NamedAttrMap): Tensor[] {
  const result = tf.engine().runKernel(name, inputs, attributes);
  return Array.isArray(result) ? result : [result as Tensor];
}

/** The first output of a kernel. */
export function runKernel(name: string, inputs: Record<string, Tensor>, attributes: tf.NamedAttrMap = {}): Tensor {
  const [tensor] = runKernels(name, inputs, attributes);
  if (!tensor) throw new RangeError(`${name} gave no result`);
  return tensor;
}
