import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, NO_BROWSER } from '../support/browser.js';
import { Editor } from './support/editor.js';
import { packagedExtension } from './support/extension.js';
import { vscodeHost } from './support/vscode-host.js';

const files = {
  'noise.kraus':
    '/// Loses light.\nchannel Loss(gamma: prob) on q {\n  kraus |0><0| + sqrt(1 - gamma) * |1><1|\n  kraus sqrt(gamma) * |0><1|\n}\n',
  'main.kraus': `import { Loss } from "./noise.kraus"

// Twice the loss, and one channel that is none.
channel Twice(p: prob) on q = Loss(p) ^ 2
channel Bad on q { kraus 0.5 * I }

circuit Small on q[2] {
  param theta: angle[2]
  H q[0]
  Twice(0.1) q[1]
  return probs(q)
}
`,
  'bell.kraus':
    'import { CX } from "std/gates"\n\ncircuit Bell on q[2] {\n  bit c[2]\n  H q[0]\n  measure q[0] -> c[0]\n}\n',
  'tiny.kraus': `import { StochasticWalk } from "std/generators"

channel WalkStep(omega: prob, dt: time) on x: level[4] = evolve StochasticWalk(cycle(4), omega) for dt
dataset Shapes = glyphs { classes: [0, 1], size: 8, limit: 64 }

model Tiny(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 4 }
  forward   WalkStep(omega, dt: 0.5) for 4 steps, measured
  reverse   unet { channels: 4, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}

train Tiny { epochs: 1, batch: 16, seed: 1 }
`,
};

describe.skipIf(CHROMIUM === undefined)(
  `the packaged extension in a real VS Code${CHROMIUM === undefined ? ` (${NO_BROWSER})` : ''}`,
  () => {
    let editor: Editor;
    beforeAll(async () => {
      const [host, vsix] = await Promise.all([vscodeHost(), packagedExtension()]);
      editor = await Editor.open({ host, vsix, files, open: 'main.kraus' });
      await editor.page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    }, 300_000);
    afterAll(async () => await editor?.close(), 30_000);

    it('marks a channel that is none, and only that', async () => {
      await editor.page.locator('.statusbar-item[aria-label*="Errors: 1"]').first().waitFor();
    }, 60_000);

    it('colours words, channels, parameters that are trained and circuits apart', async () => {
      const colourOf = async (text: string) =>
        await editor.page
          .locator('.view-line span span', { hasText: new RegExp(`^\\s*${text}$`) })
          .first()
          .evaluate((element) => getComputedStyle(element).color);
      const colours = async () =>
        new Set([await colourOf('import'), await colourOf('Twice'), await colourOf('theta'), await colourOf('Small')])
          .size;
      await expect.poll(colours, { timeout: 20_000 }).toBe(4);
    }, 60_000);

    it('hovers with physics', async () => {
      const { page } = editor;
      await editor.goTo(4, 32);
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Control+i');
      const hover = page.locator('.monaco-hover', { hasText: 'average gate fidelity' }).first();
      await hover.waitFor();
      expect(await hover.textContent()).toContain('Loses light.');
      await page.keyboard.press('Escape');
    }, 60_000);

    it('renames over two files', async () => {
      const { page } = editor;
      await editor.goTo(4, 32);
      await page.keyboard.press('F2');
      const input = page.locator('input.rename-input');
      await input.waitFor();
      await input.fill('Damping');
      await page.keyboard.press('Enter');
      await expect.poll(() => editor.text(), { timeout: 15_000 }).toContain('import { Damping } from "./noise.kraus"');
      await editor.command('File: Save All');
      await expect
        .poll(() => readFileSync(join(editor.workspace, 'noise.kraus'), 'utf8'), { timeout: 15_000 })
        .toContain('channel Damping(gamma: prob)');
    }, 60_000);

    it('offers names with the import that they need', async () => {
      const { page } = editor;
      await editor.goTo(10, 3);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('Amplit', { delay: 60 });
      await page.locator('.suggest-widget .monaco-list-row', { hasText: 'AmplitudeDamping' }).first().waitFor();
      await page.keyboard.press('Enter');
      await expect
        .poll(() => editor.text(), { timeout: 15_000 })
        .toContain('import { AmplitudeDamping } from "std/channels"');
    }, 60_000);

    it('mends what is wrong by a quick fix', async () => {
      const { page } = editor;
      writeFileSync(join(editor.workspace, 'turn.kraus'), 'circuit Turn on q {\n  RX(0.1) q\n}\n');
      await editor.show('turn.kraus');
      await page.locator('.squiggly-error').first().waitFor();
      await editor.goTo(2, 4);
      await page.keyboard.press('Control+.');
      await page
        .locator('.action-widget .monaco-list-row', { hasText: 'Import `RX` from "std/gates"' })
        .first()
        .click();
      await expect.poll(() => editor.text(), { timeout: 15_000 }).toContain('import { RX } from "std/gates"');
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      await editor.command('File: Save All');
    }, 60_000);

    it('shows a circuit beside its text, live, and keeps the last picture while the text is torn', async () => {
      const { page } = editor;
      await editor.show('bell.kraus');
      await editor.lens('Preview').click();
      const frame = await editor.frame('svg.circuit');
      const operations = async () =>
        await frame.locator('.op').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
      expect(await operations()).toEqual(['H on q[0], line 5', 'measurement of q[0] into c[0], line 6']);
      // To its line from the picture, by the keyboard.
      await frame.locator('.op').first().press('Enter');
      await page.locator('.statusbar-item', { hasText: 'Ln 5, Col' }).waitFor();
      await editor.goTo(5, 3);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('CX q[0], q[1]');
      await expect.poll(operations, { timeout: 10_000 }).toContain('CX on q[0], q[1], line 6');
      await page.keyboard.type(' (');
      await frame.locator('#stale', { hasText: 'This is the last picture.' }).waitFor();
      expect(await operations()).toContain('CX on q[0], q[1], line 6');
      await page.keyboard.press('Backspace');
      await frame.locator('#stale').waitFor({ state: 'hidden' });
      await frame.locator('#larger').click();
      await frame.locator('#natural', { hasText: '125 %' }).waitFor();
      await editor.command('File: Save All');
    }, 60_000);

    it('trains from the lens with the command that it brings', async () => {
      await editor.show('tiny.kraus');
      await editor.lens('Train').click();
      const run = join(editor.workspace, 'runs/Tiny-1');
      await expect
        .poll(() => existsSync(join(run, 'run.json')) && readFileSync(join(run, 'run.json'), 'utf8'), {
          timeout: 60_000,
        })
        .toMatch(/"status": ?"done"/);
    }, 90_000);

    it('asks no other machine for anything', () => {
      expect([...editor.refused]).toEqual([]);
    });
  },
);
