import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap, probeFeatures, sizeClass } from './index.js';

describe('heap', () => {
  const memory = () => new WebAssembly.Memory({ initial: 2, maximum: 1000, shared: true });

  it('gives pieces that are aligned and do not overlap, and uses freed ones again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 20000 }), fc.boolean()), { maxLength: 200 }),
        (requests) => {
          const heap = new Heap(memory(), 1000);
          const live: { address: number; bytes: number }[] = [];
          for (const [bytes, release] of requests) {
            const address = heap.allocate(bytes);
            expect(address % 64).toBe(0);
            expect(address).toBeGreaterThanOrEqual(1000);
            expect(address + bytes).toBeLessThanOrEqual(heap.size);
            for (const other of live) {
              expect(address + bytes <= other.address || other.address + other.bytes <= address).toBe(true);
            }
            live.push({ address, bytes });
            if (release) {
              const piece = live.shift();
              if (piece) heap.release(piece.address, piece.bytes);
            }
          }
          for (const piece of live) heap.release(piece.address, piece.bytes);
          expect(heap.used).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not grow when the same sizes come and go', () => {
    const heap = new Heap(memory(), 64);
    const round = () => {
      const pieces = [70, 5000, 123_456, 4000].map((bytes) => ({ bytes, address: heap.allocate(bytes) }));
      for (const { address, bytes } of pieces) heap.release(address, bytes);
    };
    round();
    const size = heap.size;
    for (let i = 0; i < 1000; i++) round();
    expect(heap.size).toBe(size);
  });

  it('refuses politely when the memory cannot grow', () => {
    const heap = new Heap(new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }), 64);
    expect(() => heap.allocate(10 * 65536)).toThrow(/cannot grow/);
    expect(() => heap.allocate(5 * 2 ** 30)).toThrow(/4 GiB/);
  });

  it('rounds up by at most an eighth above 512 bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 513, max: 2 ** 31 }), (bytes) => {
        const size = sizeClass(bytes);
        expect(size).toBeGreaterThanOrEqual(bytes);
        expect(size).toBeLessThan(bytes * 1.125 + 1);
        expect(sizeClass(size)).toBe(size);
        expect(size % 64).toBe(0);
      }),
    );
  });
});

it('finds the features that Node 20 and later have', () => {
  expect(probeFeatures()).toEqual({ simd: true, sharedMemory: true, workers: true });
});
