import { ExitCode } from './exit-codes.js';
import type { Output } from './terminal/index.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `work` with a signal that the first Ctrl-C (or SIGTERM) aborts: the work finishes its step, saves and returns.
 * A second one ends the process at once.
 */
export async function withInterrupts<T>(output: Output, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(ExitCode.Interrupted);
    output.warn(`\n${output.noteColours.yellow('Stopping after this step and saving. Ctrl-C again stops at once.')}`);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
