import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';

/** Shows a page that `kraus` wrote, whole in itself: no script of it runs, and nothing is loaded from elsewhere. */
export async function showReport(file: string, title: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const panel = vscode.window.createWebviewPanel(
    'kraus.report',
    `${title} ${basename(file, '.html')}`,
    { viewColumn: vscode.ViewColumn.Active },
    { enableScripts: false, enableForms: false, localResourceRoots: [] },
  );
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
  const { Dark, HighContrast } = vscode.ColorThemeKind;
  const dark = [Dark, HighContrast].includes(vscode.window.activeColorTheme.kind);
  // Light or dark by the editor's theme; the page by itself asks the browser.
  panel.webview.html = text
    .replace('<head>', `<head>${policy}`)
    .replaceAll('(prefers-color-scheme: dark)', dark ? 'all' : 'not all');
}
