import { basename, join } from 'node:path';
import type { RunRecord } from '@kraus/models/runs';
import * as vscode from 'vscode';

/** A script that a command reads. */
export interface Script {
  readonly file: string;
  /** The folder that the command is started in: relative outputs and jobs go there. */
  readonly cwd: string;
}

/** A script on disk as it stands in the editor: what is not saved yet is saved. Undefined if that was refused. */
export async function savedScript(uri: vscode.Uri): Promise<Script | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isUntitled) {
    void vscode.window.showInformationMessage('Kraus: save the script first; its runs go beside it.');
    return undefined;
  }
  if (document.isDirty && !(await document.save())) return undefined;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return { file: uri.fsPath, cwd: folder?.uri.fsPath ?? vscode.Uri.joinPath(uri, '..').fsPath };
}

/** The script that a run was made of, where it stands now. */
export async function scriptOfRun(folder: string, record: RunRecord): Promise<Script | undefined> {
  const file = join(folder, record.script.folder, basename(record.script.path));
  try {
    return await savedScript(vscode.Uri.file(file));
  } catch {
    void vscode.window.showErrorMessage(`Kraus: the script of this run, ${file}, is no longer there.`);
    return undefined;
  }
}
