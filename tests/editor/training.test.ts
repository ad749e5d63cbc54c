import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, NO_BROWSER } from '../support/browser.js';
import { Editor } from './support/editor.js';
import { packagedExtension } from './support/extension.js';
import { lookAtFailure, looks } from './support/looks.js';
import { vscodeHost } from './support/vscode-host.js';

const walk = (name: string, train: string) => `import { StochasticWalk } from "std/generators"

channel WalkStep(omega: prob, dt: time) on x: level[4] = evolve StochasticWalk(cycle(4), omega) for dt
dataset Shapes = glyphs { classes: [0, 1], size: 8, limit: 64 }

model ${name}(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 4 }
  forward   WalkStep(omega, dt: 0.5) for 4 steps, measured
  reverse   unet { channels: 4, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}

train ${name} { ${train}, batch: 16, seed: 1, log: 2 }
sample ${name} { count: 16 }
evaluate ${name} {
  kid { features: pixels, subsets: 4, subsetSize: 16 }
  count: 32, untrained: false
}
`;

const files = {
  'short.kraus': walk('Short', 'steps: 60, pictures: 20, checkpoint: 20, validate: 20'),
  'long.kraus': walk('Long', 'steps: 20000, pictures: 500, checkpoint: 50, validate: 500'),
  'broken.kraus': walk('Broken', 'steps: 10').replace('steps, measured', 'steps, measured oops'),
};

/** Trainings outlive the editor: what a test that failed left running is ended. */
function endTrainings(runs: string): void {
  for (const run of existsSync(runs) ? readdirSync(runs) : []) {
    const lock = join(runs, run, 'train.lock');
    if (existsSync(lock)) process.kill(JSON.parse(readFileSync(lock, 'utf8')).pid, 'SIGKILL');
  }
}

describe.skipIf(CHROMIUM === undefined)(
  `trainings in a real VS Code${CHROMIUM === undefined ? ` (${NO_BROWSER})` : ''}`,
  () => {
    let editor: Editor;
    const record = (run: string) => {
      const file = join(editor.workspace, 'runs', run, 'run.json');
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    };
    const status = (frame: Frame) => frame.locator('#status').textContent();
    const steps = async (frame: Frame) =>
      Number(/step (\d+) of/.exec((await frame.locator('#pace').textContent()) ?? '')?.[1]);

    beforeAll(async () => {
      const [host, vsix] = await Promise.all([vscodeHost(), packagedExtension()]);
      editor = await Editor.open({ host, vsix, files, open: 'short.kraus' });
      await editor.lens('Train').waitFor({ timeout: 60_000 });
    }, 300_000);
    afterAll(async () => {
      if (editor !== undefined) endTrainings(join(editor.workspace, 'runs'));
      await editor?.close();
    }, 30_000);
    afterEach(async ({ task }) => await lookAtFailure(editor, task));

    it('trains from the lens: the dashboard lives with the run, up to its samples', async () => {
      await editor.lens('Train').click();
      const frame = await editor.frame('#chart svg.curves .curve', 60_000);
      await expect.poll(() => status(frame), { timeout: 60_000 }).toBe('Finished');
      expect(await frame.locator('#pace').textContent()).toContain('step 60 of 60');
      // Forward, three on the way, reverse.
      await expect.poll(() => frame.locator('#strip button').count()).toBe(5);
      const drawn = () => frame.locator('#picture').evaluate((image: HTMLImageElement) => image.naturalWidth);
      await expect.poll(drawn).toBeGreaterThan(30);
      expect(await frame.locator('#caption').textContent()).toBe('Samples at step 60');
      expect(record('Short-1').status).toBe('done');
    }, 90_000);

    it('samples and evaluates from the dashboard', async () => {
      const frame = await editor.frame('#chart svg.curves');
      await frame.locator('#sample').click();
      await frame.locator('#caption', { hasText: 'Samples drawn after training' }).waitFor({ timeout: 60_000 });
      await frame.locator('#evaluate').click();
      await frame.locator('#figures tr').first().waitFor({ timeout: 60_000 });
      expect(await frame.locator('#figures').textContent()).toContain('kernel distance (pixels)');
    }, 120_000);

    it('draws on a log scale, smooths, and shows other quantities', async () => {
      const frame = await editor.frame('#chart svg.curves');
      const line = () => frame.locator('#chart .curve').first().getAttribute('points');
      const before = await line();
      await frame.locator('#smoothing').fill('0.96');
      await expect.poll(line).not.toBe(before);
      const smooth = await line();
      await frame.locator('#log').check();
      await expect.poll(line).not.toBe(smooth);
      await frame.locator('#quantity').selectOption('gradient');
      await frame.locator('#chart', { hasText: 'norm of the gradient' }).waitFor();
      // The curve read by the keyboard.
      await frame.locator('#chart').focus();
      await frame.locator('#chart').press('Home');
      await frame.locator('#reading', { hasText: /^step 2: training/ }).waitFor();
      await frame.locator('#quantity').selectOption('loss');
    }, 60_000);

    it('tells of the run while it goes on, comes back live after a reload, stops it and resumes it', async () => {
      await editor.showFirst('long.kraus');
      await editor.lens('Train').click();
      await expect.poll(() => record('Long-1').status, { timeout: 60_000 }).toBe('running');
      await editor.page.locator('.statusbar-item', { hasText: 'runs/Long-1' }).waitFor({ timeout: 60_000 });
      const before = await editor.frameWith('#name', 'runs/Long-1', 60_000);
      await expect.poll(() => status(before), { timeout: 20_000 }).toBe('Running');
      const seen = await steps(before);
      await expect.poll(() => steps(before), { timeout: 20_000 }).toBeGreaterThan(seen);
      expect(await before.locator('#pace').textContent()).toMatch(/steps\/s · \d+ items\/s · .* left/);
      await looks(editor, 'training-running');

      const { pid } = JSON.parse(readFileSync(join(editor.workspace, 'runs/Long-1/train.lock'), 'utf8'));
      const atReload = await steps(before);
      await editor.reload();
      const frame = await editor.frameWith('#name', 'runs/Long-1', 60_000);
      await expect.poll(() => status(frame), { timeout: 20_000 }).toBe('Running');
      await expect.poll(() => steps(frame), { timeout: 20_000 }).toBeGreaterThan(atReload);
      expect(JSON.parse(readFileSync(join(editor.workspace, 'runs/Long-1/train.lock'), 'utf8')).pid).toBe(pid);
      await editor.page.locator('.statusbar-item', { hasText: 'runs/Long-1' }).waitFor();

      await frame.locator('#stop').click();
      await expect.poll(() => status(frame), { timeout: 30_000 }).toBe('Stopped, saved');
      expect(record('Long-1').status).toBe('stopped');
      const stopped = record('Long-1').step;
      await frame.locator('#resume').click();
      await expect.poll(() => status(frame), { timeout: 60_000 }).toBe('Running');
      await expect.poll(() => steps(frame), { timeout: 20_000 }).toBeGreaterThan(stopped);
      expect(record('Long-1').resumed).toBe(1);
      await frame.locator('#stop').click();
      await expect.poll(() => status(frame), { timeout: 30_000 }).toBe('Stopped, saved');
    }, 240_000);

    it('branches from a checkpoint, and compares the runs', async () => {
      await editor.page.locator('.tab', { hasText: 'Long-1' }).click();
      const frame = await editor.frameWith('#name', 'runs/Long-1');
      await frame.locator('#branch').click();
      const first = editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Step ' }).first();
      const step = Number(/Step (\d+)/.exec((await first.textContent()) ?? '')?.[1]);
      await first.click();
      const branch = await editor.frameWith('#name', 'runs/Long-2', 60_000);
      await expect.poll(() => status(branch), { timeout: 30_000 }).toBe('Running');
      expect(record('Long-2').branch).toEqual({ run: '../Long-1', step });
      await branch.locator('#compare summary').click();
      await branch.locator('#others label', { hasText: 'runs/Long-1' }).click();
      await branch.locator('#legend', { hasText: 'runs/Long-1, training' }).waitFor();
      await branch.locator('#compare summary').click();
      await branch.locator('#stop').click();
      await expect.poll(() => status(branch), { timeout: 30_000 }).toBe('Stopped, saved');
      await looks(editor, 'training-compared');
    }, 120_000);

    it('says what is wrong with a script instead of training it', async () => {
      await editor.showFirst('broken.kraus');
      await editor.lens('Train').click();
      await editor.page.locator('.notification-list-item', { hasText: 'Kraus:' }).first().waitFor({ timeout: 30_000 });
      expect(existsSync(join(editor.workspace, 'runs/Broken-1'))).toBe(false);
    }, 60_000);
  },
);
