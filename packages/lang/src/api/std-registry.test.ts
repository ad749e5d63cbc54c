import { channelDifference, channelNamed, findGate, noiseChannel, unitaryChannel } from '@kraus/core';
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

/** Values for every channel of std/channels that the registry has under the same name. */
const channels: [name: string, set: Record<string, number>, values?: number[]][] = [
  ['Depolarizing', { p: 0.3 }],
  ['QuditDepolarizing', { p: 0.3, d: 3 }],
  ['BitFlip', { p: 0.2 }],
  ['PhaseFlip', { p: 0.2 }],
  ['BitPhaseFlip', { p: 0.2 }],
  ['PauliError', { px: 0.1, py: 0.2, pz: 0.3 }],
  ['AmplitudeDamping', { gamma: 0.3 }],
  ['GeneralizedAmplitudeDamping', { gamma: 0.3, p: 0.7 }],
  ['PhaseDamping', { gamma: 0.3 }],
  ['ThermalRelaxation', { t1: 60e-6, t2: 80e-6, duration: 20e-6 }, [60e-6, 80e-6, 20e-6, 0]],
  ['Reset', { p: 0.4 }],
];

describe('the standard library says the same as the registries of core', () => {
  it.each(channels)('channel %s', async (name, set, values) => {
    const record = channelNamed(name);
    const given = values ?? record.parameters.map((parameter) => set[parameter.name] as number);
    expect(channelDifference(await lower('channels', name, set), noiseChannel(name, ...given))).toBeLessThan(1e-14);
  });

  it.each([
    ['PauliX', {}],
    ['PauliY', {}],
    ['PauliZ', {}],
    ['Hadamard', {}],
    ['RX', { theta: 0.7 }],
    ['RY', { theta: 0.7 }],
    ['RZ', { theta: 0.7 }],
    ['CX', {}],
    ['CZ', {}],
    ['SWAP', {}],
  ] as [string, Record<string, number>][])('gate %s', async (name, set) => {
    const gate = findGate(name);
    if (gate === undefined) throw new Error(`the registry has no gate ${name}`);
    const matrix = gate.matrix(gate.parameters.map((parameter) => set[parameter.name] as number));
    const dims = new Array<number>(gate.qubits).fill(2);
    expect(channelDifference(await lower('gates', name, set), unitaryChannel(dims, matrix))).toBeLessThan(1e-14);
  });
});
