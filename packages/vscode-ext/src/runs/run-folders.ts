import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';

/** More run folders than this in one workspace are not shown: the newest are. */
const MOST = 2000;

/** The run folders of the workspace, kept while nothing in them begins or ends. */
export class RunFolders implements vscode.Disposable {
  readonly #watcher = vscode.workspace.createFileSystemWatcher('**/{run,evaluation}.json');
  readonly #changed = new vscode.EventEmitter<void>();
  #found: Promise<readonly string[]> | undefined;
  /** Something began, ended or was measured. */
  readonly onChanged = this.#changed.event;

  constructor() {
    for (const event of [this.#watcher.onDidCreate, this.#watcher.onDidChange, this.#watcher.onDidDelete])
      event(() => this.refresh());
  }

  /** The newest first. */
  async all(): Promise<readonly string[]> {
    this.#found ??= findRuns();
    return await this.#found;
  }

  refresh(): void {
    this.#found = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#changed.dispose();
  }
}

async function findRuns(): Promise<readonly string[]> {
  const records = await vscode.workspace.findFiles('**/run.json', '**/node_modules/**', MOST);
  const dated = await Promise.all(
    records.map(async ({ fsPath }) => ({
      folder: dirname(fsPath),
      time: (await stat(fsPath).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  return dated.sort((a, b) => b.time - a.time).map(({ folder }) => folder);
}
