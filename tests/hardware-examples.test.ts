import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sample } from '../packages/cli/src/devices/index.js';
import type { DeviceForwardSpec, ScriptSpec } from '../packages/core/src/index.js';
import {
  embeddedDevice,
  type LevelCircuit,
  levelCircuits,
  noiseModelBackend,
  recordedBackend,
} from '../packages/hardware/src/index.js';
import { checkScript, lowerScript } from '../packages/lang/src/index.js';
import { catalogue } from '../packages/models/src/catalogue/index.js';
import { ROOT } from './support/kraus.js';

const examples = join(ROOT, 'examples');

async function lowered(): Promise<ScriptSpec> {
  const text = readFileSync(join(examples, 'ibm-walk.kraus'), 'utf8');
  const { script, diagnostics } = await checkScript({ path: 'a.kraus', readFile: () => text, catalogue });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lowerScript(script);
}

function forwardOf({ models }: ScriptSpec, name: string): DeviceForwardSpec {
  const [forward] = models.find((model) => model.name === name)?.forward ?? [];
  if (forward?.kind !== 'device') throw new Error(`${name} has no walk on a device.`);
  return forward;
}

const circuitsOf = (forward: DeviceForwardSpec) => levelCircuits(forward.step, 8, forward.steps, forward.mode);
const requests = (circuits: readonly LevelCircuit[], shots = 4096) =>
  circuits.map(({ name, program }) => ({ name, program, shots }));
const fez = noiseModelBackend(embeddedDevice('ibm_fez'), { seed: 7, sample });

/** Shares of the levels at the end. */
async function shares(circuit: LevelCircuit | undefined): Promise<number[]> {
  const [counted] = (await fez.run(requests(circuit === undefined ? [] : [circuit]))).circuits;
  return Array.from({ length: 8 }, (_, k) => (counted?.counts[k.toString(2).padStart(3, '0')] ?? 0) / 4096);
}

describe('examples/ibm-walk.kraus', { timeout: 60_000 }, () => {
  it('walks on device, model and record by the same circuits, in one word another', async () => {
    const spec = await lowered();
    const [model, device, record] = ['WalkOnModel', 'WalkOnDevice', 'WalkOnRecord'].map((name) =>
      forwardOf(spec, name),
    );
    expect([model, device, record].map((each) => each?.device.source.component)).toEqual([
      'snapshot',
      'ibm',
      'recorded',
    ]);
    expect(device?.step).toEqual(model?.step);
    expect(record?.step).toEqual(model?.step);
  });

  it('brings a record of what the noise model gives', async () => {
    const circuits = circuitsOf(forwardOf(await lowered(), 'WalkOnRecord'));
    expect(circuits).toHaveLength(8);
    const file = 'ibm-walk-counts.json';
    const recorded = await recordedBackend(readFileSync(join(examples, file), 'utf8'), file).run(requests(circuits));
    expect(recorded.circuits).toHaveLength(8);
    const fresh = await fez.run(requests(circuits.slice(0, 2)));
    expect(recorded.circuits.slice(0, 2)).toEqual(fresh.circuits);
    // What was not recorded is not made up.
    const other = circuitsOf(forwardOf(await lowered(), 'IdleDigits'));
    await expect(
      recordedBackend(readFileSync(join(examples, file), 'utf8'), file).run(requests(other)),
    ).rejects.toThrow(/no counts of level 0/);
  });

  it('has errors of entanglers as noise that ends nearly uniform, and waiting as noise that draws to level 0', async () => {
    const spec = await lowered();
    const depolarized = await shares(circuitsOf(forwardOf(spec, 'DepolarizedDigits'))[7]);
    // 240 entanglers of error 2e-3 and more: what is left of level 7 is less than half, the rest is spread over all levels.
    expect(depolarized[7]).toBeLessThan(0.5);
    expect(Math.min(...depolarized)).toBeGreaterThan(0.03);
    const idle = await shares(circuitsOf(forwardOf(spec, 'IdleDigits'))[7]);
    const zeros = idle.reduce(
      (sum, share, level) => sum + share * (3 - [...level.toString(2)].filter((bit) => bit === '1').length),
      0,
    );
    const back = await shares(circuitsOf(forwardOf(spec, 'IdleDigits'))[0]);
    const ones =
      3 -
      back.reduce(
        (sum, share, level) => sum + share * (3 - [...level.toString(2)].filter((bit) => bit === '1').length),
        0,
      );
    // T1 of some 100 us over 1,800 flips of 24 ns on three qubits: ones fall to 0 far more often than zeros rise.
    expect(zeros).toBeGreaterThan(0.3);
    expect(zeros).toBeGreaterThan(2 * ones);
  });

  it('walks coherently by t steps and one reading', async () => {
    const circuits = circuitsOf(forwardOf(await lowered(), 'CoherentWalk'));
    expect(circuits.map(({ steps }) => steps)).toEqual([1, 2, 3, 4, 5, 6].flatMap((t) => new Array(8).fill(t)));
    // Three steps from level 4: ⅛, ⅝, ⅛, ⅛ on 1, 3, 5, 7 by the coin's interference, and ⅛, ⅜, ⅜, ⅛ if it were measured in between.
    const found = await shares(circuits.find(({ steps, from }) => steps === 3 && from === 4));
    const odd = [1, 3, 5, 7].map((level) => found[level] as number);
    expect(odd.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.6);
    const [low, high] = [odd[1] as number, odd[2] as number].sort((p, q) => p - q) as [number, number];
    expect(high).toBeGreaterThan(1.6 * low);
  });
});
