import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, jsonLines, kraus } from './support/kraus.js';

const folder = join(process.env.KRAUS_IBM ?? '', 'backends');
const names = ['lima', 'manila', 'sherbrooke', 'brisbane', 'torino', 'fez', 'marrakesh', 'nighthawk'];

interface DeviceEvent {
  readonly gates: number;
  readonly largestDifference: number;
  readonly exceptions: readonly { readonly reported: number; readonly modelled: number; readonly reason: string }[];
  readonly repairs: readonly unknown[];
}

describe.skipIf(!existsSync(folder))('kraus ibm device', { timeout: 120_000 }, () => {
  // Gates that report an error, those whose relaxation alone is worse, those that did not calibrate, repairs: docs/hardware.md.
  const table: Readonly<Record<string, readonly [number, number, number, number]>> = {
    lima: [28, 11, 0, 0],
    manila: [28, 8, 0, 0],
    sherbrooke: [652, 137, 9, 9],
    brisbane: [652, 160, 1, 3],
    torino: [1265, 28, 322, 327],
    fez: [1484, 112, 112, 113],
    marrakesh: [1484, 144, 162, 163],
    nighthawk: [1036, 59, 3, 7],
  };

  it.each(names)("prints every exception of %s, from IBM's own documents", async (name) => {
    const documents = [join(folder, `conf_${name}.json`), '--properties', join(folder, `props_${name}.json`)];
    const json = await kraus(['ibm', 'device', ...documents, '--json']);
    const [device] = jsonLines(json.stdout) as unknown as DeviceEvent[];
    const { gates = 0, exceptions = [], repairs = [], largestDifference = 1 } = device ?? {};
    const worse = exceptions.filter(({ reason }) => reason === 'relaxation').length;
    expect([gates, worse, exceptions.length - worse, repairs.length]).toEqual(table[name]);
    expect(largestDifference).toBeLessThan(1e-9);
    for (const { reported, modelled, reason } of exceptions) {
      if (reason === 'relaxation') expect(modelled).toBeGreaterThan(reported);
      else expect(modelled).toBeLessThan(reported);
    }
    if (name !== 'fez') return;
    const text = await kraus(['ibm', 'device', ...documents]);
    expect(text.stdout.match(/: reported .*, modelled /g) ?? []).toHaveLength(exceptions.length);
  });

  it('keeps what it read in a file that scripts name, and says what is wrong with another', async () => {
    await inFolder(async (cwd) => {
      const documents = [join(folder, 'conf_manila.json'), '--properties', join(folder, 'props_manila.json')];
      expect(await kraus(['ibm', 'device', ...documents, '--out', 'm.json'], { cwd })).toMatchObject({ exitCode: 0 });
      const again = await kraus(['ibm', 'device', './m.json', '--json'], { cwd });
      expect(jsonLines(again.stdout)[0]).toMatchObject({ name: 'ibmq_manila', qubits: 5, gates: 28 });
      const wrong = await kraus(['ibm', 'device', './m.json', '--properties', join(folder, 'props_fez.json')], { cwd });
      expect(wrong.exitCode).not.toBe(0);
      expect(wrong.stderr).not.toMatch(/\n +at /);
    });
  });
});
