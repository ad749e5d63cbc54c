import { setImmediate } from 'node:timers/promises';

/** How long work is watched and stopped. */
export interface Pace {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with how many of how many parts are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Reports progress, lets other tasks run, and stops if asked to.
 * @throws the signal's reason if it is aborted
 */
export async function breathe(pace: Pace, done: number, total: number): Promise<void> {
  pace.signal?.throwIfAborted();
  pace.onProgress?.(done, total);
  await setImmediate();
  pace.signal?.throwIfAborted();
}
