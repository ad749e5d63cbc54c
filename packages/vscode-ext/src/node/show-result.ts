import * as vscode from 'vscode';
import type { KrausEvent } from '../processes/index.js';

/** Shows the result of `kraus run`. */
export async function showResult(result: KrausEvent): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: 'json',
    content: JSON.stringify(result, null, 2),
  });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}
