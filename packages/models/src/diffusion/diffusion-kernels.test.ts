import { stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { discreteChain, markovChain } from './chain.js';
import { type DiffusionMath, diffusionMath, plainMath } from './diffusion-kernels.js';
import { lossTables } from './discrete-loss.js';
import { ringChain } from './example-chains.js';

/** Asked for anew where the number of threads changes. */
const kernels = (threads: number): DiffusionMath => diffusionMath(threads);

/** A random chain, some of whose hops are impossible. */
function randomChain(levels: number, steps: number) {
  const random = stream(levels, 'chain');
  const matrices = Array.from({ length: steps }, () => {
    const matrix = new Float64Array(levels * levels);
    for (let j = 0; j < levels; j++) {
      const column = Array.from({ length: levels }, (_, i) =>
        i !== j && random.uniform() < 0.2 ? 0 : random.uniform(),
      );
      const sum = column.reduce((a, b) => a + b, 0);
      for (let i = 0; i < levels; i++) matrix[i * levels + j] = column[i] / sum;
    }
    return matrix;
  });
  return markovChain(matrices, new Float64Array(levels).fill(1 / levels));
}

function problem(levels: number, steps: number, batch: number, pixels: number) {
  const random = stream(7, levels, batch, pixels);
  const logits = random.fillNormal(new Float32Array(batch * pixels * levels));
  // Some pixels far apart, beyond the floor.
  for (let i = 0; i < logits.length; i += 37) logits[i] *= i % 2 === 0 ? 900 : 20;
  return {
    logits,
    x0: random.fillInteger(new Uint8Array(batch * pixels), levels),
    xt: random.fillInteger(new Uint8Array(batch * pixels), levels),
    t: Int32Array.from({ length: batch }, (_, b) => 1 + (b % steps)),
    uniforms: random.fillUniform(new Float64Array(batch * pixels * levels)),
  };
}

const chains = [
  ['8 levels of a ring', ringChain(8, 5, 0.5)],
  ['4 levels', randomChain(4, 3)],
  ['3 levels', randomChain(3, 4)],
  ['13 levels', randomChain(13, 3)],
  ['40 levels', randomChain(40, 2)],
  [
    'marginals alone',
    discreteChain({ ...randomChain(5, 3), oneStep: [], stationary: randomChain(5, 3).prior, markov: false }),
  ],
] as const;

describe('the WebAssembly kernels', { timeout: 120_000 }, () => {
  it('are what runs here', () => {
    expect(kernels(1).name).toBe('wasm');
  });

  it.each(chains)('give the same bits as TypeScript: %s', (_, chain) => {
    const tables = lossTables(chain);
    const { logits, x0, xt, t, uniforms } = problem(chain.levels, chain.steps, 3, 33);
    for (const threads of [1, 2]) {
      const math = kernels(threads);
      const expected = new Float32Array(logits.length);
      const gradient = new Float32Array(logits.length);
      const plain = plainMath.discreteLoss(tables, logits, x0, xt, t, 0.3, expected);
      const fast = math.discreteLoss(tables, logits, x0, xt, t, 0.3, gradient);
      expect(fast.bound).toEqual(plain.bound);
      expect(fast.crossEntropy).toEqual(plain.crossEntropy);
      expect(gradient).toEqual(expected);
      expect(math.discreteLoss(tables, logits, x0, xt, t, 0)).toEqual(
        plainMath.discreteLoss(tables, logits, x0, xt, t, 0),
      );
      for (const time of [1, chain.steps]) {
        const [a, b] = [xt.slice(), xt.slice()];
        plainMath.reverseStep(tables, time, a, logits, uniforms);
        math.reverseStep(tables, time, b, logits, uniforms);
        expect(b).toEqual(a);
      }
    }
  });

  it('take more images and pixels than one call has chunks', () => {
    const chain = randomChain(3, 2);
    const tables = lossTables(chain);
    const { logits, x0, xt, t } = problem(3, 2, 4100, 1);
    const [expected, gradient] = [new Float32Array(logits.length), new Float32Array(logits.length)];
    expect(kernels(2).discreteLoss(tables, logits, x0, xt, t, 0.1, gradient)).toEqual(
      plainMath.discreteLoss(tables, logits, x0, xt, t, 0.1, expected),
    );
    expect(gradient).toEqual(expected);
  });

  it('refuse wrong sizes', () => {
    const tables = lossTables(randomChain(3, 2));
    expect(() =>
      kernels(1).discreteLoss(tables, new Float32Array(4), Uint8Array.of(0), Uint8Array.of(0), Int32Array.of(1), 0),
    ).toThrow(/4 logits/);
  });
});
