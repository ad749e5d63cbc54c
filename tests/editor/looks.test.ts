import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../support/browser.js';
import { Editor } from './support/editor.js';
import { packagedExtension } from './support/extension.js';
import { lookAtFailure, looks } from './support/looks.js';
import { vscodeHost } from './support/vscode-host.js';

const files = {
  'walk.kraus': `import { RY } from "std/gates"
import { StochasticWalk } from "std/generators"

channel Loss(gamma: prob = 0.36) on q {
  kraus |0><0| + sqrt(1 - gamma) * |1><1|
  kraus sqrt(gamma) * |0><1|
}

generator Decay(rate: real = 0.4) on q {
  hamiltonian 0.8 * X
  jump sqrt(rate) * |0><1|
}

circuit Fade on q[2] {
  param theta: angle[2] = 0.6
  H q[0]
  RY(theta[0]) q[1]
  Loss(0.2) q[0]
  Los(0.1) q[1]
}

channel Step(omega: prob, dt: time) on x: level[8] = evolve StochasticWalk(cycle(8), omega) for dt
dataset Shapes = glyphs { classes: [0, 1, 3], size: 16, limit: 240 }

model Walk(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 8 }
  forward   Step(omega, dt: 0.5) for 10 steps, measured
  reverse   unet { channels: 8, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}
`,
};
const train = `${files['walk.kraus'].replace('  Los(0.1) q[1]\n', '')}
train Walk { steps: 200, batch: 16, seed: 1, log: 2, pictures: 50 }
sample Walk { count: 16 }
`;

/** Views that the other tests do not look at, in all themes; only where somebody will look. */
describe.skipIf(CHROMIUM === undefined || process.env.KRAUS_LOOKS === undefined)('the views of the editor', () => {
  let editor: Editor;

  beforeAll(async () => {
    const [host, vsix] = await Promise.all([vscodeHost(), packagedExtension()]);
    editor = await Editor.open({ host, vsix, files: { ...files, 'train.kraus': train }, open: 'walk.kraus' });
    await editor.page.locator('.squiggly-error').first().waitFor({ timeout: 120_000 });
  }, 300_000);
  afterEach(async ({ task }) => await lookAtFailure(editor, task));
  afterAll(async () => await editor?.close(), 30_000);

  it('text with an error, lenses above every declaration', async () => {
    // Lenses stay while a declaration is wrong.
    await expect.poll(() => editor.lens('Preview').count(), { timeout: 30_000 }).toBeGreaterThan(3);
    await looks(editor, 'text');
  }, 180_000);

  it('hover', async () => {
    const { page } = editor;
    await looks(editor, 'hover', async () => {
      await editor.goTo(18, 4);
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Control+i');
      await page.locator('.monaco-hover', { hasText: 'average gate fidelity' }).first().waitFor();
    });
    await page.keyboard.press('Escape');
  }, 180_000);

  it('completion', async () => {
    const { page } = editor;
    await looks(editor, 'completion', async () => {
      await editor.goTo(19, 6);
      await page.keyboard.press('Control+Space');
      await page.locator('.suggest-widget .monaco-list-row', { hasText: 'Loss' }).first().waitFor();
    });
    await page.keyboard.press('Escape');
  }, 180_000);

  it('preview of a generator', async () => {
    await editor.goTo(10, 3);
    // From the palette too it is the declaration that the cursor is in.
    await editor.command('Kraus: Preview');
    await editor.frame('svg.ball', 60_000);
    await looks(editor, 'generator');
  }, 180_000);

  it('finished training, runs in the side bar', async () => {
    await editor.command('View: Close All Editors');
    await editor.show('train.kraus');
    // Lenses are in the page only where the text is on the screen.
    await editor.goTo(34, 1);
    await editor.lens('Train').click();
    const record = join(editor.workspace, 'runs/Walk-1/run.json');
    await expect
      .poll(() => existsSync(record) && readFileSync(record, 'utf8'), { timeout: 120_000 })
      .toMatch(/"status": ?"done"/);
    await editor.page.locator('.activitybar .action-label[aria-label="Kraus"]').click();
    await editor.page.locator('.pane-body .monaco-list-row', { hasText: 'Walk-1' }).first().waitFor();
    await looks(editor, 'training-finished');
  }, 300_000);

  it('walkthrough', async () => {
    await editor.command('View: Close All Editors');
    const { page } = editor;
    // The list of walkthroughs comes where that of commands was.
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input[type=text]').fill('>Welcome: Open Walkthrough...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Open Walkthrough' }).first().click();
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Kraus' }).first();
    await row.click();
    await page.locator('.gettingStartedContainer', { hasText: 'A first noisy qubit' }).waitFor();
    await looks(editor, 'walkthrough');
  }, 180_000);
});
