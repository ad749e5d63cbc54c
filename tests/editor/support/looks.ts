import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Editor } from './editor.js';

const THEMES = {
  dark: { name: 'Dark Modern', kind: 'vs-dark' },
  light: { name: 'Light Modern', kind: 'vs' },
  contrast: { name: 'Dark High Contrast', kind: 'hc-black' },
  'contrast-light': { name: 'Light High Contrast', kind: 'hc-light' },
} as const;

/**
 * Where `KRAUS_LOOKS` names a folder: pictures of the window in four themes, and at half width, for people to look at.
 * Elsewhere nothing.
 *
 * @param arrange brings up what a change of the theme closes: a hover, a list of completions
 */
export async function looks(editor: Editor, name: string, arrange = async () => {}): Promise<void> {
  const folder = process.env.KRAUS_LOOKS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const { page } = editor;
  const shot = async (what: string) => {
    await arrange();
    // Colours by meaning come a moment after those by words.
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(folder, `${name}-${what}.png`) });
  };
  for (const [what, theme] of Object.entries(THEMES)) {
    await editor.theme(theme);
    await shot(what);
  }
  await editor.theme(THEMES.dark);
  await page.setViewportSize({ width: 640, height: 800 });
  await page.keyboard.press('Control+b');
  await shot('half');
  await page.keyboard.press('Control+b');
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Where `KRAUS_LOOKS` names a folder: what the window looked like when a test failed. */
export async function lookAtFailure(
  editor: Editor,
  task: { readonly name: string; readonly result?: { readonly state: string } | undefined },
): Promise<void> {
  const folder = process.env.KRAUS_LOOKS;
  if (folder === undefined || task.result?.state !== 'fail') return;
  mkdirSync(folder, { recursive: true });
  await editor.page.screenshot({ path: join(folder, `failed ${task.name.slice(0, 60).replaceAll('/', ' ')}.png`) });
}
