import type { ChannelForwardSpec } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { rightScript } from '../../test-data/check-text.js';
import { informationLeft, spread, transitionsAfter } from '../processes/index.js';
import { lowerScript } from './index.js';

const model = (step: string, steps: number): string => `dataset Shapes = glyphs
model M {
  data      Shapes
  encode    levels { count: 2 }
  forward   ${step} for ${steps} steps
  reverse   unet
  predict   x0
  objective vlb
}
`;

async function forwardOf(text: string): Promise<ChannelForwardSpec> {
  const forward = lowerScript(await rightScript(text)).models[0]?.forward[0];
  if (forward?.kind !== 'channel') throw new Error('not a channel');
  return forward;
}

/** The entropy of a coin, in bits. */
const entropy = (p: number): number => (p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p));
const library = 'import { BitFlip, AmplitudeDamping, QuditDepolarizing } from "std/channels"\n';

describe('matched schedules', () => {
  it('give every step the value that a closed form has, where steps lose alike', async () => {
    const text = `${library}channel Flip(p: prob) on q = BitFlip(p)
channel Towards(p: prob) on x: level[2] = QuditDepolarizing(p, 2)
schedule Even = matched { step: Flip, to: Towards(0.3), by: distance }
${model('Flip(Even)', 6)}`;
    const { channels } = await forwardOf(text);
    expect(channels).toHaveLength(6);
    // 1 − 2p = 1 − 0.3
    for (const channel of channels) {
      if (channel.kind !== 'kraus') throw new Error('not Kraus');
      const [, flip] = channel.operators;
      expect(flip?.entries[0]?.[2] ?? 0).toBeCloseTo(Math.sqrt(0.15), 10);
    }
  });

  it('leave as much information after every step: decay against flips', async () => {
    const text = `${library}channel Decay(gamma: prob) on q = AmplitudeDamping(gamma)
channel Flip on q = BitFlip(0.1)
schedule Even = matched { step: Decay, to: Flip() }
${model('Decay(Even)', 5)}`;
    const { channels } = await forwardOf(text);
    let kept = 1;
    const shares: number[] = [];
    channels.forEach((channel, k) => {
      if (channel.kind !== 'kraus') throw new Error('not Kraus');
      const [stay] = channel.operators;
      const share = (stay?.entries.find(([i, j]) => i === 1 && j === 1)?.[2] ?? 0) ** 2;
      shares.push(1 - share);
      kept *= share;
      // A Z-channel that has lost 1 − kept, and a symmetric one that flips with probability (1 − 0.8^k)/2; both from a fair coin.
      const decayed = entropy((2 - kept) / 2) - entropy(kept) / 2;
      expect(decayed).toBeCloseTo(1 - entropy((1 - 0.8 ** (k + 1)) / 2), 11);
    });
    // Not a constant: a schedule is needed.
    expect(Math.abs((shares[0] ?? 0) - (shares[4] ?? 0))).toBeGreaterThan(1e-3);
  });

  it.each(['information', 'distance'])('hold for walks, by %s', async (by) => {
    const text = `import { StochasticWalk } from "std/generators"
channel Quantum(dt: time, omega: prob = 0.4) on x: level[4] = evolve StochasticWalk(cycle(4), omega) for dt
channel Classical on x: level[4] = evolve StochasticWalk(cycle(4), 1) for 0.3
schedule Even = matched { step: Quantum, to: Classical(), by: ${by} }
${model('Quantum(Even)', 7).replace('count: 2', 'count: 4')}`;
    const forward = await forwardOf(text);
    const reference = await forwardOf(text.replace('forward   Quantum(Even)', 'forward   Classical()'));
    const left = by === 'distance' ? spread : informationLeft;
    for (let steps = 1; steps <= 7; steps++) {
      const own = transitionsAfter([{ ...forward, steps, channels: forward.channels.slice(0, steps) }]);
      expect(left(own)).toBeCloseTo(left(transitionsAfter([{ ...reference, steps }])), 10);
    }
  });
});
