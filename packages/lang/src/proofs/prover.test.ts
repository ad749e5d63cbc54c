import { describe, expect, it } from 'vitest';
import { checkText, rightScript } from '../../test-data/check-text.js';
import { proofOf } from '../api/index.js';
import { stdSources } from '../generated/index.js';

/** The verdict on the declaration `name` of a script. */
async function verdictOn(text: string, name = 'C'): Promise<string> {
  const { script } = await checkText(text);
  const proof = proofOf(script, name);
  return proof?.verdict === 'open' ? `open: ${proof.because}` : (proof?.verdict ?? 'none');
}

describe('proofs over the whole domain', () => {
  it.each([
    ['channel C(p: prob) on q { kraus sqrt(1 - p) * I; kraus sqrt(p) * X }'],
    ['channel C(p: prob) on q { kraus sqrt(1 - p ^ 2) * I; kraus p * (0.6 * X + 0.8 * Z) }'],
    ['channel C(a: angle) on q { kraus cos(a) * I; kraus sin(a) * Y }'],
    ['channel C(a: angle) on q { kraus cos(a) ^ 2 * I; kraus sin(2 * a) / sqrt(2) * X; kraus sin(a) ^ 2 * Z }'],
    ['channel C(p: prob, a: angle) on q { mix { p * cos(a) ^ 2: X; p * sin(a) ^ 2: Y; 1 - p: I } }'],
    [
      'channel C(g: prob, p: prob) on q { kraus |0><0| + sqrt((1 - g) * (1 - p)) * |1><1|; kraus sqrt(g + p - g * p) * |0><1| }',
    ],
    ['gate C(a: angle, b: angle) on q = [[cos(a), -exp(1i * b) * sin(a)], [exp(-1i * b) * sin(a), cos(a)]]'],
    ['generator C(w: real, z: complex) on q { hamiltonian w * X + z * |0><1| + conj(z) * |1><0|; jump z * Y }'],
    ['channel C(t: time) on q { kraus |0><0| + exp(-t / 20us) * |1><1|; kraus sqrt(1 - exp(-2 * t / 20us)) * |0><1| }'],
    ['channel C(x: real) on q { kraus (1 / sqrt(1 + x ^ 2)) * I; kraus x / sqrt(1 + x ^ 2) * X }'],
    [
      'import { Depolarizing, AmplitudeDamping } from "std/channels"\nchannel C(p: prob, g: prob) on q = Depolarizing(4 * p * (1 - p)) >> AmplitudeDamping(g * p) ^ 3',
    ],
    [
      'import { RX } from "std/gates"\ngate C(a: angle) on q[2] { for i in 0..2 { ctrl RX(a * i) q[0], q[1] }; inverse RX(a) q[0] }',
    ],
    ['import { PauliError } from "std/channels"\nchannel C(p: prob) on q = PauliError(p / 2, p / 4, p / 4)'],
  ])('%s is proved', async (text) => {
    expect(await verdictOn(text)).toBe('proved');
  });

  it.each([
    ['channel C(p: prob) on q { kraus sqrt(1 - p) * I; kraus sqrt(p + 1e-6) * X }', /does not vanish/],
    ['gate C(a: angle) on q = cos(a) * I + sin(a) * X', /does not vanish/],
    ['channel C(p: prob) on q { kraus sqrt(1 - 1.5 * p) * I; kraus sqrt(1.5 * p) * X }', /under a root/],
    ['channel C(p: prob) on q { mix { p: X; 0.99 - p: I } }', /weight/],
    [
      'import { BitFlip } from "std/channels"\nchannel C(p: prob) on q = BitFlip(4.001 * p * (1 - p))',
      /may leave its domain/,
    ],
    ['import { PauliError } from "std/channels"\nchannel C(p: prob) on q = PauliError(p, p, 0)', /requirement/],
    ['channel C(p: prob) on q { if p > 0.5 { X q } }', /control flow/],
    ['generator C(w: real) on q { hamiltonian w * |0><1| }', /H − H†/],
  ])('%s is not', async (text, because) => {
    expect(await verdictOn(text)).toMatch(because);
  });

  it('finds what no sample hits, and says where', async () => {
    const { diagnostics } = await checkText(
      'import { BitFlip } from "std/channels"\nchannel C(p: prob) on q = BitFlip(1.00001 - 0.9 * (p - 0.33) ^ 2)',
    );
    expect(diagnostics).toMatchObject([{ code: 'K202' }]);
    expect(diagnostics[0]?.message).toMatch(/p = 0\.3/);
  });

  it('covers every gate, channel and generator of the standard library that has continuous parameters alone', async () => {
    const open: string[] = [];
    let proved = 0;
    for (const [file, source] of Object.entries(stdSources)) {
      if (!/^std\/(gates|channels|generators)$/.test(file)) continue;
      for (const [, name = ''] of source.matchAll(/^(?:gate|channel|generator) (\w+)\(/gm)) {
        const script = await rightScript(`import { ${name} } from "${file}"`);
        const proof = proofOf(script, name);
        if (proof?.verdict === 'proved') proved++;
        else open.push(`${name}: ${proof?.because ?? 'takes a size or graph'}`);
      }
    }
    expect(proved).toBe(46);
    // Sizes and graphs are sampled; with these given, the rest is proved (below).
    expect(open.map((text) => text.split(':')[0])).toEqual([
      ...['QuditDepolarizing', 'QuditDephasing', 'Erasure', 'Leakage', 'PhotonLoss'],
      ...['StochasticWalk', 'LaplacianWalk', 'DephasedWalk', 'Dephasing', 'IndependentDecay', 'CollectiveDecay'],
      ...['CollectiveDephasing', 'TransverseIsing', 'Heisenberg'],
    ]);
  });

  it.each([
    ['QuditDepolarizing', 'level[3] = QuditDepolarizing(p, 3)'],
    ['QuditDephasing', 'level[5] = QuditDephasing(p, 5)'],
    ['Erasure', 'level[3] = Erasure(p)'],
    ['Leakage', 'level[4] = Leakage(p, 4)'],
    ['PhotonLoss', 'level[5] = PhotonLoss(p, 5)'],
    ['StochasticWalk', 'level[4] = evolve StochasticWalk(cycle(4), p) for p'],
    ['LaplacianWalk', 'level[3] = evolve LaplacianWalk(star(3), p) for 2 * p'],
    ['DephasedWalk', 'level[3] = evolve DephasedWalk(path(3), p) for 1'],
    ['Dephasing', 'level[3] = evolve Dephasing(p, 3) for 1'],
    ['TransverseIsing', 'qubit[3] = evolve TransverseIsing(p, 1 - p) for 1'],
    ['Heisenberg', 'qubit[2] = evolve Heisenberg(p, p, 1, 0.1, 2) for p'],
  ])('covers %s at a given size', async (name, value) => {
    const file = /Walk|Dephasing$|Ising|Heisenberg/.test(name) && name !== 'QuditDephasing' ? 'generators' : 'channels';
    const [, type = '', size = '', rest = ''] = /^(\w+)\[(\d)\] (.*)$/.exec(value) ?? [];
    const wires = type === 'qubit' ? `x[${size}]` : `x: level[${size}]`;
    expect(await verdictOn(`import { ${name} } from "std/${file}"\nchannel C(p: prob) on ${wires} ${rest}`)).toBe(
      'proved',
    );
  });
});
