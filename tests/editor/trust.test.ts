import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, NO_BROWSER } from '../support/browser.js';
import { Editor } from './support/editor.js';
import { packagedExtension } from './support/extension.js';
import { lookAtFailure } from './support/looks.js';
import { vscodeHost } from './support/vscode-host.js';

const files = {
  'main.kraus': 'circuit Small on q[1] {\n  H q[0]\n  return probs(q)\n}\n\nchannel Bad on q { kraus 0.5 * I }\n',
};

describe.skipIf(CHROMIUM === undefined)(
  `a workspace that is not trusted, in a real VS Code${CHROMIUM === undefined ? ` (${NO_BROWSER})` : ''}`,
  () => {
    let editor: Editor;
    beforeAll(async () => {
      const [host, vsix] = await Promise.all([vscodeHost(), packagedExtension()]);
      const settings = { 'security.workspace.trust.startupPrompt': 'never' };
      editor = await Editor.open({ host, vsix, files, settings, open: 'main.kraus', trusted: false });
      await editor.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ timeout: 240_000 });
    }, 600_000);
    afterAll(async () => await editor?.close(), 30_000);
    afterEach(async ({ task }) => await lookAtFailure(editor, task));

    it('checks scripts', async () => {
      await editor.page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    }, 90_000);

    it('shows previews', async () => {
      await editor.clickHighestLens('Preview');
      const frame = await editor.frame('svg.circuit', 60_000);
      expect(await frame.locator('.op').count()).toBe(1);
    }, 90_000);

    it('runs nothing, and says why', async () => {
      await editor.clickHighestLens('Run');
      const refused = editor.page.locator('.notification-list-item', { hasText: 'not trusted' });
      // A command that is switched off does nothing at all; one that asks says why.
      await Promise.race([refused.first().waitFor(), editor.page.waitForTimeout(5_000)]);
      expect(await editor.page.locator('.tab').count()).toBe(2);
      expect(existsSync(join(editor.workspace, 'runs'))).toBe(false);
      await editor.page.keyboard.press('F1');
      await editor.page.locator('.quick-input-widget input[type=text]').fill('>Kraus: ');
      const offered = editor.page.locator('.quick-input-list .monaco-list-row');
      await offered.filter({ hasText: 'Kraus: Preview' }).first().waitFor();
      expect((await offered.allTextContents()).filter((text) => /Kraus: (Run|Train|Sweep)/.test(text))).toEqual([]);
      await editor.page.keyboard.press('Escape');
    }, 60_000);
  },
);
