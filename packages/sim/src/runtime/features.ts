/** What this JavaScript engine can do for the kernels. */
export interface Features {
  /** 128-bit vector instructions of WebAssembly. */
  readonly simd: boolean;
  /** SharedArrayBuffer and shared WebAssembly memory. */
  readonly sharedMemory: boolean;
  /** node:worker_threads. */
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
  const sharedMemory = typeof SharedArrayBuffer === 'function' && typeof Atomics === 'object';
  return {
    simd: typeof WebAssembly === 'object' && WebAssembly.validate(simdModule),
    sharedMemory,
    workers: sharedMemory && typeof process === 'object' && Boolean(process.versions?.node),
  };
}
