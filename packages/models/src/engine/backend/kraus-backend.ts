import { KernelRuntime } from '@kraus/sim/runtime';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { moduleBase64 } from '../generated/kernels.js';
import { tf } from '../tensor-flow.js';

type Values = Float32Array | Int32Array | Uint8Array;
type TensorInfo = tf.TensorInfo;

/** Bytes of an element in WebAssembly memory, or 0 if the type is not kept there. */
function elementBytes(dtype: tf.DataType): number {
  if (dtype === 'float32' || dtype === 'int32') return 4;
  return dtype === 'bool' ? 1 : 0;
}

/**
 * The data of one tensor: host values, or a piece of the WebAssembly memory. Kernels of the JavaScript backend read
 * `values`, which for a piece of memory is a view made on demand.
 */
class TensorData {
  refCount: number;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  address = 0;
  private held: tf.backend_util.BackendValues | undefined;

  constructor(
    readonly dtype: tf.DataType,
    readonly size: number,
    refCount: number,
    held: tf.backend_util.BackendValues | undefined,
    private readonly buffer: () => ArrayBufferLike,
  ) {
    this.refCount = refCount;
    this.held = held;
  }

  /** Bytes in the WebAssembly memory. */
  get bytes(): number {
    return Math.max(1, this.size) * elementBytes(this.dtype);
  }

  get values(): tf.backend_util.BackendValues {
    if (this.held === undefined) {
      if (this.dtype === 'float32')
        this.held = new Float32Array(this.buffer(), this.address, this.size) as Float32Array;
      else if (this.dtype === 'int32') this.held = new Int32Array(this.buffer(), this.address, this.size);
      else this.held = new Uint8Array(this.buffer(), this.address, this.size);
    }
    return this.held;
  }

  set values(values: tf.backend_util.BackendValues) {
    this.held = values;
  }

  /** Moves the data to a piece of memory. */
  place(address: number): void {
    this.address = address;
    this.held = undefined;
  }
}

/** A kernel call that ran in JavaScript because no WebAssembly kernel took it. */
export interface Fallback {
  readonly kernel: string;
  readonly elements: number;
}

/**
 * TensorFlow.js backend on Kraus' WebAssembly kernels. It extends the JavaScript backend, so that every kernel which has no
 * WebAssembly form still runs; tensors live in the shared memory once a WebAssembly kernel has written or read them.
 */
export class KrausBackend extends MathBackendCPU {
  readonly runtime: KernelRuntime;
  /** JavaScript kernels run since {@link resetFallbacks}, by name: calls and largest element count. */
  private fallbacks = new Map<string, { calls: number; largest: number }>();
  private scratch = { address: 0, bytes: 0 };

  constructor(threads: number) {
    super();
    this.runtime = new KernelRuntime(Buffer.from(moduleBase64, 'base64'), { threads });
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = { id: this.nextId() };
    this.data.set(dataId, this.hold(values, tf.util.sizeFromShape(shape), dtype, 1));
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    this.data.set(dataId, this.hold(values, tf.util.sizeFromShape(shape), dtype, refCount));
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const data = this.entry(dataId);
    if (data.address === 0) return super.readSync(dataId);
    return (data.values as Values).slice();
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const data = this.entry(dataId);
    const gone = super.disposeData(dataId, force);
    if (gone && data.address !== 0) this.runtime.heap.release(data.address, data.bytes);
    return gone;
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: false, reasons: [] };
  }

  override dispose(): void {
    this.data = new tf.DataStorage(this, tf.engine());
    void this.runtime.close();
  }

  /** The data behind a tensor. */
  entry(dataId: object): TensorData {
    return this.data.get(dataId) as unknown as TensorData;
  }

  /** Address of a tensor's elements; uploads host values first. */
  address(tensor: TensorInfo): number {
    const data = this.entry(tensor.dataId);
    if (data.address === 0) {
      const values = data.values as ArrayLike<number>;
      const address = this.runtime.heap.allocate(data.bytes);
      data.place(address);
      (data.values as Values).set(values);
    }
    return data.address;
  }

  /**
   * Address of a variable's elements that may be written: if the data is shared with other tensors (a clone, a reshape), the
   * variable first gets a copy of its own.
   */
  ownAddress(variable: tf.Variable): number {
    const address = this.address(variable);
    if (this.entry(variable.dataId).refCount > 1) {
      const copy = tf.tidy(() => tf.mul(variable, 1));
      variable.assign(copy);
      copy.dispose();
      return this.address(variable);
    }
    return address;
  }

  /** A new tensor whose elements are not initialised. */
  output(shape: readonly number[], dtype: 'float32' | 'int32' | 'bool'): TensorInfo {
    const size = tf.util.sizeFromShape(shape as number[]);
    const dataId = { id: this.nextId() };
    const data = new TensorData(dtype, size, 1, undefined, this.buffer);
    data.place(this.runtime.heap.allocate(data.bytes));
    this.data.set(dataId, data as never);
    return { dataId, shape: [...shape], dtype };
  }

  /** Another tensor on the same data. */
  alias(tensor: TensorInfo, shape: readonly number[], dtype: tf.DataType = tensor.dtype): TensorInfo {
    this.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: [...shape], dtype };
  }

  /** Runs `use` with a piece of memory that is free again afterwards. */
  borrow<T>(bytes: number, use: (address: number) => T): T {
    const address = this.runtime.heap.allocate(bytes);
    try {
      return use(address);
    } finally {
      this.runtime.heap.release(address, bytes);
    }
  }

  /** Scratch of `bytes` for each thread; valid until the next call. Returns its address; thread t's part starts at t · bytes. */
  threadScratch(bytes: number): number {
    const total = bytes * this.runtime.threads;
    if (total > this.scratch.bytes) {
      if (this.scratch.bytes > 0) this.runtime.heap.release(this.scratch.address, this.scratch.bytes);
      this.scratch = { address: this.runtime.heap.allocate(total), bytes: total };
    }
    return this.scratch.address;
  }

  /** Notes that a kernel ran in JavaScript on `elements` elements. */
  noteFallback(kernel: string, elements: number): void {
    const seen = this.fallbacks.get(kernel);
    if (seen) {
      seen.calls += 1;
      seen.largest = Math.max(seen.largest, elements);
    } else this.fallbacks.set(kernel, { calls: 1, largest: elements });
  }

  /** JavaScript kernels run on at least `elements` elements since the last reset, with the largest count of each. */
  fallbacksAbove(elements: number): Fallback[] {
    return [...this.fallbacks]
      .filter(([, f]) => f.largest >= elements)
      .map(([kernel, f]) => ({ kernel, elements: f.largest }));
  }

  resetFallbacks(): void {
    this.fallbacks = new Map();
  }

  private hold(values: tf.backend_util.BackendValues, size: number, dtype: tf.DataType, refCount: number): never {
    return new TensorData(dtype, size, refCount, values, this.buffer) as never;
  }

  private readonly buffer = (): ArrayBufferLike => this.runtime.heap.buffer;
  private ids = 0;
  private nextId(): number {
    return this.ids++;
  }
}
