import { describe, expect, it } from 'vitest';
import { philox, philoxBlocks } from './philox.js';

type Counter = [number, number, number, number];

/** Known-answer vectors of Random123 (kat_vectors, philox4x32 with 10 rounds). */
const known: { counter: Counter; key: [number, number]; words: Counter }[] = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

describe('philox4x32-10', () => {
  it.each(known)('agrees with Random123 for counter $counter', ({ counter, key, words }) => {
    expect([...philox(counter, key)]).toEqual(words);
  });

  it('carries from the lower to the upper counter word, as the exact-integer form does', () => {
    const key = { key0: 11, key1: 22, counter2: 33, counter3: 44 };
    const blocks = new Uint32Array(12);
    philoxBlocks(key, 2 ** 32 - 1, 3, blocks);
    expect([...blocks.subarray(0, 4)]).toEqual([...philox([0xffffffff, 0, 33, 44], [11, 22])]);
    expect([...blocks.subarray(4, 8)]).toEqual([...philox([0, 1, 33, 44], [11, 22])]);
    expect([...blocks.subarray(8, 12)]).toEqual([...philox([1, 1, 33, 44], [11, 22])]);
  });
});
