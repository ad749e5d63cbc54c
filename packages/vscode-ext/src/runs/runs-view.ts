import { join } from 'node:path';
import { listCheckpoints, type RunRecord, readEvaluation, readRecord } from '@kraus/models/runs';
import * as vscode from 'vscode';
import { figuresOf, nameOf, type RunStatus, statusOf } from '../training-dashboard/index.js';
import type { RunFolders } from './run-folders.js';

/** A run, or a line about one. */
export type RunNode = RunItem | vscode.TreeItem;

const ICONS: Readonly<Record<RunStatus, vscode.ThemeIcon>> = {
  running: new vscode.ThemeIcon('sync', new vscode.ThemeColor('charts.blue')),
  stopped: new vscode.ThemeIcon('debug-pause'),
  done: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  killed: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
};

const WORDS: Readonly<Record<RunStatus, string>> = {
  running: 'running',
  stopped: 'stopped',
  done: 'finished',
  failed: 'failed',
  killed: 'ended without saving',
};

const figure = (value: number) => String(Number(value.toPrecision(4)));

/** A run folder in the tree. */
export class RunItem extends vscode.TreeItem {
  readonly folder: string;
  readonly record: RunRecord;

  constructor(folder: string, record: RunRecord, status: RunStatus) {
    super(nameOf(folder), vscode.TreeItemCollapsibleState.Collapsed);
    this.folder = folder;
    this.record = record;
    this.id = folder;
    const { step, steps, best } = record;
    const loss = best === undefined ? [] : [`loss ${figure(best.loss)}`];
    const far = status === 'done' ? `${step} steps` : `${step} of ${steps} steps`;
    this.description = [WORDS[status], far, ...loss].join(' · ');
    this.iconPath = ICONS[status];
    this.contextValue = `run.${status}`;
    this.tooltip = [record.model.name, `seed ${record.seed}`, `begun ${record.created}`, record.note ?? '']
      .filter((line) => line !== '')
      .join('\n');
    this.accessibilityInformation = { label: `${nameOf(folder)}, ${this.description}` };
    this.command = { command: 'kraus.runs.open', title: 'Open Dashboard', arguments: [this] };
  }
}

/** The tree of all runs of the workspace: their scripts, checkpoints and figures. */
export class RunsView implements vscode.TreeDataProvider<RunNode> {
  readonly #folders: RunFolders;
  readonly onDidChangeTreeData: vscode.Event<undefined>;

  constructor(folders: RunFolders) {
    this.#folders = folders;
    this.onDidChangeTreeData = (listener, self, disposables) =>
      folders.onChanged(() => listener.call(self, undefined), undefined, disposables);
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    return node;
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node === undefined) return await this.#runs();
    return node instanceof RunItem ? await linesOf(node) : [];
  }

  async #runs(): Promise<RunItem[]> {
    const folders = await this.#folders.all();
    const items = await Promise.all(
      folders.map(async (folder) => {
        try {
          const record = await readRecord(folder);
          return new RunItem(folder, record, await statusOf(folder, record));
        } catch {
          // Another program's run.json, or one of another version.
          return undefined;
        }
      }),
    );
    return items.filter((item) => item !== undefined);
  }
}

async function linesOf({ folder, record }: RunItem): Promise<vscode.TreeItem[]> {
  const line = (label: string, description: string, icon: string, open?: string) => {
    const item = new vscode.TreeItem(label);
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(icon);
    if (open !== undefined)
      item.command = { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.file(join(folder, open))] };
    return item;
  };
  const [checkpoints, evaluation] = await Promise.all([
    listCheckpoints(folder),
    readEvaluation(folder).catch(() => undefined),
  ]);
  return [
    line('Script', `version ${record.script.hash.slice(0, 8)}`, 'file-code', 'script.kraus'),
    ...Object.entries(record.model.parameters).map(([name, value]) => line(name, String(value), 'symbol-parameter')),
    ...(record.branch === undefined
      ? []
      : [line('Branched from', `${record.branch.run}, step ${record.branch.step}`, 'git-branch')]),
    line('Checkpoints', checkpoints.length === 0 ? 'none yet' : `steps ${checkpoints.join(', ')}`, 'save'),
    ...figuresOf(evaluation).map(({ title, value, floor }) =>
      line(title, floor === undefined ? figure(value) : `${figure(value)} (real data ${figure(floor)})`, 'graph'),
    ),
  ];
}
