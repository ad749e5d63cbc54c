import { KernelRuntime } from '@kraus/sim/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { moduleBase64 } from '../generated/kernels.js';

const bytes = Buffer.from(moduleBase64, 'base64');
const runtimes = [1, 2, 4].map((threads) => new KernelRuntime(bytes, { threads }));
afterAll(async () => {
  await Promise.all(runtimes.map((runtime) => runtime.close()));
});

describe('kernel runtime', () => {
  it.each(runtimes)('runs every chunk once, many jobs in a row', (runtime) => {
    const n = 64 * 50;
    const address = runtime.heap.allocate(n * 4);
    const values = new Float32Array(runtime.heap.buffer, address, n);
    values.fill(1);
    // y = 2 x in place: a chunk that ran twice or not at all would show.
    for (let job = 0; job < 3000; job++) {
      const factor = job % 2 === 0 ? 2 : 0.5;
      runtime.run(
        'unary',
        50,
        [address, address, 23, n, 64, 0, 0],
        [
          [5, factor],
          [6, 0],
        ],
      );
    }
    expect(values.every((v) => v === 1)).toBe(true);
    runtime.heap.release(address, n * 4);
  });

  it.each(runtimes)('shares out more chunks than one job holds', (runtime) => {
    const n = 10_000;
    const address = runtime.heap.allocate(n * 4);
    new Int32Array(runtime.heap.buffer, address, n).fill(0);
    runtime.run('fill_words', n, [address, 7, n, 1]);
    expect(new Int32Array(runtime.heap.buffer, address, n).every((v) => v === 7)).toBe(true);
    runtime.heap.release(address, n * 4);
  });

  it('wakes threads that sleep', async () => {
    const runtime = runtimes[1];
    if (!runtime) throw new Error('no runtime');
    const address = runtime.heap.allocate(4096);
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      runtime.run('fill_words', 16, [address, i, 1024, 64]);
      expect(new Int32Array(runtime.heap.buffer, address, 1024).every((v) => v === i)).toBe(true);
    }
  });

  it('names an unknown kernel', () => {
    expect(() => runtimes[0]?.run('nothing', 1, [])).toThrow(/No kernel "nothing"/);
  });
});
