import type { ChannelForwardSpec, ChannelProgram, CircuitPart, GeneratorProgram, ModelSpec } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkText, rightScript } from '../../test-data/check-text.js';
import { SparseMatrix } from '../matrix/index.js';
import { lowerDeclaration, lowerScript } from './index.js';

const walk = `
import { StochasticWalk } from "std/generators"
import { Ramp } from "std/schedules"
schedule Late(t) = t ^ 2
channel Step(omega: prob, dt: time) on x: level[4] = evolve StochasticWalk(cycle(4), omega) for dt
dataset Digits = glyphs { size: 16 }
`;
const model = (forward: string, parameters = '(omega: prob = 0.3)'): string => `${walk}
model Walk${parameters} {
  data Digits
  encode levels { count: 4 }
  forward ${forward}
  reverse unet { channels: 16 }
  predict x0
  objective vlb { ce: 0.5 }
}`;

async function modelOf(text: string, set: Record<string, number> = {}): Promise<ModelSpec> {
  const [only] = lowerScript(await rightScript(text), { set }).models;
  if (only === undefined) throw new Error('no model');
  return only;
}

async function forwardOf(text: string, set: Record<string, number> = {}): Promise<ChannelForwardSpec> {
  const [first] = (await modelOf(text, set)).forward;
  if (first?.kind !== 'channel') throw new Error('not a channel');
  return first;
}

/** The omega of a walk's step, read back from its Hamiltonian (1 − omega)·A. */
function omegaOf(channel: ChannelProgram): number {
  if (channel.kind !== 'evolve') throw new Error(channel.kind);
  return 1 - (channel.generator.hamiltonian.entries[0]?.[2] ?? 0);
}

function timeOf(channel: ChannelProgram): number {
  if (channel.kind !== 'evolve') throw new Error(channel.kind);
  return channel.time;
}

describe('lowerScript', () => {
  it('gives the model of the language page as plain numbers', async () => {
    const spec = await modelOf(model('Step(omega, dt: 0.5) for 20 steps, measured'));
    expect(spec.parameters).toEqual({ omega: 0.3 });
    expect(spec.encode).toMatchObject({ component: 'levels', options: { count: 4 } });
    expect(spec.objective).toMatchObject([{ component: 'vlb', options: { ce: 0.5 } }]);
    expect(spec.condition).toEqual(['time']);
    expect(spec.forward).toMatchObject([{ kind: 'channel', name: 'Step', steps: 20, mode: 'measured' }]);
  });

  it('gives one channel for all steps, unless the arguments depend on time', async () => {
    expect((await forwardOf(model('Step(omega, dt: 0.5) for 20 steps'))).channels).toHaveLength(1);
    const { channels } = await forwardOf(model('Step(Late, dt: 0.25) for 4 steps'));
    expect(channels.map(omegaOf)).toEqual([1 / 16, 4 / 16, 9 / 16, 1].map((omega) => expect.closeTo(omega, 12)));
    expect(channels.map(timeOf)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('takes t at k/T and calls of schedules in arguments', async () => {
    const { channels } = await forwardOf(model('Step(omega * t, dt: 1 + t) for 4 steps'));
    expect(channels.map(omegaOf)).toEqual([0.075, 0.15, 0.225, 0.3].map((omega) => expect.closeTo(omega, 12)));
    expect(channels.map(timeOf)).toEqual([1.25, 1.5, 1.75, 2]);
    const ramp = await forwardOf(model('Step(Ramp(t, 0.2, 0.6), dt: 0.5) for 2 steps'));
    expect(ramp.channels.map(omegaOf)).toEqual([0.4, 0.6].map((omega) => expect.closeTo(omega, 12)));
  });

  it('keeps the reference of matched noise, and the order of a list', async () => {
    const spec = await modelOf(
      model('[Step(omega, 0.5) for 3 steps, coherent, matched to Step(1, 0.5) by information, Step(1, 2) for 1 step]'),
    );
    expect(spec.forward).toMatchObject([
      { steps: 3, mode: 'coherent', match: { by: 'information', reference: { kind: 'evolve', time: 0.5 } } },
      { steps: 1, mode: 'measured' },
    ]);
    expect(spec.forward[1]).not.toHaveProperty('match');
  });

  it('puts values of set in place of defaults, and refuses names and values that do not fit', async () => {
    const text = model('Step(omega, dt: 0.5) for 20 steps');
    expect((await modelOf(text, { omega: 0.75 })).parameters).toEqual({ omega: 0.75 });
    expect(omegaOf((await forwardOf(text, { omega: 0.75 })).channels[0] as ChannelProgram)).toBeCloseTo(0.75, 12);
    const script = await rightScript(text);
    const lower = (set: Record<string, number>) => () => lowerScript(script, { set });
    expect(lower({ omga: 0.5 })).toThrow(/no parameter `omga`; did you mean `omega`/);
    expect(lower({ omega: 1.5 })).toThrow(/omega = 1.5 is not a probability/);
    expect(lower({ omega: Number.NaN })).toThrow(/not a finite number/);
  });

  it('needs a value for a parameter without a default', async () => {
    const script = await rightScript(model('Step(omega, dt: 0.5) for 20 steps', '(omega: prob)'));
    expect(() => lowerScript(script)).toThrow(/needs a value for `omega`/);
    expect(lowerScript(script, { set: { omega: 1 } }).models).toHaveLength(1);
  });

  it('lowers sweeps and tasks', async () => {
    const script = await rightScript(`${model('Step(omega, dt: 0.5) for 20 steps')}
train Walk { epochs: 3, optimizer: adam { lr: 1e-3 }, seed: 7 }
evaluate Walk { fid { features: pixels }, memorisation, count: 100 }
sweep Curve of Walk { omega: linspace(0, 1, 5); seeds: 1..=3; plot line { x: omega, y: fid } }`);
    const spec = lowerScript(script);
    expect(spec.tasks).toMatchObject([
      {
        task: 'train',
        model: 'Walk',
        options: { epochs: 3, optimizer: { component: 'adam', options: { lr: 1e-3 } }, seed: 7 },
      },
      {
        task: 'evaluate',
        options: { count: 100 },
        components: [{ component: 'fid', options: { features: 'pixels' } }, { component: 'memorisation' }],
      },
    ]);
    expect(spec.sweeps).toMatchObject([
      {
        axes: { omega: [0, 0.25, 0.5, 0.75, 1] },
        seeds: [1, 2, 3],
        plot: { component: 'line', options: { x: 'omega', y: 'fid' } },
      },
    ]);
  });

  it('hashes the text of the script and its imports', async () => {
    const text = 'import { n } from "./n.kraus"\nconst m = n';
    const hash = async (other: string) => (await checkText(text, { 'n.kraus': other })).script.sourceHash;
    expect(await hash('const n = 1')).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash('const n = 1')).toBe(await hash('const n = 1'));
    expect(await hash('const n = 1')).not.toBe(await hash('const n = 2'));
  });

  it('gives the same bytes every time', async () => {
    const omega = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(omega, fc.integer({ min: 1, max: 6 }), async (value, steps) => {
        const text = model(`Step(omega * t, dt: 0.5) for ${steps} steps`);
        const once = async () => JSON.stringify(lowerScript(await rightScript(text), { set: { omega: value } }));
        expect(await once()).toBe(await once());
      }),
      { numRuns: 10 },
    );
  });
});

describe('lowerDeclaration', () => {
  it('gives the walk on a ring: H = (1 − omega) A and jumps √(omega/2)|i><j|', async () => {
    const script = await rightScript(`${walk}
generator Ring(omega: prob) on x: level[8] {
  hamiltonian (1 - omega) * adjacency(cycle(8))
  for (i, j) in edges(cycle(8)) { jump sqrt(omega / degree(cycle(8), j)) * |i><j| }
}`);
    const ring = lowerDeclaration(script, 'Ring', { set: { omega: 0.3 } }) as GeneratorProgram;
    expect(ring.dims).toEqual([8]);
    expect(ring.hamiltonian.entries).toHaveLength(16);
    expect(ring.jumps).toHaveLength(16);
    for (const jump of ring.jumps) {
      expect(jump.entries).toHaveLength(1);
      const [i = 0, j = 0, re, im] = jump.entries[0] ?? [];
      expect([1, 7]).toContain((i - j + 8) % 8);
      expect([re, im]).toEqual([expect.closeTo(Math.sqrt(0.15), 15), 0]);
    }
    // The same walk as the library's.
    const step = lowerDeclaration(script, 'Step', { set: { omega: 1, dt: 2 } });
    expect(step).toMatchObject({ kind: 'evolve', time: 2, generator: { hamiltonian: { entries: [] } } });
  });

  it('takes times as plain numbers where rates are, and as seconds where the declaration has units', async () => {
    const script = await rightScript(`
import { AmplitudeDamping } from "std/channels"
const t1 = 50us
channel Decay(duration: time) on q = AmplitudeDamping(1 - exp(-duration / t1))`);
    const decay = lowerDeclaration(script, 'Decay', { set: { duration: 50e-6 } });
    if (decay.kind !== 'kraus') throw new Error(decay.kind);
    const jump = SparseMatrix.fromData(decay.operators[1] ?? { rows: 2, columns: 2, entries: [] });
    expect(jump.at(0, 1)[0]).toBeCloseTo(Math.sqrt(1 - Math.exp(-1)), 12);
  });

  it('orders wires from the least significant, and kron from the most', async () => {
    const script = await rightScript(`
import { BitFlip, PhaseFlip } from "std/channels"
gate OnFirst on a, b { X a }
gate AsMatrix on a, b = kron(I, X)
channel Side on a, b = kron(PhaseFlip(0.1), BitFlip(0.2))`);
    const first = lowerDeclaration(script, 'OnFirst');
    expect(first).toEqual(lowerDeclaration(script, 'AsMatrix'));
    // X on qubit 0 exchanges 0 and 1, 2 and 3.
    expect(first.kind === 'kraus' && first.operators[0]?.entries.map(([i, j]) => [i, j])).toEqual([
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 2],
    ]);
    const side = lowerDeclaration(script, 'Side');
    if (side.kind !== 'tensor') throw new Error(side.kind);
    const [low] = side.parts;
    // The first part is on the least significant factor: the bit flip.
    expect(low?.kind === 'kraus' && low.operators[1]?.entries.map(([i, j]) => [i, j])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('says what is wrong with a name or value', async () => {
    const script = await rightScript(walk);
    const lower = (name: string, set: Record<string, number>) => () => lowerDeclaration(script, name, { set });
    expect(lower('Stepp', {})).toThrow(/declares no `Stepp`; did you mean `Step`/);
    expect(lower('Digits', {})).toThrow(/not a generator, channel or gate/);
    expect(lower('Step', { omega: 0.3 })).toThrow(/needs a value for `dt`/);
    expect(lower('Step', { omega: 0.3, dt: 1, p: 2 })).toThrow(/no parameter `p`/);
    expect(lower('Step', { omega: 0.3, dt: -1 })).toThrow(/dt = -1 is not a time/);
  });
});

describe('circuits as parts of models', () => {
  const parts = (reverse: string, parameters = ''): string => `
import { RX, RY } from "std/gates"
schedule Depth(t) = 2 + 4 * (1 - t)
circuit Net(layers: int = 2) on q[2] {
  input x: real[2]
  param theta: angle[layers, 2] = normal(0, 0.1)
  for l in 0..layers { for i in 0..2 { RX(x[i]) q[i]; RY(theta[l, i]) q[i] } }
  return expval(Z, q)
}
dataset Digits = glyphs
model M${parameters} { data Digits; encode levels; forward gaussian for 1 step, gaussian for 3 steps; reverse ${reverse}; predict x0; objective vlb }`;
  const reverseOf = async (text: string, set: Record<string, number> = {}) => (await modelOf(text, set)).reverse;
  const depths = (part: unknown) =>
    (part as CircuitPart).circuits.map(({ parameters }) => (parameters[0]?.shape[0] ?? 0) as number);

  it('are the component `circuit` with the program, its parameters, initial values and inputs', async () => {
    const reverse = await reverseOf(parts('Net(layers: 3) { parameters: shared }'));
    expect(reverse).toMatchObject({ component: 'circuit', options: { parameters: 'shared' } });
    expect(reverse.options.circuit).toMatchObject({ kind: 'circuit', name: 'Net' });
    const [only, ...others] = (reverse.options.circuit as CircuitPart).circuits;
    expect(others).toEqual([]);
    expect(only?.program).toMatchObject({ dims: [2, 2], parameters: 6, inputs: 2 });
    expect(only?.program.operations).toHaveLength(12);
    expect(only?.parameters).toMatchObject([
      {
        name: 'theta',
        type: 'angle',
        shape: [3, 2],
        start: 0,
        length: 6,
        initial: { kind: 'normal', mean: 0, deviation: 0.1 },
      },
    ]);
    expect(only?.inputs).toMatchObject([{ name: 'x', shape: [2], length: 2 }]);
  });

  it('are one a step where the arguments depend on the time, over the steps of all forward processes', async () => {
    const { options } = await reverseOf(parts('Net(layers: 2 + floor(4 * (1 - t)))'));
    expect(depths(options.circuit)).toEqual([5, 4, 3, 2]);
    expect(depths((await reverseOf(parts('Net(floor(Depth(t)))'))).options.circuit)).toEqual([5, 4, 3, 2]);
  });

  it('take parameters of the model', async () => {
    const text = parts('Net(layers: n + 1)', '(n: int = 1)');
    expect(depths((await reverseOf(text)).options.circuit)).toEqual([2]);
    expect(depths((await reverseOf(text, { n: 4 })).options.circuit)).toEqual([5]);
  });

  it('are values of options, with and without parentheses', async () => {
    const called = await reverseOf(parts('hybridUnet { bottleneck: Net(4), channels: 8 }'));
    expect(called).toMatchObject({ component: 'hybridUnet', options: { channels: 8 } });
    expect(depths(called.options.bottleneck)).toEqual([4]);
    expect(depths((await reverseOf(parts('hybridUnet { bottleneck: Net }'))).options.bottleneck)).toEqual([2]);
  });
});
