import { listCheckpoints, readRecord } from '@kraus/models/runs';
import * as vscode from 'vscode';
import { type Kraus, runWithProgress } from '../processes/index.js';
import { type RunFolders, showReport } from '../runs/index.js';
import { type Dashboards, nameOf, type RunAction } from '../training-dashboard/index.js';
import type { Trainings } from '../trainings/index.js';
import { scriptOfRun } from './script-of.js';

export interface RunActionsHost {
  readonly kraus: Kraus;
  readonly trainings: Trainings;
  readonly folders: RunFolders;
  readonly dashboards: () => Dashboards;
}

/** What can be done with a run folder. */
export async function actOnRun(host: RunActionsHost, action: RunAction, folder: string): Promise<void> {
  const { kraus, trainings, folders, dashboards } = host;
  const name = nameOf(folder);
  const work = async (title: string, argv: readonly string[]) =>
    await runWithProgress(kraus, { title, argv, cwd: vscode.Uri.joinPath(vscode.Uri.file(folder), '..').fsPath });
  switch (action) {
    case 'stop':
      if (!(await trainings.stop(folder))) void vscode.window.showInformationMessage(`Kraus: ${name} is not running.`);
      break;
    case 'resume':
      await goOn(host, folder, `Resuming ${name}`, ['--resume', '--out', folder]);
      break;
    case 'branch': {
      const step = await chosenCheckpoint(folder, name);
      if (step !== undefined)
        await goOn(host, folder, `Branching from ${name}, step ${step}`, ['--from', folder, '--step', String(step)]);
      break;
    }
    case 'sample':
      if (await work(`Sampling ${name}`, ['sample', folder])) dashboards().show(folder);
      break;
    case 'evaluate':
      if (await work(`Evaluating ${name}`, ['evaluate', folder])) dashboards().show(folder);
      break;
    case 'report': {
      const ended = await work(`Writing the report of ${name}`, ['report', folder]);
      const path = ended?.events.find(({ event }) => event === 'report')?.path;
      if (typeof path === 'string') await showReport(path, name);
    }
  }
  folders.refresh();
}

/** `kraus train` of the run's script with more arguments, then the dashboard of what it trains. */
async function goOn(host: RunActionsHost, folder: string, title: string, more: readonly string[]): Promise<void> {
  const record = await readRecord(folder);
  const script = await scriptOfRun(folder, record);
  if (script === undefined) return;
  const argv = ['train', script.file, record.model.name, ...more];
  const runDir = await host.trainings.begin(title, { argv, cwd: script.cwd });
  if (runDir === undefined) return;
  host.folders.refresh();
  host.dashboards().show(runDir);
}

async function chosenCheckpoint(folder: string, name: string): Promise<number | undefined> {
  const [steps, { best }] = await Promise.all([listCheckpoints(folder), readRecord(folder)]);
  if (steps.length === 0) {
    void vscode.window.showInformationMessage(`Kraus: ${name} has no checkpoint yet.`);
    return undefined;
  }
  const items = steps.toReversed().map((step) => ({
    label: `Step ${step}`,
    description: best?.step === step ? 'best validation loss' : '',
    step,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Branch from ${name}: which checkpoint?`,
    placeHolder: 'A new run begins there, with the script as it stands now',
  });
  return chosen?.step;
}
