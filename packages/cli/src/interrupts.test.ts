import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExitCode } from './exit-codes.js';
import { withInterrupts } from './interrupts.js';
import { createOutput } from './terminal/index.js';
import { recordedContext } from './testing/index.js';

afterEach(() => vi.restoreAllMocks());

describe('withInterrupts', () => {
  it('aborts at the first signal, ends the process at the second, and listens no longer afterwards', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const { context, texts } = recordedContext();
    const before = process.listenerCount('SIGINT');
    await withInterrupts(createOutput(context), async (signal) => {
      expect(process.listenerCount('SIGINT')).toBe(before + 1);
      process.emit('SIGINT');
      expect(signal.aborted).toBe(true);
      expect(texts.stderr).toContain('Ctrl-C again stops at once');
      expect(exit).not.toHaveBeenCalled();
      process.emit('SIGINT');
      expect(exit).toHaveBeenCalledWith(ExitCode.Interrupted);
    });
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('listens no longer after a failure', async () => {
    const before = process.listenerCount('SIGTERM');
    const failing = withInterrupts(createOutput(recordedContext().context), () => Promise.reject(new Error('m')));
    await expect(failing).rejects.toThrow('m');
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
