import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { circuit, parameter, pauliZ } from '@kraus/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CircuitBatch, EngineOptions, Precision } from '../executable/index.js';
import { probeFeatures } from '../runtime/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';
import { stateVectorKernels } from './kernel-module.js';

/** Layers of RX RY RZ and a ring of CX: no number of it comes from JavaScript's own sine and cosine. */
function layers(qubits: number, depth: number) {
  const builder = circuit(qubits).startFrom('amplitudes');
  let next = 0;
  for (let layer = 0; layer < depth; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
    }
    for (let q = 0; q < qubits; q++) builder.gate('CX', [q, (q + 1) % qubits]);
    builder.gate('CZ', [0, qubits - 1]);
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

/** Fractions in place of random numbers: the same everywhere. */
const fractions = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => (((i * 7919) % 1009) - 504) / 512);

function problem(qubits: number, count: number, options: EngineOptions) {
  const program = layers(qubits, 3);
  const executable = compileStateVectorCircuit(program, options);
  const batch: CircuitBatch = {
    batch: count,
    initial: fractions(2 * count * 2 ** qubits),
    parameters: fractions(program.parameters),
  };
  const cotangents = fractions(count * qubits);
  return { executable, step: () => executable.gradient(batch, cotangents, { initial: true }) };
}

describe('speed', () => {
  it('the kernels are at least 2.5 times faster than their twin (six times and more where nothing else runs)', () => {
    const [fast, slow] = [problem(8, 16, {}), problem(8, 16, { kernels: 'js' })];
    const best = { fast: Number.POSITIVE_INFINITY, slow: Number.POSITIVE_INFINITY };
    const time = (step: () => unknown) => {
      const start = performance.now();
      step();
      return performance.now() - start;
    };
    // The least of many turns: what else the machine does only adds to a turn.
    for (let turn = 0; turn < 30; turn++) {
      best.fast = Math.min(best.fast, time(fast.step));
      best.slow = Math.min(best.slow, time(slow.step));
    }
    expect(fast.executable.engine).toContain('WebAssembly');
    expect(best.slow / best.fast).toBeGreaterThan(2.5);
  });
});

describe('bytes', () => {
  // Found on Node 20 and 24; changed on purpose only, with the kernels.
  it.each([
    ['float32', 8, 37, '14d7d64eeef1b029'],
    ['float64', 8, 37, '82f50d001f967b56'],
    ['float32', 9, 1, '95b680c1879502b5'],
    ['float64', 9, 1, '3ee8379944c3b50b'],
  ] as const)(
    'are those of every Node version and number of threads: %s, %i qubits, %i samples',
    (precision, qubits, count, digest) => {
      for (const threads of [1, 2]) {
        const { executable, step } = problem(qubits, count, { precision, threads, kernels: 'wasm' });
        const { values, parameters, initial } = step();
        executable.dispose();
        const hash = createHash('sha256');
        for (const array of [values, parameters, initial ?? []]) {
          hash.update(new Uint8Array(Float64Array.from(array).buffer));
        }
        expect(hash.digest('hex').slice(0, 16)).toBe(digest);
      }
    },
  );
});

describe('memory', () => {
  it.each([
    ['float32', 8],
    ['float64', 8],
    ['float64', 1],
  ] as const)(
    'changes by less than 1 MB over 10,000 training steps: %s, %i samples',
    async (precision: Precision, count) => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const { executable, step } = problem(count === 1 ? 8 : 4, count, { precision });
      const { heap } = stateVectorKernels(precision, 1);
      /** Bytes of live objects; array buffers are given back some time after they were found to be garbage. */
      const used = async (turns: number, enough = 0) => {
        let least = Number.POSITIVE_INFINITY;
        for (let turn = 0; turn < turns && least > enough; turn++) {
          collect();
          await new Promise((resolve) => setTimeout(resolve, 10));
          const { heapUsed, arrayBuffers } = process.memoryUsage();
          least = Math.min(least, heapUsed + arrayBuffers);
        }
        return least;
      };
      for (let i = 0; i < 2000; i++) step();
      const [before, kernels] = [await used(15), heap.size];
      for (let i = 0; i < 10_000; i++) step();
      expect((await used(80, before)) - before).toBeLessThan(1e6);
      expect(heap.size).toBe(kernels);
      executable.dispose();
    },
    120_000,
  );
});

describe('a page that is not cross-origin isolated', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('runs the kernels on one thread and says so', () => {
    const { step, executable } = problem(4, 8, {});
    const expected = step();
    executable.dispose();
    vi.stubGlobal('SharedArrayBuffer', undefined);
    vi.stubGlobal('process', undefined);
    expect(probeFeatures()).toEqual({ simd: true, sharedMemory: true, workers: false });
    const page = problem(4, 8, { threads: 3 });
    expect(page.executable.engine).toBe('state vector, WebAssembly float64, 1 thread');
    expect(page.step()).toEqual(expected);
    page.executable.dispose();
  });
});
