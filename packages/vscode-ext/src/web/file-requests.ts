import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

const KINDS: Readonly<Record<number, 'file' | 'directory'>> = {
  [vscode.FileType.File]: 'file',
  [vscode.FileType.Directory]: 'directory',
};

/** What `@kraus/lang/server/worker` asks the page for: it has no file system of its own. */
export function answerFileRequests(client: BaseLanguageClient): void {
  client.onRequest('kraus/stat', async (address: string) => {
    try {
      const { type } = await vscode.workspace.fs.stat(vscode.Uri.parse(address));
      return KINDS[type & ~vscode.FileType.SymbolicLink] ?? null;
    } catch {
      return null;
    }
  });
  client.onRequest('kraus/readFile', async (address: string) =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(address))),
  );
  client.onRequest('kraus/readDirectory', async (address: string) => {
    const folder = vscode.Uri.parse(address);
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.flatMap(([name, type]) => {
      const kind = KINDS[type & ~vscode.FileType.SymbolicLink];
      return kind === undefined ? [] : [{ uri: vscode.Uri.joinPath(folder, name).toString(), kind }];
    });
  });
}
