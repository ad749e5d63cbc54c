/** Words of the control block, one cache line apart. */
export const CLAIM = 0;
export const DONE = 16;
export const PARKED = 32;
export const FAILED = 48;
/** Words of the present job: index of the kernel's name, chunks, address of the arguments, number of the first chunk. */
export const JOB = 64;
export const CONTROL_WORDS = 80;

/** The claim word holds the job's number in its upper 20 bits and the next chunk in its lower 12. */
export const CHUNK_BITS = 12;
export const CHUNK_MASK = (1 << CHUNK_BITS) - 1;
/** A claim word's chunk that means: no job, or a job that is being written. */
export const CLOSED = CHUNK_MASK;

/**
 * The worker, as a source string that is evaluated, so that it runs from TypeScript sources, bundles and builds alike.
 *
 * It spins for a short time for the next job, then sleeps. Chunks are claimed by compare-and-exchange on a word that also
 * holds the job's number, so that a worker that comes late can never run a chunk with another job's arguments.
 */
export const workerSource = `
'use strict';
const { workerData } = require('node:worker_threads');
const { module, memory, control, names, stack, thread, spins } = workerData;
const c = new Int32Array(control.buffer, control.address, ${CONTROL_WORDS});
const exports = new WebAssembly.Instance(module, { env: { memory } }).exports;
exports.__stack_pointer.value = stack;
const kernels = names.map((name) => exports[name]);
for (;;) {
  const claim = Atomics.load(c, ${CLAIM});
  const chunk = claim & ${CHUNK_MASK};
  const chunks = chunk === ${CLOSED} ? 0 : c[${JOB + 1}];
  if (chunk < chunks) {
    const kernel = c[${JOB}], address = c[${JOB + 2}], first = c[${JOB + 3}];
    if (Atomics.compareExchange(c, ${CLAIM}, claim, claim + 1) === claim) {
      try { kernels[kernel](address, first + chunk, thread); } catch { Atomics.store(c, ${FAILED}, 1); }
      if (Atomics.add(c, ${DONE}, 1) + 1 === chunks) Atomics.notify(c, ${DONE});
    }
    continue;
  }
  let spin = 0;
  while (spin < spins && Atomics.load(c, ${CLAIM}) === claim) spin++;
  if (spin < spins) continue;
  Atomics.add(c, ${PARKED}, 1);
  Atomics.wait(c, ${CLAIM}, claim);
  Atomics.sub(c, ${PARKED}, 1);
}
`;
