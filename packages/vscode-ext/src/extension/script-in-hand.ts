import * as vscode from 'vscode';

let last: vscode.Uri | undefined;

/** Remembers which script was worked on last. */
export function watchScripts(): vscode.Disposable {
  const remember = (editor: vscode.TextEditor | undefined) => {
    if (editor?.document.languageId === 'kraus') last = editor.document.uri;
  };
  remember(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(remember);
}

/** The script in the active editor; else the one that was there last: commands come from pages and trees too. */
export async function scriptInHand(): Promise<vscode.TextDocument | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === 'kraus') return active;
  if (last === undefined) return undefined;
  try {
    return await vscode.workspace.openTextDocument(last);
  } catch {
    return undefined;
  }
}
