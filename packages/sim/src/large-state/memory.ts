import { KrausError } from '@kraus/core';
import type { Precision } from '../executable/index.js';
import type { LargeStatePlan } from '../plan/index.js';

/** Bytes of the WebAssembly memory that a circuit may take: 4 GiB less room for the allocator's rounding and other circuits. */
const MOST_BYTES = 3.5 * 2 ** 30;

/** Numbers in every array of the engine, and the most that a chunk leaves as partial sums. */
export function largeStateSizes(plan: LargeStatePlan, batch: number, gradient: boolean, threads: number) {
  const { qubits, chunkQubits, passes, outputs } = plan;
  const [state, chunk, chunks] = [2 * 2 ** qubits, 2 ** chunkQubits, 2 ** (qubits - chunkQubits)];
  const moments = passes.map(({ blocks }) =>
    blocks.reduce((count, { runs, terms }) => count + 3 * runs.length + terms.length, 0),
  );
  const strings = outputs.reduce(
    (count, output) =>
      output.kind === 'expectation' ? output.observables.reduce((sum, list) => sum + list.length, count) : count,
    0,
  );
  const slots = Math.max(1, strings + 2 * outputs.length, ...(gradient ? moments : []));
  const terms = passes.reduce((sum, { blocks }) => blocks.reduce((count, block) => count + block.terms.length, sum), 0);
  return {
    slots,
    theta: plan.parameters,
    x: batch * plan.inputs,
    initial: plan.initial === 'amplitudes' ? batch * state : 0,
    targets: plan.targeted ? batch * state : 0,
    value: batch * plan.columns,
    cotangent: gradient ? batch * plan.columns : 0,
    thetaGradient: gradient ? plan.parameters : 0,
    xGradient: gradient ? batch * plan.inputs : 0,
    initialGradientOut: gradient && plan.initial === 'amplitudes' ? batch * state : 0,
    psi: state,
    lambda: gradient ? state : 0,
    diagonal: 4 * chunk * Math.max(1, ...passes.map(({ blocks }) => blocks.length)),
    half: 2 * terms,
    partial: chunks * slots,
    sum: slots,
    overlap: 2 * outputs.length,
    scratch: 7 * chunk * threads,
  };
}

/**
 * Refuses what cannot be held, before anything is allocated.
 * @throws KrausError `sim/out-of-memory`
 */
export function checkMemory(
  plan: LargeStatePlan,
  precision: Precision,
  batch: number,
  gradient: boolean,
  threads: number,
): void {
  const { slots, ...sizes } = largeStateSizes(plan, batch, gradient, threads);
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0) * (precision === 'float32' ? 4 : 8);
  if (bytes <= MOST_BYTES) return;
  const gigabytes = (bytes / 2 ** 30).toFixed(1);
  throw new KrausError(
    'sim/out-of-memory',
    `State vector: ${plan.qubits} qubits, ${batch} sample${batch > 1 ? 's' : ''}${gradient ? ' with gradients' : ''} in ${precision} need ${gigabytes} GiB, at most ${MOST_BYTES / 2 ** 30} GiB can be had; use fewer samples a call, float32 or fewer qubits.`,
  );
}
