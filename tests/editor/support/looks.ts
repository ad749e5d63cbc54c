import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Editor } from './editor.js';

const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  contrast: 'Dark High Contrast',
} as const;

/**
 * Where `KRAUS_LOOKS` names a folder: pictures of the window in three themes, and at half width, for people to look at.
 * Elsewhere nothing.
 */
export async function looks(editor: Editor, name: string): Promise<void> {
  const folder = process.env.KRAUS_LOOKS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const { page } = editor;
  const shot = (what: string) => page.screenshot({ path: join(folder, `${name}-${what}.png`) });
  for (const [what, theme] of Object.entries(THEMES)) {
    await editor.theme(theme);
    await page.waitForTimeout(500);
    await shot(what);
  }
  await page.setViewportSize({ width: 640, height: 800 });
  await page.keyboard.press('Control+b');
  await page.waitForTimeout(500);
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
