import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, NO_BROWSER } from '../support/browser.js';
import { Editor } from './support/editor.js';
import { packagedExtension } from './support/extension.js';
import { lookAtFailure, looks } from './support/looks.js';
import { vscodeHost } from './support/vscode-host.js';

const files = {
  'bell.kraus': `import { CX } from "std/gates"

device Fez = ibm("ibm_fez") { shots: 200 }

circuit Bell on q[2] {
  bit c[2]
  H q[0]
  CX q[0], q[1]
  measure q[0] -> c[0]
  measure q[1] -> c[1]
}

run Bell { shots: 400, seed: 3 }
`,
};

describe.skipIf(CHROMIUM === undefined)(
  `devices and commands in a real VS Code${CHROMIUM === undefined ? ` (${NO_BROWSER})` : ''}`,
  () => {
    let editor: Editor;
    const row = (text: string | RegExp) => editor.page.locator('.pane-body .monaco-list-row', { hasText: text });

    beforeAll(async () => {
      const [host, vsix] = await Promise.all([vscodeHost(), packagedExtension()]);
      editor = await Editor.open({ host, vsix, files, open: 'bell.kraus' });
      await editor.lens('Export OpenQASM').waitFor({ timeout: 120_000 });
    }, 300_000);
    afterAll(async () => await editor?.close(), 30_000);
    afterEach(async ({ task }) => await lookAtFailure(editor, task));

    it('runs the circuit of a lens and shows its counts', async () => {
      await editor.lens('Run').first().click();
      const frame = await editor.frame('#outcomes .cell', 60_000);
      const outcomes = await frame
        .locator('#outcomes .cell')
        .evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label')));
      const counts = outcomes.map((text) => Number(/: (\d+) of 400/.exec(text ?? '')?.[1]));
      // A Bell pair: 00 and 11 alone.
      expect(outcomes.map((text) => text?.slice(0, 2))).toEqual(['00', '11']);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(400);
      await looks(editor, 'run-result');
    }, 120_000);

    it('exports OpenQASM from the lens', async () => {
      await editor.showFirst('bell.kraus');
      await editor.lens('Export OpenQASM').click();
      await expect.poll(() => editor.text()).toContain('OPENQASM 3');
    }, 90_000);

    it('starts the local IBM service and lists its devices', async () => {
      await editor.showFirst('bell.kraus');
      await editor.command('Kraus: Start Local IBM Service');
      await editor.page.locator('.activitybar .action-label[aria-label="Kraus"]').click();
      // Devices unfold and the lists above fold, so that every device has a row on the screen.
      for (const list of ['Devices', 'Script', 'Runs'])
        await editor.page.locator('.pane-header', { hasText: list }).click();
      await row(/Local IBM service.*running/).waitFor({ timeout: 60_000 });
      await row(/ibm_fez.*156 qubits · 0 waiting/).waitFor({ timeout: 60_000 });
      await looks(editor, 'devices');
    }, 300_000);

    it('runs on the local IBM service from the lens: the job is listed, its counts are shown', async () => {
      await editor.showFirst('bell.kraus');
      await editor.clickHighestLens('Run on Device');
      // The shots are those of the script's `run Bell`, which comes before what the device says.
      const prompt = editor.page.locator('.quick-input-widget', { hasText: /s of ibm_fez \(400 shots/ });
      await prompt.waitFor({ timeout: 60_000 });
      await editor.page.keyboard.press('Enter');
      const frame = await editor.frameWith('#heading', 'Bell on ibm_fez', 120_000);
      await frame.locator('#outcomes .cell').first().waitFor();
      const outcomes = await frame
        .locator('#outcomes .cell')
        .evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label') ?? ''));
      const counts = outcomes.map((text) => Number(/: (\d+) of 400/.exec(text)?.[1]));
      expect(counts.reduce((a, b) => a + b, 0)).toBe(400);
      // A Bell pair through the noise of ibm_fez: mostly 00 and 11.
      const even = outcomes.reduce((sum, text, at) => sum + (/^(00|11)/.test(text) ? (counts[at] ?? 0) : 0), 0);
      expect(even).toBeGreaterThan(300);
      const receipts = readdirSync(join(editor.workspace, 'kraus-jobs')).filter((name) => name.endsWith('.json'));
      expect(receipts).toHaveLength(1);
      await row(/ibm_fez · 1 circuit/).waitFor({ timeout: 60_000 });
      // The key of the service is nowhere but in its own process and those it was given to.
      expect(readFileSync(join(editor.workspace, 'kraus-jobs', receipts[0] ?? ''), 'utf8')).not.toContain('local-');
      await looks(editor, 'device-run');
    }, 240_000);

    it('maps the qubits of a device by their errors', async () => {
      await row(/ibmq_manila/)
        .first()
        .click();
      const frame = await editor.frame('#map .qubit', 60_000);
      expect(await frame.locator('#map .qubit').count()).toBe(5);
      await row(/ibm_fez.*waiting/).click();
      const fez = await editor.frameWith('h1', 'ibm_fez', 60_000);
      await expect.poll(() => fez.locator('#map .qubit').count()).toBe(156);
      const shade = () => fez.locator('#map .qubit').first().getAttribute('class');
      const before = await fez
        .locator('#map .qubit')
        .evaluateAll((all) => all.map((qubit) => qubit.getAttribute('class')).join());
      await fez.locator('#quantity').selectOption('t1');
      await expect
        .poll(() =>
          fez.locator('#map .qubit').evaluateAll((all) => all.map((qubit) => qubit.getAttribute('class')).join()),
        )
        .not.toBe(before);
      expect(await shade()).toMatch(/shade\d/);
      await fez.locator('#map').focus();
      await fez.locator('#map').press('ArrowRight');
      await fez.locator('#reading', { hasText: /^qubit \d+: readout error/ }).waitFor();
      await looks(editor, 'device-map');
    }, 180_000);

    it('stops the service', async () => {
      await editor.command('Kraus: Stop Local IBM Service');
      await row(/Local IBM service.*stopped/).waitFor({ timeout: 30_000 });
    }, 60_000);
  },
);
