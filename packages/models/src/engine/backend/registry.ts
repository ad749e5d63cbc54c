import { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';

export const BACKEND = 'kraus';

/** Inputs and attributes of a kernel call, and the backend that runs it. */
export interface Call {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attributes: tf.NamedAttrMap;
  readonly backend: KrausBackend;
}

type Result = tf.TensorInfo | tf.TensorInfo[];

/** Gives the result, or undefined when the call is one that the WebAssembly kernel does not take. */
export type KernelImplementation = (call: Call) => Result | undefined;

/** Largest number of elements among inputs and outputs. */
function elements(inputs: Call['inputs'], result: Result): number {
  const tensors = [...Object.values(inputs), ...(Array.isArray(result) ? result : [result])];
  return Math.max(0, ...tensors.map((t) => tf.util.sizeFromShape(t.shape)));
}

/** Outputs of JavaScript kernels that are views on an input's memory would dangle: they get values of their own. */
function detach(backend: KrausBackend, result: Result): void {
  for (const tensor of Array.isArray(result) ? result : [result]) {
    const data = backend.entry(tensor.dataId);
    if (data.address !== 0 || data.dtype === 'complex64' || data.dtype === 'string') continue;
    const values = data.values;
    if (ArrayBuffer.isView(values) && values.buffer instanceof SharedArrayBuffer) {
      data.values = (values as Float32Array).slice();
    }
  }
}

/** Copies all kernels of the JavaScript backend to ours; each notes when it runs. */
export function registerFallbacks(): void {
  for (const config of tf.getKernelsForBackend('cpu')) {
    const { kernelName, kernelFunc } = config;
    tf.registerKernel({
      ...config,
      backendName: BACKEND,
      kernelFunc: (params) => {
        const backend = params.backend as KrausBackend;
        const result = kernelFunc(params);
        const inputs = params.inputs as Call['inputs'];
        if (!free.has(kernelName)) backend.noteFallback(kernelName, elements(inputs, result));
        detach(backend, result);
        return result;
      },
    });
  }
}

/** Kernels that only give a tensor another shape or name. */
const free = new Set(['Reshape', 'ExpandDims', 'Identity', 'Squeeze']);

/** Puts a WebAssembly kernel in the place of a copied one; calls that it does not take go to the copied one. */
export function override(kernelName: string, implementation: KernelImplementation): void {
  const copied = tf.getKernel(kernelName, BACKEND);
  if (copied) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: (params) => {
      const call: Call = {
        inputs: params.inputs as Call['inputs'],
        attributes: params.attrs ?? {},
        backend: params.backend as KrausBackend,
      };
      const result = implementation(call);
      if (result !== undefined) return result;
      if (!copied) throw new RangeError(`${kernelName}: this call is not supported`);
      return copied.kernelFunc(params);
    },
  });
}

/** An input that a call is known to have. */
export function input(call: Call, name: string): tf.TensorInfo {
  const tensor = call.inputs[name];
  if (!tensor) throw new RangeError(`kernel input "${name}" is missing`);
  return tensor;
}

export function sizeOf(tensor: { readonly shape: readonly number[] }): number {
  return tf.util.sizeFromShape(tensor.shape as number[]);
}

/** Elements a chunk of elementwise kernels; fixed, so that results do not depend on the number of threads. */
export const CHUNK = 16384;

export function chunks(n: number, size = CHUNK): number {
  return Math.max(1, Math.ceil(n / size));
}
