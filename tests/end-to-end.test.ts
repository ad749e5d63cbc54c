import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, jsonLines, kraus } from './support/kraus.js';

/** A model small enough to train in seconds. */
const SCRIPT = `
import { StochasticWalk } from "std/generators"

channel WalkStep(omega: prob, dt: time) on x: level[8] = evolve StochasticWalk(cycle(8), omega) for dt

dataset Shapes = glyphs { classes: [0, 1], size: 8, limit: 200, test: 100 }

model Tiny(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 8 }
  forward   WalkStep(omega, dt: 0.5) for 6 steps, measured
  reverse   unet { channels: 8, depth: 1 }
  predict   x0
  objective vlb { ce: 0.05 }
}

train Tiny { steps: 60, batch: 16, optimizer: adam { lr: 2e-3 }, ema: 0.9, seed: 3, checkpoint: 10 }
sample Tiny { count: 9, seed: 1 }
evaluate Tiny { count: 80, untrained: false, kid { features: "pixels" } }
`;

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function lastCheckpoint(runDir: string): string {
  const name = readdirSync(join(runDir, 'checkpoints'))
    .filter((file) => file.endsWith('.safetensors'))
    .sort()
    .at(-1);
  return join(runDir, 'checkpoints', name ?? 'none');
}

describe('from script to report', () => {
  it('trains, samples, evaluates and reports; every line of --json is an object', { timeout: 180_000 }, () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'tiny.kraus'), SCRIPT);
      const runDir = join(folder, 'runs', 'Tiny-1');

      const trained = await kraus(['train', 'tiny.kraus', '--json'], { cwd: folder });
      expect(trained.exitCode, trained.stderr).toBe(0);
      const events = jsonLines(trained.stdout);
      const kinds = new Set(events.map((event) => event.event));
      for (const kind of ['start', 'step', 'validation', 'checkpoint', 'done']) expect(kinds).toContain(kind);
      const losses = events.filter((event) => event.event === 'step').map((event) => Number(event.loss));
      expect(losses).toHaveLength(60);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(losses.slice(-10))).toBeLessThan(0.8 * mean(losses.slice(0, 10)));
      expect(existsSync(join(runDir, 'run.json'))).toBe(true);
      expect(readFileSync(join(runDir, 'script.kraus'), 'utf8')).toBe(SCRIPT);

      const sampled = await kraus(['sample', 'tiny.kraus', '--json'], { cwd: folder });
      expect(sampled.exitCode, sampled.stderr).toBe(0);
      const drawn = jsonLines(sampled.stdout).find((event) => event.event === 'sampled');
      expect(drawn?.count).toBe(9);
      expect([...readFileSync(String(drawn?.file)).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);

      const again = await kraus(['sample', runDir, '--out', 'again.png'], { cwd: folder });
      expect(again.exitCode, again.stderr).toBe(0);
      expect(sha256(join(folder, 'again.png'))).toBe(sha256(String(drawn?.file)));

      const evaluated = await kraus(['evaluate', runDir, '--json'], { cwd: folder });
      expect(evaluated.exitCode, evaluated.stderr).toBe(0);
      expect(jsonLines(evaluated.stdout).some((event) => event.event === 'evaluation')).toBe(true);
      expect(existsSync(join(runDir, 'evaluation.json'))).toBe(true);

      const reported = await kraus(['report', 'tiny.kraus'], { cwd: folder });
      expect(reported.exitCode, reported.stderr).toBe(0);
      const page = readFileSync(join(runDir, 'report.html'), 'utf8');
      expect(reported.stdout.trim()).toBe(join('runs', 'Tiny-1', 'report.html'));
      expect(page).toContain('data:image/png;base64,');
      expect(page).not.toMatch(/(?:src|href)="https?:/);
    }),
  );

  it('stops at Ctrl-C with exit code 4, says how to go on, and ends in the same bits', { timeout: 180_000 }, () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'tiny.kraus'), SCRIPT);
      const whole = await kraus(['train', 'tiny.kraus', '--out', 'whole', '--quiet'], { cwd: folder });
      expect(whole.exitCode, whole.stderr).toBe(0);

      let interrupted = false;
      const stopped = await kraus(['train', 'tiny.kraus', '--out', 'parts', '--json'], {
        cwd: folder,
        onOutput: (child, stdout) => {
          if (interrupted || !stdout.includes('"event":"step","step":7,')) return;
          interrupted = true;
          child.kill('SIGINT');
        },
      });
      expect(stopped.exitCode, stopped.stderr).toBe(4);
      expect(stopped.stderr).toContain('kraus train tiny.kraus Tiny --resume --out parts');
      expect(stopped.stderr).not.toContain('    at ');
      expect(jsonLines(stopped.stdout).at(-1)?.event).toBe('stopped');

      const resumed = await kraus(['train', 'tiny.kraus', 'Tiny', '--resume', '--out', 'parts', '--quiet'], {
        cwd: folder,
      });
      expect(resumed.exitCode, resumed.stderr).toBe(0);
      expect(sha256(lastCheckpoint(join(folder, 'parts')))).toBe(sha256(lastCheckpoint(join(folder, 'whole'))));
    }),
  );

  it('refuses a folder that holds a run, and goes on only where there is one', { timeout: 120_000 }, () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'tiny.kraus'), SCRIPT.replace('steps: 60', 'steps: 2'));
      const nothing = await kraus(['train', 'tiny.kraus', '--resume'], { cwd: folder });
      expect(nothing.exitCode).toBe(6);
      expect((await kraus(['train', 'tiny.kraus', '--out', 'a', '--quiet'], { cwd: folder })).exitCode).toBe(0);
      const twice = await kraus(['train', 'tiny.kraus', '--out', 'a'], { cwd: folder });
      expect(twice.exitCode).toBe(6);
      expect(twice.stderr).toContain('--resume');
      const none = await kraus(['sample', 'tiny.kraus'], { cwd: folder });
      expect(none.exitCode).toBe(6);
      expect(none.stderr).toContain('kraus train tiny.kraus Tiny');
    }),
  );
});

describe('a sweep', () => {
  it('is a table and a chart over parameters and seeds, and does nothing twice', { timeout: 240_000 }, () =>
    inFolder(async (folder) => {
      const script = `${SCRIPT.replace('steps: 60', 'steps: 4').replace('checkpoint: 10', 'checkpoint: 2')}
sweep Curve of Tiny {
  omega: [0, 1]
  seeds: 1..3
  plot line { x: omega, y: kid }
}
`;
      writeFileSync(join(folder, 'tiny.kraus'), script);
      let interrupted = false;
      const stopped = await kraus(['sweep', 'tiny.kraus', '--json'], {
        cwd: folder,
        onOutput: (child, stdout) => {
          if (interrupted || !stdout.includes('"event":"point"')) return;
          interrupted = true;
          child.kill('SIGINT');
        },
      });
      expect(stopped.exitCode, stopped.stderr).toBe(4);

      const swept = await kraus(['sweep', 'tiny.kraus', '--json'], { cwd: folder });
      expect(swept.exitCode, swept.stderr).toBe(0);
      const rows = jsonLines(swept.stdout).at(-1)?.rows as Record<string, unknown>[];
      expect(rows.map(({ omega, seed }) => [omega, seed])).toEqual([
        [0, 1],
        [0, 2],
        [1, 1],
        [1, 2],
      ]);
      for (const row of rows) {
        expect(Number.isFinite(row.kid)).toBe(true);
        expect(existsSync(join(folder, 'runs', 'Curve', String(row.run), 'samples', 'samples.png'))).toBe(true);
      }
      const table = readFileSync(join(folder, 'runs', 'Curve', 'table.csv'), 'utf8').split('\r\n');
      expect(table[0]).toBe('omega,seed,run,step,loss,kid');
      expect(table).toHaveLength(6);
      expect(readFileSync(join(folder, 'runs', 'Curve', 'chart.svg'), 'utf8').match(/<circle/g)).toHaveLength(2);

      const again = await kraus(['sweep', 'tiny.kraus', '--json'], { cwd: folder });
      expect(jsonLines(again.stdout).some((event) => event.event === 'step')).toBe(false);
      expect(jsonLines(again.stdout).at(-1)?.rows).toEqual(rows);
    }),
  );
});
