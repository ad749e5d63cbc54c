import * as vscode from 'vscode';
import type { ExportFormat } from './messages.js';

const NAMES: Readonly<Record<ExportFormat, string>> = { svg: 'SVG', png: 'PNG', qasm: 'OpenQASM', csv: 'CSV' };

/** Asks where to, and writes a file that a page made. */
export async function saveExport(
  script: vscode.Uri,
  name: string,
  { format, content }: { readonly format: ExportFormat; readonly content: string },
): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(script, '..', `${name}.${format}`),
    filters: { [NAMES[format]]: [format] },
  });
  if (target === undefined) return;
  const bytes =
    format === 'png' ? Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0)) : new TextEncoder().encode(content);
  await vscode.workspace.fs.writeFile(target, bytes);
}
