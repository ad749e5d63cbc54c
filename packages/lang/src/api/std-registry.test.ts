import {
  CHANNELS,
  channelDifference,
  GATES,
  gateNamed,
  matrixFromData,
  maxDifference,
  noiseChannel,
  unitaryChannel,
} from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { checkScript } from './check-script.js';
import { lowerDeclaration } from './lower-script.js';

const catalogue = { components: [], tasks: [] };

async function lower(from: string, name: string, set: Record<string, number>) {
  const text = `import { ${name} } from "std/${from}"\n`;
  const { script, diagnostics } = await checkScript({
    path: 'test.kraus',
    readFile: (path) => (path === 'test.kraus' ? text : undefined),
    catalogue,
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const program = lowerDeclaration(script, name, { set });
  if (program.kind === 'generator') throw new Error(`${name} is a generator`);
  return program;
}

/** A value for each kind of parameter; whole numbers are dimensions. */
const values: Readonly<Record<string, number>> = { probability: 0.2, count: 3, angle: 0.7 };
const times = [60e-6, 80e-6, 20e-6];

/** The prelude gives these without an import. */
const letters = ['I', 'X', 'Y', 'Z', 'H', 'S', 'T'];

async function parametersOf(from: string, name: string): Promise<string[]> {
  const text = `import { ${name} } from "std/${from}"\n`;
  const { script } = await checkScript({ path: 'test.kraus', readFile: () => text, catalogue });
  return script.declarations.find((declaration) => declaration.name === name)?.parameters.map((own) => own.name) ?? [];
}

describe('the standard library says the same as the registries of core', () => {
  it.each(CHANNELS.flatMap((record) => [record.name, ...record.aliases].map((name) => [name, record] as const)))(
    'channel %s',
    async (name, record) => {
      const given = record.parameters.map(({ kind }, k) => (kind === 'time' ? (times[k] ?? 0) : (values[kind] ?? 0)));
      const names = await parametersOf('channels', name);
      expect(names).toHaveLength(given.length);
      const set = Object.fromEntries(names.map((own, k) => [own, given[k] ?? 0]));
      expect(channelDifference(await lower('channels', name, set), noiseChannel(name, ...given))).toBeLessThan(1e-14);
    },
  );

  it.each(
    GATES.flatMap((gate) => [gate.name, ...gate.aliases].map((name) => [name, gate] as const)).filter(
      ([name]) => !letters.includes(name),
    ),
  )('gate %s', async (name, gate) => {
    const angles = gate.parameters.map((_, k) => 0.7 + 0.3 * k);
    const set = Object.fromEntries(gate.parameters.map((parameter, k) => [parameter.name, angles[k] ?? 0]));
    const dims = new Array<number>(gate.qubits).fill(2);
    const expected = unitaryChannel(dims, gate.matrix(angles));
    expect(channelDifference(await lower('gates', name, set), expected)).toBeLessThan(1e-14);
    // Not only up to a phase: a controlled gate would tell.
    const program = await lower('gates', name, set);
    const [operator] = program.kind === 'kraus' ? program.operators : [];
    if (operator === undefined) throw new Error(`${name} is no single operator`);
    expect(maxDifference(matrixFromData(operator), gate.matrix(angles))).toBeLessThan(1e-14);
  });

  it.each(letters)('letter %s', async (letter) => {
    const text = `gate G on q = ${letter}\n`;
    const { script } = await checkScript({ path: 'test.kraus', readFile: () => text, catalogue });
    const program = lowerDeclaration(script, 'G');
    const [operator] = program.kind === 'kraus' ? program.operators : [];
    if (operator === undefined) throw new Error(letter);
    expect(maxDifference(matrixFromData(operator), gateNamed(letter).matrix([]))).toBeLessThan(1e-15);
  });
});
