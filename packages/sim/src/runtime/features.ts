/** What this JavaScript engine can do for the kernels. */
export interface Features {
  /** 128-bit vector instructions of WebAssembly. */
  readonly simd: boolean;
  /** Shared WebAssembly memory, which the kernels are linked against; browsers give it to every page. */
  readonly sharedMemory: boolean;
  /** Threads that share it: node:worker_threads. */
  readonly workers: boolean;
}

// (module (func (result v128) i32.const 0 i8x16.splat))
const simdModule = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  8,
  1,
  6,
  0,
  65,
  0,
  253,
  15,
  11,
);

/** Probes the present JavaScript engine. */
export function probeFeatures(): Features {
  const webAssembly = typeof WebAssembly === 'object';
  const sharedMemory = webAssembly && typeof Atomics === 'object' && canShareMemory();
  return {
    simd: webAssembly && WebAssembly.validate(simdModule),
    sharedMemory,
    workers: sharedMemory && typeof process === 'object' && Boolean(process.versions?.node),
  };
}

function canShareMemory(): boolean {
  try {
    new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return true;
  } catch {
    return false;
  }
}
