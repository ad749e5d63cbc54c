import { defineConfig } from 'vitest/config';

// CI counts the tests from this file.
const results = process.env.KRAUS_TEST_RESULTS;

export default defineConfig({
  resolve: { conditions: ['@kraus/source'] },
  ssr: { resolve: { conditions: ['@kraus/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 30_000,
    // What is waited for may take long on a busy machine; each test has its own end.
    expect: { poll: { timeout: 30_000 } },
    ...(results === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: results } }),
    // Two cores: more workers only take time from the WebAssembly threads under test.
    maxWorkers: 2,
  },
});
