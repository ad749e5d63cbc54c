import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, NO_BROWSER } from '../support/browser.js';
import { Editor } from './support/editor.js';
import { packagedExtension } from './support/extension.js';
import { lookAtFailure, looks } from './support/looks.js';
import { vscodeHost } from './support/vscode-host.js';

/** A busy machine takes its time. */
const polled = <T>(value: () => T) => expect.poll(value, { timeout: 30_000 });

const files = {
  'previews.kraus': `import { CX, RY } from "std/gates"
import { AmplitudeDamping } from "std/channels"
import { StochasticWalk } from "std/generators"

channel Loss(gamma: prob = 0.36) on q {
  kraus |0><0| + sqrt(1 - gamma) * |1><1|
  kraus sqrt(gamma) * |0><1|
}

circuit Small(layers: int = 3) on q[3] {
  param theta: angle[2] = 0.6
  bit m
  H q[0]
  CX q[0], q[1]
  for k in 0..layers { RY(theta[0]) q[2]; CX q[1], q[2] }
  AmplitudeDamping(0.1) q[2]
  RY(theta[1]) q[1]
  measure q[2] -> m
  if m == 1 { X q[0] }
}

channel Step(omega: prob = 0.3, dt: time = 0.5) on x: level[8] = evolve StochasticWalk(cycle(8), omega) for dt

schedule Up(t: real, height: real = 2) = 0.1 + 0.4 * height * t ^ 2

dataset Shapes = glyphs { classes: [0, 1, 3], size: 16, limit: 120 }

model Walk(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 8 }
  forward   Step(omega, dt: 0.5) for 20 steps, measured
  reverse   unet { channels: 8, depth: 1 }
  predict   x0
  objective vlb
  condition time
}
`,
  'long.kraus': longScript(),
};

/** 500 lines: forty channels, forty circuits that use them, and a last circuit to type in. */
function longScript(): string {
  const parts = ['import { CX, RY } from "std/gates"', ''];
  for (let k = 0; k < 40; k++) {
    parts.push(
      `/// Channel ${k}.`,
      `channel Loss${k}(gamma: prob) on q {`,
      '  kraus |0><0| + sqrt(1 - gamma) * |1><1|',
      '  kraus sqrt(gamma) * |0><1|',
      '}',
      '',
      `circuit Body${k} on q[3] {`,
      '  param theta: angle[3]',
      '  for i in 0..3 { RY(theta[i]) q[i] }',
      `  Loss${k}(0.1) q[0]`,
      '}',
      '',
    );
  }
  parts.push('circuit Last on q[2] {', '  H q[0]', '  CX q[0], q[1]');
  while (parts.length < 499) parts.push(`  RY(0.${(parts.length % 9) + 1}) q[${parts.length % 2}]`);
  parts.push('}');
  return `${parts.join('\n')}\n`;
}

describe.skipIf(CHROMIUM === undefined)(
  `previews in a real VS Code${CHROMIUM === undefined ? ` (${NO_BROWSER})` : ''}`,
  () => {
    let editor: Editor;
    let frame: Frame;
    const text = async (selector: string) => (await frame.locator(selector).first().textContent()) ?? '';
    /** Puts the cursor into a declaration; the preview follows. */
    const enter = async (line: number, heading: string) => {
      await editor.command('View: Focus First Editor Group');
      await editor.goTo(line, 3);
      await frame.locator('#name', { hasText: heading }).waitFor();
    };
    /** Moves a slider by its label. */
    const slide = async (label: string, value: number) =>
      await frame
        .locator(`input[type=range][aria-label="${label}"]`)
        .first()
        .evaluate((input, to) => {
          (input as HTMLInputElement).value = String(to);
          input.dispatchEvent(new Event('input', { bubbles: true }));
        }, value);
    const titles = async (selector: string) => await frame.locator(`${selector} .cell title`).allTextContents();

    beforeAll(async () => {
      const [host, vsix] = await Promise.all([vscodeHost(), packagedExtension()]);
      editor = await Editor.open({ host, vsix, files, open: 'previews.kraus' });
      await editor.lens('Preview').first().waitFor({ timeout: 180_000 });
      await editor.clickHighestLens('Preview');
      frame = await editor.frame('svg.ball', 60_000);
    }, 600_000);
    afterEach(async ({ task }) => await lookAtFailure(editor, task));
    afterAll(async () => await editor?.close(), 30_000);

    it('show a channel: ball, matrices, Kraus operators, and sliders that change them', async () => {
      expect(await text('#name')).toBe('channel Loss');
      const transfer = 'svg[aria-label="Pauli-transfer matrix"]';
      expect(await titles(transfer)).toContain('Z, I: 0.36');
      expect(await frame.locator('.operator').count()).toBe(2);
      const before = await text('svg.ball');
      await slide('gamma', 0.75);
      await polled(async () => await titles(transfer)).toContain('Z, I: 0.75');
      await slide('Applications', 2);
      // 1 − 0.25².
      await polled(async () => await titles(transfer)).toContain('Z, I: 0.938');
      expect(await text('svg.ball')).not.toBe(before);
      await slide('Applications', 1);
      await looks(editor, 'channel');
    }, 180_000);

    it('follow the cursor into a circuit, whose loop is folded with its count', async () => {
      await enter(13, 'circuit Small');
      const operations = async () =>
        await frame.locator('.op').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
      expect(await operations()).toHaveLength(8);
      await frame.locator('.fold', { hasText: '3 ×' }).click();
      await polled(async () => (await operations()).length).toBe(12);
      await slide('layers', 2);
      await polled(async () => (await operations()).length).toBe(10);
      await slide('layers', 3);
      await polled(async () => (await operations()).length).toBe(12);
      // From the picture to the text, and from the text to the picture.
      await frame.locator('.op[aria-label^="noise AmplitudeDamping"]').click();
      await editor.page.locator('.statusbar-item', { hasText: 'Ln 16, Col' }).waitFor();
      await frame.locator('.op.current[aria-label^="noise AmplitudeDamping"]').waitFor();
      await enter(13, 'circuit Small');
      await frame.locator('.op.current[aria-label^="H on"]').waitFor();
    }, 180_000);

    it('show the state after an operation, which trained numbers change', async () => {
      await polled(async () => await text('#state-says')).toContain('purity 1');
      const bars = '#state svg.bars';
      expect(await titles(bars)).toContain('|001>: 0.707, probability 0.5');
      await slide('After operation', 2);
      await polled(async () => await titles(bars)).toContain('|011>: 0.707, probability 0.5');
      await slide('After operation', 9);
      await polled(async () => await text('#state-says')).not.toContain('purity 1 ');
      const before = await titles(bars);
      await slide('theta[0]', 2.5);
      await polled(async () => await titles(bars)).not.toEqual(before);
      expect(await frame.locator('#state svg.cityscape').count()).toBe(1);
      await looks(editor, 'state');
    }, 180_000);

    it('run shots into a histogram: seeded, with noise, sorted and filtered', async () => {
      await frame.locator('#tab-histogram').click();
      const bars = async () => await titles('#histogram');
      const first = await bars();
      expect(first.length).toBe(2);
      await frame.locator('#shots').fill('200');
      await frame.locator('#shots').press('Enter');
      await polled(async () => (await bars())[0]).toContain('of 200');
      await frame.locator('#order').selectOption('count');
      const share = (title: string | undefined) => Number(/, ([\d.]+) ±/.exec(title ?? '')?.[1]);
      const sorted = await bars();
      expect(share(sorted[0])).toBeGreaterThanOrEqual(share(sorted[1]));
      await frame.locator('#filter').fill('1');
      await polled(async () => (await bars()).length).toBe(1);
      await frame.locator('#filter').fill('');
      await looks(editor, 'histogram');
      await frame.locator('#tab-state').click();
    }, 180_000);

    it('keep the last picture while the text is torn, and say so', async () => {
      const { page } = editor;
      await enter(17, 'circuit Small');
      await page.keyboard.press('End');
      await page.keyboard.type(' (');
      await frame.locator('#stale', { hasText: 'This is the last picture.' }).waitFor();
      expect(await frame.locator('.op').count()).toBe(12);
      await looks(editor, 'stale');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      await frame.locator('#stale').waitFor({ state: 'hidden' });
    }, 180_000);

    it('animate a walk of levels', async () => {
      await enter(22, 'channel Step');
      const bars = '#walk svg.bars';
      expect(await titles(bars)).toContain('|0>: 1');
      await frame.locator('#play').click();
      await polled(async () => await titles(bars)).not.toContain('|0>: 1');
      await frame.locator('#play').click();
      await slide('Step', 40);
      const late = async () =>
        Number(/[\d.]+$/.exec((await titles(bars)).find((title) => title.startsWith('|4>')) ?? '')?.[0]);
      await polled(late).toBeGreaterThan(0.11);
      // Without noise the walk is another.
      const noisy = await late();
      await slide('omega', 0);
      await polled(late).not.toBe(noisy);
      await slide('omega', 0.3);
      await looks(editor, 'walk');
    }, 180_000);

    it('draw a schedule', async () => {
      await enter(24, 'schedule Up');
      expect(await text('#summary')).toBe('from 0.1 to 0.9, largest 0.9');
      expect(await text('table')).toContain('t = 0.50.3');
      await slide('height', 1);
      await polled(async () => await text('table')).toContain('t = 0.50.2');
      await looks(editor, 'schedule');
    }, 180_000);

    it('browse a data set', async () => {
      await enter(26, 'dataset Shapes');
      await frame.locator('.thumbs button').first().waitFor();
      const items = frame.locator('.thumbs button');
      const all = await items.count();
      expect(all).toBeGreaterThan(60);
      await frame.locator('#class').selectOption('3');
      await polled(() => items.count()).toBeLessThan(all);
      await items.nth(2).click();
      expect(await text('figcaption')).toContain('class 3');
      await looks(editor, 'dataset');
    }, 180_000);

    it('dissolve a datum of a model, step by step', async () => {
      await enter(28, 'model Walk');
      expect(await text('#summary')).toContain('20 steps on 8 levels');
      const pixels = async () =>
        await frame
          .locator('#datum canvas')
          .first()
          .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      await slide('Step', 0);
      const start = await pixels();
      await slide('Step', 20);
      await polled(pixels).not.toBe(start);
      await slide('Step', 7);
      await looks(editor, 'model');
    }, 180_000);

    it('export files', async () => {
      const { page } = editor;
      await enter(13, 'circuit Small');
      for (const format of ['svg', 'png', 'qasm']) {
        await frame.locator(`#export-${format}`).click();
        const input = page.locator('.quick-input-widget input[type=text]');
        await input.waitFor({ state: 'visible' });
        // The dialog fills in a name when it knows the folder.
        await polled(async () => await input.inputValue()).toContain(`Small.${format}`);
        await input.fill(join(editor.workspace, `out.${format}`));
        await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
        await input.waitFor({ state: 'hidden' });
        await polled(() => {
          try {
            return readFileSync(join(editor.workspace, `out.${format}`)).length;
          } catch {
            return 0;
          }
        }).toBeGreaterThan(300);
      }
      expect(readFileSync(join(editor.workspace, 'out.svg'), 'utf8')).not.toContain('var(');
      expect(readFileSync(join(editor.workspace, 'out.qasm'), 'utf8')).toContain('OPENQASM 3');
      expect([...readFileSync(join(editor.workspace, 'out.png')).subarray(1, 4)]).toEqual([80, 78, 71]);
    }, 180_000);

    it('keep up with typing in 500 lines', async () => {
      const { page } = editor;
      await editor.command('View: Focus First Editor Group');
      await editor.show('long.kraus');
      await editor.goTo(484, 3);
      await frame.locator('#name', { hasText: 'circuit Last' }).waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      const previews: number[] = [];
      const diagnostics: number[] = [];
      const drawn = (operations: number) => polled(() => frame.locator('.op').count()).toBe(operations);
      const first = await frame.locator('.op').count();
      for (let round = 0; round < 5; round++) {
        await drawn(first + round);
        // The editor closes brackets, so the digit is the key that makes a statement of it; nothing before is one.
        await page.keyboard.type('CX q[0], q[', { delay: 30 });
        const next = frame.locator(`.op >> nth=${first + round}`);
        const start = performance.now();
        await page.keyboard.type('1');
        await next.waitFor({ state: 'attached' });
        previews.push(performance.now() - start);
        await page.keyboard.press('End');
        await page.keyboard.press('Enter');
        await page.keyboard.type('X q[1', { delay: 30 });
        await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
        const wrong = performance.now();
        await page.keyboard.type('9');
        await page.locator('.squiggly-error').first().waitFor();
        diagnostics.push(performance.now() - wrong);
        await page.keyboard.press('End');
        await page.keyboard.press('Shift+Home');
        await page.keyboard.press('Delete');
        await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
        await frame.locator('#stale').waitFor({ state: 'hidden' });
      }
      const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
      const figures = { preview: Math.round(median(previews)), diagnostics: Math.round(median(diagnostics)) };
      console.log(`500 lines, milliseconds after the last key: ${JSON.stringify(figures)}`);
      expect(figures.preview).toBeLessThan(3000);
      expect(figures.diagnostics).toBeLessThan(3000);
    }, 180_000);
  },
);
