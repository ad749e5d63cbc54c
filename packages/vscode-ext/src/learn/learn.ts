import * as vscode from 'vscode';

/** Commands of the walkthrough and the script that each opens. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'kraus.learn.noisyQubit': 'first-noise.kraus',
  'kraus.learn.firstModel': 'first-model.kraus',
};

/** Registers the commands of the walkthrough that open scripts to learn from, written into the workspace unless they are there. */
export function registerLearning({ extensionUri }: vscode.ExtensionContext): vscode.Disposable[] {
  return Object.entries(SCRIPTS).map(([command, name]) =>
    vscode.commands.registerCommand(command, async () => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      if (folder === undefined) {
        const open = 'Open Folder';
        const chosen = await vscode.window.showInformationMessage(
          `Kraus: open a folder first; ${name} is written into it, and its runs go beside it.`,
          open,
        );
        if (chosen === open) await vscode.commands.executeCommand('workbench.action.files.openFolder');
        return;
      }
      const script = vscode.Uri.joinPath(folder, name);
      if (!(await exists(script)))
        await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'walkthrough', name), script);
      await vscode.window.showTextDocument(script, { viewColumn: vscode.ViewColumn.One, preview: false });
    }),
  );
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
