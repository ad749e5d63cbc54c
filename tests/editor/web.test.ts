import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, NO_BROWSER } from '../support/browser.js';
import { Editor } from './support/editor.js';
import { packagedExtension } from './support/extension.js';
import { lookAtFailure } from './support/looks.js';
import { vscodeHost } from './support/vscode-host.js';

const files = {
  'noise.kraus':
    '/// Loses light.\nchannel Loss(gamma: prob) on q {\n  kraus |0><0| + sqrt(1 - gamma) * |1><1|\n  kraus sqrt(gamma) * |0><1|\n}\n',
  'main.kraus':
    'import { Loss } from "./noise.kraus"\n\ncircuit Small on q[1] {\n  H q[0]\n  Loss(0.1) q[0]\n  return probs(q)\n}\n\nchannel Bad on q { kraus 0.5 * I }\n',
};

describe.skipIf(CHROMIUM === undefined)(
  `the extension in VS Code for the Web, without a server${CHROMIUM === undefined ? ` (${NO_BROWSER})` : ''}`,
  () => {
    let editor: Editor;
    beforeAll(async () => {
      const [host, vsix] = await Promise.all([vscodeHost(), packagedExtension()]);
      editor = await Editor.openWeb({ host, vsix, files });
      await editor.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'main.kraus' }).dblclick();
      await editor.page.locator('.squiggly-error').first().waitFor({ timeout: 240_000 });
    }, 600_000);
    afterAll(async () => await editor?.close(), 30_000);
    afterEach(async ({ task }) => await lookAtFailure(editor, task));

    it('checks the script and what it imports from another file of the workspace', async () => {
      // One error, the channel that is none: the name from the other file is known.
      await editor.page.locator('.statusbar-item[aria-label*="Errors: 1"]').first().waitFor();
    }, 60_000);

    it('hovers with the physics of a channel in the other file', async () => {
      const { page } = editor;
      await editor.goTo(5, 4);
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Control+i');
      const hover = page.locator('.monaco-hover', { hasText: 'average gate fidelity' }).first();
      await hover.waitFor();
      expect(await hover.textContent()).toContain('Loses light.');
      await page.keyboard.press('Escape');
    }, 90_000);

    it('completes with the import that a name needs', async () => {
      const { page } = editor;
      await editor.goTo(5, 3);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('Dephas', { delay: 60 });
      await page.locator('.suggest-widget .monaco-list-row', { hasText: 'Dephasing' }).first().waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => editor.text(), { timeout: 30_000 }).toContain('Dephasing } from "std/channels"');
      await page.keyboard.type('(0.2) q[0]');
    }, 90_000);

    it('previews the circuit as it is typed', async () => {
      await editor.clickHighestLens('Preview');
      const frame = await editor.frame('svg.circuit', 60_000);
      const operations = async () =>
        await frame.locator('.op').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
      await expect.poll(operations, { timeout: 60_000 }).toHaveLength(3);
      // `Dephasing` of the standard library is a phase flip.
      expect((await operations()).join()).toContain('noise PhaseFlip(0.2)');
    }, 90_000);

    it('says what a browser cannot do, and asks no other machine for anything', async () => {
      await editor.clickHighestLens('Run');
      await editor.page
        .locator('.notification-list-item', { hasText: 'a browser can only check and preview' })
        .waitFor();
      expect([...editor.refused]).toEqual([]);
    }, 60_000);
  },
);
