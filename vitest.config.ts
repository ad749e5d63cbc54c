import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@kraus/source'] },
  ssr: { resolve: { conditions: ['@kraus/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 30_000,
    // Two cores: more workers only take time from the WebAssembly threads under test.
    maxWorkers: 2,
  },
});
