import { KrausError } from '@kraus/core';

/** How a long computation is watched and stopped. */
export interface RunControl {
  /** Stops between steps. */
  readonly signal?: AbortSignal;
  /** Called now and then with the share of the work that is done, 0 … 1. */
  readonly onProgress?: (share: number) => void;
}

/** Milliseconds of computing before the event loop gets a turn. */
const PATIENCE = 20;

/** Runs to the end without a pause. */
export function runAtOnce<Result>(work: Generator<number, Result, void>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/**
 * Runs to the end, with turns for the event loop.
 * @throws KrausError `sim/aborted`
 */
export async function runWithPauses<Result>(
  work: Generator<number, Result, void>,
  { signal, onProgress }: RunControl,
): Promise<Result> {
  let last = performance.now();
  try {
    for (;;) {
      if (signal?.aborted === true) {
        throw new KrausError('sim/aborted', 'Lindblad: the computation was stopped by its signal.', {
          cause: signal.reason,
        });
      }
      const { done, value } = work.next();
      if (done === true) return value;
      onProgress?.(value);
      if (performance.now() - last < PATIENCE) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
  } finally {
    // Lets the work give its memory back, wherever it was stopped.
    work.return(undefined as never);
  }
}
