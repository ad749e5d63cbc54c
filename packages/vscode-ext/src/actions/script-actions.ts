import * as vscode from 'vscode';
import type { LensTarget } from '../extension/index.js';
import { type Ended, type Kraus, type KrausEvent, runKraus, runWithProgress } from '../processes/index.js';
import { type RunFolders, showReport } from '../runs/index.js';
import type { Dashboards } from '../training-dashboard/index.js';
import type { Trainings } from '../trainings/index.js';
import { savedScript } from './script-of.js';

export interface ScriptActionsHost {
  readonly kraus: Kraus;
  readonly trainings: Trainings;
  readonly folders: RunFolders;
  readonly dashboards: Dashboards;
  /** Shows the result of `kraus run --json`. */
  readonly showResult: (result: KrausEvent, script: vscode.Uri) => Promise<void>;
}

/** What a command does with a declaration of a script. */
export type ScriptAction = (target: LensTarget) => Promise<void>;

/** The commands above declarations that run `kraus`, by their names. */
export function scriptActions(host: ScriptActionsHost): Readonly<Record<string, ScriptAction>> {
  const { kraus, trainings, folders, dashboards } = host;
  /** Runs `kraus COMMAND SCRIPT NAME …MORE`. */
  const run = async (
    title: string,
    command: string,
    { uri, name }: LensTarget,
    more: readonly string[] = [],
  ): Promise<Ended | undefined> => {
    const script = await savedScript(vscode.Uri.parse(uri));
    if (script === undefined) return undefined;
    return await runWithProgress(kraus, {
      title: `${title} ${name}`,
      argv: [command, script.file, name, ...more],
      cwd: script.cwd,
    });
  };
  const showRun = (ended: Ended | undefined, event: string) => {
    const runDir = eventOf(ended, event)?.runDir;
    folders.refresh();
    if (typeof runDir === 'string') dashboards.show(runDir);
  };
  return {
    run: async (target) => {
      const ended = await run('Running', 'run', target);
      const result = ended?.events.find(({ kind }) => kind === 'run' || kind === 'device-run');
      if (result !== undefined) await host.showResult(result, vscode.Uri.parse(target.uri));
    },
    train: async ({ uri, name }) => {
      const script = await savedScript(vscode.Uri.parse(uri));
      if (script === undefined) return;
      const argv = ['train', script.file, name];
      const runDir = await trainings.begin(`Preparing to train ${name}`, { argv, cwd: script.cwd });
      folders.refresh();
      if (runDir !== undefined) dashboards.show(runDir);
    },
    sample: async (target) => showRun(await run('Sampling', 'sample', target), 'sampled'),
    evaluate: async (target) => showRun(await run('Evaluating', 'evaluate', target), 'evaluation'),
    report: async (target) => {
      const path = eventOf(await run('Writing the report of', 'report', target), 'report')?.path;
      if (typeof path === 'string') await showReport(path, target.name);
    },
    sweep: async (target) => {
      const ended = await run('Sweeping', 'sweep', target);
      folders.refresh();
      await openFirst(eventOf(ended, 'sweep')?.files, ['.svg', '.csv']);
    },
    exportQasm: async (target) => {
      const text = eventOf(await run('Exporting', 'export', target, ['--qasm3']), 'exported')?.text;
      if (typeof text !== 'string') return;
      const document = await vscode.workspace.openTextDocument({ content: text, language: 'plaintext' });
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
    },
  };
}

/** `kraus reproduce`: of a system that is chosen, within minutes that are asked for. */
export async function reproduce(kraus: Kraus): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) {
    void vscode.window.showInformationMessage('Kraus: open a folder first; the results go into it.');
    return;
  }
  const { events } = await runKraus(kraus, ['reproduce', '--list'], { cwd: folder });
  const systems = events.flatMap(({ system, title, claims }) =>
    typeof system === 'string'
      ? [
          {
            label: system,
            description: `${String(title)}`,
            detail: Array.isArray(claims) ? `${claims.length} claims` : '',
          },
        ]
      : [],
  );
  const chosen = await vscode.window.showQuickPick(systems, {
    title: 'Reproduce: which system?',
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const minutes = await vscode.window.showInputBox({
    title: `Reproduce ${chosen.label}: begin no trial after so many minutes`,
    value: '30',
    validateInput: (text) => (Number(text) > 0 ? undefined : 'A number of minutes above 0'),
  });
  if (minutes === undefined) return;
  const ended = await runWithProgress(kraus, {
    title: `Reproducing ${chosen.label}`,
    argv: ['reproduce', chosen.label, '--budget', minutes],
    cwd: folder,
  });
  const files = eventOf(ended, 'reproduction')?.files;
  const page = Array.isArray(files)
    ? files.find((file) => typeof file === 'string' && file.endsWith('.html'))
    : undefined;
  if (typeof page === 'string') await showReport(page, chosen.label);
}

function eventOf(ended: Ended | undefined, name: string): KrausEvent | undefined {
  return ended?.events.find(({ event }) => event === name);
}

/** Opens the first of some files that ends as wished, wishes in their order. */
async function openFirst(files: unknown, endings: readonly string[]): Promise<void> {
  if (!Array.isArray(files)) return;
  const paths = files.filter((file) => typeof file === 'string');
  const path = endings.flatMap((ending) => paths.filter((file) => file.endsWith(ending)))[0];
  if (path !== undefined)
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), vscode.ViewColumn.Beside);
}
