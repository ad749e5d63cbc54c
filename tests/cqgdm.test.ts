import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { kraus, ROOT } from './support/kraus.js';

const folder = mkdtempSync(join(tmpdir(), 'kraus-cqgdm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('CQGDM at a tiny budget', () => {
  const script = join(folder, 'cqgdm.kraus');
  const text = readFileSync(join(ROOT, 'examples/cqgdm.kraus'), 'utf8')
    .replace('steps: 3000, batch: 250, validate: 500', 'steps: 40, batch: 80, validate: 40, pictures: 40')
    .replaceAll(/count: 1000/g, 'count: 100');
  writeFileSync(script, text);
  const last = (run: string): Buffer => {
    const names = readdirSync(join(folder, run, 'checkpoints')).sort();
    return readFileSync(join(folder, run, 'checkpoints', names.at(-1) ?? ''));
  };

  it('trains, is stopped and resumed to the same bytes, is drawn from and evaluated', {
    timeout: 180_000,
  }, async () => {
    expect(text).toContain('steps: 40');
    const whole = await kraus(['train', script, '--out', join(folder, 'whole')]);
    expect(whole.stderr + whole.stdout).toContain('40 steps');
    expect(whole.exitCode).toBe(0);
    let told = false;
    const parted = await kraus(['train', script, '--out', join(folder, 'parted'), '--json'], {
      onOutput: (child, stdout) => {
        if (told || !stdout.includes('"step":13,')) return;
        told = true;
        child.kill('SIGINT');
      },
    });
    expect(told).toBe(true);
    expect(parted.stdout).toContain('"event":"stopped"');
    const rest = await kraus(['train', script, '--out', join(folder, 'parted'), '--resume']);
    expect(rest.exitCode).toBe(0);
    expect(last('parted').equals(last('whole'))).toBe(true);
    const measured = await kraus(['evaluate', join(folder, 'whole')]);
    expect(measured.stdout).toMatch(/sliced Wasserstein distance +[\d.]+/);
    expect((await kraus(['sample', join(folder, 'whole')])).exitCode).toBe(0);
    expect((await kraus(['report', join(folder, 'whole')])).exitCode).toBe(0);
  });

  it('is the same model as a program of a page', { timeout: 120_000 }, async () => {
    const program = join(ROOT, 'packages/models/examples/cqgdm.mjs');
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [program, '10', join(folder, 'program')]);
    expect(stdout).toMatch(/KL of posterior and reverse step +[\d.]+/);
    const { models } = JSON.parse((await kraus(['lower', 'examples/cqgdm.kraus', '--json'])).stdout);
    const record = JSON.parse(readFileSync(join(folder, 'program/run.json'), 'utf8'));
    const circuitOf = (model: typeof record.model) => {
      const [{ program: found, parameters, inputs }] = model.reverse.options.circuit.circuits;
      const plain = (list: { name: string; shape: number[]; start: number; initial?: object }[]) =>
        list.map(({ name, shape, start, initial }) => ({ name, shape, start, initial }));
      return { ...found, parameters: plain(parameters), inputs: plain(inputs), operations: found.operations.length };
    };
    expect(circuitOf(record.model)).toMatchObject({ dims: [2, 2, 2, 2], operations: 96 });
    expect(circuitOf(record.model).parameters).toEqual(circuitOf(models[0]).parameters);
    expect(circuitOf(record.model).inputs).toEqual(circuitOf(models[0]).inputs);
    expect(record.model.reverse.options.circuit.circuits[0].program.operations).toEqual(
      models[0].reverse.options.circuit.circuits[0].program.operations,
    );
  });
});
