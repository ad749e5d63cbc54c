import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { inFolder, kraus, ROOT } from './support/kraus.js';

it('QuDDPM as a program of a page trains, is evaluated, and is the model of the script', {
  timeout: 180_000,
}, async () => {
  await inFolder(async (folder) => {
    const program = join(ROOT, 'packages/models/examples/quddpm.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [program, '40', join(folder, 'run')]);
    expect(stdout).toMatch(/mean fidelity with \|0…0> +0\.\d+/);
    const record = JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8'));
    const { models } = JSON.parse((await kraus(['lower', 'examples/quddpm-cluster.kraus', '--json'])).stdout);
    const script = models.find(({ name }: { name: string }) => name === 'TwoQubits');
    const circuitOf = (model: typeof script) => model.reverse.options.circuit.circuits[0];
    const [own, lowered] = [circuitOf(record.model), circuitOf(script)];
    // The script's circuit measures and resets its ancilla, which is dropped in any case.
    const ends = ({ kind }: { kind: string }) => kind === 'measure' || kind === 'reset';
    expect(own.program.operations).toEqual(lowered.program.operations.filter((one: { kind: string }) => !ends(one)));
    const { name, shape, start, length, initial } = lowered.parameters[0];
    expect(own.parameters).toEqual([{ name, shape, start, length, initial, type: 'angle' }]);
    for (const part of ['predict', 'objective', 'forward'] as const) {
      expect(record.model[part]).toMatchObject(
        JSON.parse(JSON.stringify(script[part], (key, value) => (key === 'span' ? undefined : value))),
      );
    }
  });
});
