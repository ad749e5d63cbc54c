import type { Worker } from 'node:worker_threads';
import { KrausError } from '@kraus/core';
import { Heap } from './heap.js';
import {
  CHUNK_BITS,
  CHUNK_MASK,
  CLAIM,
  CLOSED,
  CONTROL_WORDS,
  DONE,
  FAILED,
  JOB,
  PARKED,
  workerSource,
} from './worker-source.js';

/** A kernel: arguments' address, chunk, thread. */
type Kernel = (address: number, chunk: number, thread: number) => void;

/** Most argument words a kernel may take. */
const ARGUMENT_WORDS = 64;
const STACK_BYTES = 65536;
const INITIAL_PAGES = 1024;
const MAXIMUM_PAGES = 65535;
/** Most chunks that one job can share out; more are shared in several jobs. */
const MOST_SHARED = CHUNK_MASK - 1;
/** How often the calling thread looks for the end of a job before it sleeps. */
const SPINS = 20000;
/** Milliseconds: a wait for a worker that counts as long; for how long the calling thread then goes on alone. */
const LONG_WAIT = 3;
const SHORTEST_PAUSE = 20;
const LONGEST_PAUSE = 1000;

/** Settings of {@link KernelRuntime}. */
export interface RuntimeOptions {
  /** Threads in all, the calling one included; ≥ 1. */
  readonly threads?: number;
  /** How often an idle worker looks for work before it sleeps, default 4000 (some tens of microseconds). */
  readonly spins?: number;
}

/**
 * A WebAssembly module of kernels, the shared memory it works on, and the threads that run it.
 *
 * A kernel is an exported function `(arguments address, chunk, thread)`. How work is cut into chunks is the caller's
 * business and must not depend on the number of threads: then any number of threads gives the same bytes.
 */
export class KernelRuntime {
  readonly heap: Heap;
  /** Threads that run, the calling one included. */
  readonly threads: number;
  private readonly kernels = new Map<string, { readonly index: number; readonly run: Kernel }>();
  private readonly control: Int32Array;
  private readonly words: Int32Array;
  private readonly reals: Float32Array;
  private readonly address: number;
  private readonly workers: Worker[] = [];
  private job = 0;
  private aloneUntil = 0;
  private pause = SHORTEST_PAUSE;

  /** @param bytes a module that imports `env.memory` (shared) and exports `__heap_base`, `__stack_pointer` and kernels */
  constructor(bytes: Uint8Array, options: RuntimeOptions = {}) {
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
    const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
    names.forEach((name, index) => {
      this.kernels.set(name, { index, run: exports[name] as Kernel });
    });
    this.heap = new Heap(memory, (exports.__heap_base as WebAssembly.Global).value as number);
    this.address = this.heap.allocate(ARGUMENT_WORDS * 4);
    this.words = new Int32Array(memory.buffer, this.address, ARGUMENT_WORDS);
    this.reals = new Float32Array(memory.buffer, this.address, ARGUMENT_WORDS);
    // Part of the kernels' memory: a page that is not cross-origin isolated can make that, but no SharedArrayBuffer.
    const control = { buffer: memory.buffer, address: this.heap.allocate(CONTROL_WORDS * 4) };
    this.control = new Int32Array(control.buffer, control.address, CONTROL_WORDS);
    this.control[CLAIM] = CLOSED;
    const spins = options.spins ?? 4000;
    const threads = options.threads ?? 1;
    // Asked for at run time: what a browser loads must not import it.
    const threading = threads > 1 ? process.getBuiltinModule('node:worker_threads') : undefined;
    for (let thread = 1; threading !== undefined && thread < threads; thread++) {
      const stack = this.heap.allocate(STACK_BYTES) + STACK_BYTES;
      const worker = new threading.Worker(workerSource, {
        eval: true,
        execArgv: [],
        name: `kraus-kernels-${thread}`,
        workerData: { module, memory, control, names, stack, thread, spins },
      });
      worker.unref();
      this.workers.push(worker);
    }
    this.threads = 1 + this.workers.length;
  }

  /**
   * Runs a kernel over chunks 0 … chunks − 1, on all threads if `parallel`, and returns when all are done.
   * @param words argument words: integers (addresses, sizes)
   * @param reals arguments that are floats: [word index, value] pairs
   */
  run(
    name: string,
    chunks: number,
    words: readonly number[],
    reals: readonly (readonly [number, number])[] = [],
    parallel = true,
  ): void {
    const kernel = this.kernels.get(name);
    if (!kernel) throw new KrausError('sim/no-kernel', `No kernel "${name}" in this module.`);
    if (words.length > ARGUMENT_WORDS) {
      throw new KrausError(
        'sim/kernel-arguments',
        `${name}: ${words.length} argument words, at most ${ARGUMENT_WORDS}.`,
      );
    }
    for (let i = 0; i < words.length; i++) this.words[i] = words[i] ?? 0;
    for (const [i, value] of reals) this.reals[i] = value;
    if (chunks === 1 || this.workers.length === 0 || !parallel || this.alone()) {
      for (let chunk = 0; chunk < chunks; chunk++) kernel.run(this.address, chunk, 0);
      return;
    }
    for (let first = 0; first < chunks; first += MOST_SHARED) {
      this.share(kernel.index, kernel.run, first, Math.min(MOST_SHARED, chunks - first), name);
    }
  }

  private alone(): boolean {
    if (this.aloneUntil === 0) return false;
    if (performance.now() < this.aloneUntil) return true;
    this.aloneUntil = 0;
    return false;
  }

  private share(index: number, run: Kernel, first: number, chunks: number, name: string): void {
    const c = this.control;
    this.job = (this.job + 1) & ((1 << (32 - CHUNK_BITS)) - 1);
    const base = (this.job << CHUNK_BITS) | 0;
    Atomics.store(c, CLAIM, base | CLOSED);
    c[DONE] = 0;
    c[JOB] = index;
    c[JOB + 1] = chunks;
    c[JOB + 2] = this.address;
    c[JOB + 3] = first;
    Atomics.store(c, CLAIM, base);
    if (Atomics.load(c, PARKED) > 0) Atomics.notify(c, CLAIM);
    for (;;) {
      const claim = Atomics.load(c, CLAIM);
      const chunk = claim & CHUNK_MASK;
      if (chunk >= chunks) break;
      if (Atomics.compareExchange(c, CLAIM, claim, claim + 1) !== claim) continue;
      run(this.address, first + chunk, 0);
      Atomics.add(c, DONE, 1);
    }
    let spin = 0;
    let waiting = 0;
    for (let done = Atomics.load(c, DONE); done < chunks; done = Atomics.load(c, DONE)) {
      if (++spin <= SPINS) continue;
      if (waiting === 0) waiting = performance.now();
      Atomics.wait(c, DONE, done, 10);
    }
    this.adapt(waiting);
    if (Atomics.load(c, FAILED) !== 0)
      throw new KrausError('sim/kernel-failed', `The kernel "${name}" failed in a worker thread.`);
  }

  /**
   * On a busy machine a worker that was put to sleep by the system in the middle of a chunk holds up everything. When a job
   * had to wait long for one, the next jobs run on the calling thread alone for a while, twice as long each time it happens
   * again. Results do not depend on it.
   */
  private adapt(waiting: number): void {
    if (waiting === 0) {
      this.pause = Math.max(SHORTEST_PAUSE, this.pause * 0.99);
      return;
    }
    const now = performance.now();
    if (now - waiting < LONG_WAIT) return;
    this.aloneUntil = now + this.pause;
    this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
  }

  /** Ends the worker threads. The runtime must not be used afterwards. */
  async close(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.terminate()));
  }
}
