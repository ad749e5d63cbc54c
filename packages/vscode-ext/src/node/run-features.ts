import { join } from 'node:path';
import * as vscode from 'vscode';
import { actOnRun, reproduce, type ScriptAction, scriptActions } from '../actions/index.js';
import { mayRun } from '../extension/index.js';
import type { Kraus, KrausEvent } from '../processes/index.js';
import { RunFolders, RunItem, type RunNode, RunsView } from '../runs/index.js';
import { Dashboards, nameOf, RUN_ACTIONS } from '../training-dashboard/index.js';
import { Trainings } from '../trainings/index.js';

/** Runs: the commands that make them, their dashboards, their tree. Returns the actions of the lenses. */
export function registerRuns(
  context: vscode.ExtensionContext,
  kraus: Kraus,
  showResult: (result: KrausEvent, script: vscode.Uri) => Promise<void>,
): Readonly<Record<string, ScriptAction>> {
  const storage = join((context.storageUri ?? context.globalStorageUri).fsPath, 'trainings');
  const trainings = new Trainings(kraus, storage);
  const folders = new RunFolders();
  const host = { kraus, trainings, folders, dashboards: () => dashboards };
  const dashboards = new Dashboards({
    context,
    trainings,
    runs: () => folders.all(),
    act: async (action, folder) => {
      if (await mayRun()) await actOnRun(host, action, folder);
    },
  });
  const view = vscode.window.createTreeView<RunNode>('kraus.runs', {
    treeDataProvider: new RunsView(folders),
    canSelectMany: true,
    showCollapseAll: true,
  });
  const onRun = (command: string, work: (run: RunItem, all: readonly RunNode[]) => unknown) =>
    vscode.commands.registerCommand(`kraus.runs.${command}`, async (node: unknown, all: unknown) => {
      const run = node ?? view.selection[0];
      if (run instanceof RunItem) await work(run, Array.isArray(all) ? all : view.selection);
    });
  context.subscriptions.push(
    folders,
    dashboards,
    view,
    onRun('open', ({ folder }) => dashboards.show(folder)),
    onRun('compareScripts', (run, all) => compareScripts(run, all)),
    ...RUN_ACTIONS.map((action) =>
      onRun(action, async ({ folder }) => {
        if (await mayRun()) await actOnRun(host, action, folder);
      }),
    ),
    vscode.commands.registerCommand('kraus.runs.refresh', () => folders.refresh()),
    vscode.commands.registerCommand('kraus.reproduce', async () => {
      if (await mayRun()) await reproduce(kraus);
    }),
  );
  void watchRunning(context, trainings, dashboards);
  return scriptActions({ kraus, trainings, folders, dashboards, showResult });
}

/** Two runs' scripts beside each other, the older one left; of one run, its script and what stands there now. */
async function compareScripts(run: RunItem, all: readonly RunNode[]): Promise<void> {
  const script = (of: RunItem) => vscode.Uri.file(join(of.folder, 'script.kraus'));
  const other = all.find((node) => node instanceof RunItem && node.folder !== run.folder) as RunItem | undefined;
  if (other === undefined) {
    const { path, folder } = run.record.script;
    const present = vscode.Uri.file(join(run.folder, folder, path.split(/[\\/]/).at(-1) ?? ''));
    await vscode.commands.executeCommand('vscode.diff', script(run), present, `${nameOf(run.folder)} ↔ now`);
    return;
  }
  const [older, newer] = [run, other].sort((a, b) => a.record.created.localeCompare(b.record.created)) as [
    RunItem,
    RunItem,
  ];
  const title = `${nameOf(older.folder)} ↔ ${nameOf(newer.folder)}`;
  await vscode.commands.executeCommand('vscode.diff', script(older), script(newer), title);
}

const LOOK_MS = 2000;

/** After a reload: says in the status bar what an earlier window left running, and leads there. */
async function watchRunning(
  context: vscode.ExtensionContext,
  trainings: Trainings,
  dashboards: Dashboards,
): Promise<void> {
  const item = vscode.window.createStatusBarItem('kraus.running', vscode.StatusBarAlignment.Left);
  item.name = 'Kraus trainings';
  item.command = 'kraus.showRunning';
  let running: readonly string[] = [];
  const look = async () => {
    running = await trainings.running();
    item.text = `$(sync~spin) ${running.length === 1 ? nameOf(running[0] ?? '') : `${running.length} trainings`}`;
    item.tooltip = `Kraus is training ${running.map(nameOf).join(', ')}`;
    if (running.length === 0) item.hide();
    else item.show();
  };
  const timer = setInterval(() => void look().catch(() => item.hide()), LOOK_MS);
  context.subscriptions.push(
    item,
    new vscode.Disposable(() => clearInterval(timer)),
    vscode.commands.registerCommand('kraus.showRunning', () => {
      for (const folder of running) dashboards.show(folder);
    }),
  );
  await look();
}
