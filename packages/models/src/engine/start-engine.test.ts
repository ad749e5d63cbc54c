import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { engineInfo, startEngine, tf } from './index.js';
import { nodeBackendInstalled } from './node-backend.js';

const saved = { ...process.env };
afterEach(() => {
  process.env = { ...saved };
});

describe('startEngine', () => {
  it.skipIf(nodeBackendInstalled())(
    'takes the WebAssembly backend where tfjs-node is absent, and says why',
    async () => {
      delete process.env.KRAUS_BACKEND;
      process.env.KRAUS_THREADS = '2';
      const info = await startEngine();
      expect(info).toMatchObject({ backend: 'wasm', threads: 2, simd: true });
      expect(info.why).toContain('WebAssembly');
      expect(engineInfo()).toEqual(info);
      expect(tf.getBackend()).toBe('kraus');
    },
  );

  it.runIf(nodeBackendInstalled())('takes tfjs-node where it is installed, and says why', async () => {
    delete process.env.KRAUS_BACKEND;
    expect(await startEngine()).toMatchObject({ backend: 'node', why: expect.stringContaining('tfjs-node') });
    expect(tf.getBackend()).toBe('tensorflow');
  });

  it('tells of threads that are left unused', async () => {
    const cores = availableParallelism();
    const { faster } = await startEngine({ backend: 'wasm', threads: 1 });
    if (cores > 1) expect(faster).toContain(`${cores} threads`);
    expect((await startEngine({ backend: 'wasm', threads: cores })).faster).toBeUndefined();
  });

  it('obeys the environment, and options before it', async () => {
    process.env.KRAUS_BACKEND = 'js';
    expect((await startEngine()).backend).toBe('js');
    expect(await startEngine({ backend: 'wasm', threads: 1 })).toMatchObject({ backend: 'wasm', threads: 1 });
  });

  it('refuses what it cannot give', async () => {
    if (!nodeBackendInstalled()) {
      await expect(startEngine({ backend: 'node' })).rejects.toThrow(/@tensorflow\/tfjs-node does not load/);
    }
    process.env.KRAUS_BACKEND = 'cuda';
    await expect(startEngine()).rejects.toThrow(/KRAUS_BACKEND = "cuda" is not one of/);
    process.env.KRAUS_BACKEND = 'wasm';
    process.env.KRAUS_THREADS = '0';
    await expect(startEngine()).rejects.toThrow(/KRAUS_THREADS = "0"/);
  });

  it('keeps the values of tensors that move between backends', async () => {
    await startEngine({ backend: 'wasm', threads: 1 });
    const x = tf.tidy(() => tf.square(tf.tensor1d([1, 2, 3])));
    await startEngine({ backend: 'js' });
    expect(Array.from(tf.tidy(() => tf.add(x, 1)).dataSync())).toEqual([2, 5, 10]);
    x.dispose();
  });
});
