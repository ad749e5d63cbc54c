import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkScript, importQasm, lowerCircuit } from '../packages/lang/src/index.js';
import { catalogue } from '../packages/models/src/catalogue/index.js';
import { compileCircuit } from '../packages/sim/src/index.js';
import { describe, expect, it } from 'vitest';

/** A folder with QASMBench and the OpenQASM 3 examples; these tests need it. */
const folder = process.env.KRAUS_QASM ?? '';
const has = existsSync(join(folder, 'qasmbench', 'expected.json'));

const examples = join(folder, 'openqasm3', 'examples');

async function lowered(source: string) {
  const { script, diagnostics } = await checkScript({ path: 'a.kraus', readFile: () => source, catalogue });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lowerCircuit(script, 'Main');
}

/** Probabilities of the returned bits, the first the least significant. */
async function distribution(source: string): Promise<readonly number[]> {
  const { program } = await lowered(source);
  const run = compileCircuit(program, { precision: 'float64', threads: 1 });
  try {
    return [...run.run({ batch: 1, parameters: [], inputs: [] }).values];
  } finally {
    run.dispose();
  }
}

interface Expected {
  readonly error?: string;
  readonly cregs: readonly (readonly [string, number])[];
  readonly probabilities: Readonly<Record<string, number>>;
}

describe.skipIf(!has)('QASMBench', () => {
  const expected = has
    ? (JSON.parse(readFileSync(join(folder, 'qasmbench', 'expected.json'), 'utf8')) as Record<string, Expected>)
    : {};
  const files = has ? readdirSync(join(folder, 'qasmbench')).filter((name) => name.endsWith('.qasm')) : [];
  it.each(files)('%s has the distribution computed elsewhere', async (file) => {
    const golden = expected[file.replace('_transpiled', '')];
    const text = readFileSync(join(folder, 'qasmbench', file), 'utf8');
    if (golden?.error !== undefined) {
      expect(() => importQasm(text, { path: file })).toThrow(
        expect.objectContaining({ code: 'lang/qasm-wrong', span: expect.objectContaining({ file }) }),
      );
      return;
    }
    const values = await distribution(importQasm(text, { path: file }));
    let difference = 0;
    for (const [index, value] of values.entries()) {
      const bits = index.toString(2).padStart(Math.log2(values.length), '0');
      let word = '';
      let at = bits.length;
      for (const [, size] of golden?.cregs ?? []) {
        word = `${bits.slice(at - size, at)}${word === '' ? '' : ' '}${word}`;
        at -= size;
      }
      difference += Math.abs(value - (golden?.probabilities[word] ?? 0)) / 2;
    }
    // The transpiled files print rounded angles.
    expect(difference).toBeLessThan(file.includes('transpiled') ? 1e-6 : 1e-9);
  });
});

const half = 1 / 2;
const uniform = (size: number): number[] => Array.from({ length: size }, () => 1 / size);
const only = (size: number, index: number): number[] => Array.from({ length: size }, (_, k) => Number(k === index));

/** Distributions in closed form. */
const closed: Readonly<Record<string, readonly number[]>> = {
  // 1 + 15
  adder: only(32, 16),
  // The Fourier transform of a uniform superposition, undone.
  inverseqft1: only(16, 0),
  inverseqft2: only(16, 0),
  // The error on q[0] is found (syndrome 1, in the upper bits) and mended.
  qec: only(32, 8),
  qft: uniform(16),
  qpt: [half, half],
  // |00> -> (|00> + |10>)/√2, then S, S Z = 1 and H on q[0] after CZ, which q[1] = 0 does not see: H S S Z H = 1.
  rb: only(4, 0),
  teleport: Array.from({ length: 8 }, (_, k) => (k < 4 ? Math.cos(0.15) ** 2 : Math.sin(0.15) ** 2) / 4),
};

const refused: Readonly<Record<string, string>> = {
  alignment: 'no clock',
  arrays: 'there is no index 4',
  cphase: 'there is no gate CX',
  dd: 'no clock',
  defcal: 'calibrations',
  gateteleport: 'external function',
  ipe: 'a measurement goes into bits alone',
  msd: 'there is no index 3',
  rus: 'depends on what is measured',
  scqec: 'external function',
  t1: 'no clock',
  vqe: 'gate holds gates alone',
};

describe.skipIf(!has)('examples of OpenQASM 3', () => {
  const read = (name: string): string => readFileSync(join(examples, `${name}.qasm`), 'utf8');
  it.each(Object.keys(closed))('%s has the distribution known in closed form', async (name) => {
    const values = await distribution(importQasm(read(name), { path: `${name}.qasm` }));
    const wanted = closed[name] ?? [];
    expect(values).toHaveLength(wanted.length);
    for (const [index, value] of values.entries()) expect(value).toBeCloseTo(wanted[index] as number, 10);
  });

  it.each(Object.entries(refused))('%s is refused: %s', (name, reason) => {
    const path = `${name}.qasm`;
    expect(() => importQasm(read(name), { path })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(reason),
        span: expect.objectContaining({ file: path }),
      }),
    );
  });

  // `let io` inside the loop is another name than the one outside, so what is measured last is the first qubit, after H.
  it('keeps names of a loop inside of it: varteleport with fewer pairs', async () => {
    const text = read('varteleport');
    expect(importQasm(text)).toContain('circuit Main on input_qubit, q[20]');
    const [zero = 0] = await distribution(importQasm(text.replace('n_pairs = 10', 'n_pairs = 3')));
    expect(zero).toBeCloseTo(0.5, 10);
  });
});
