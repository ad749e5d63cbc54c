import * as vscode from 'vscode';
import type { Platform } from './platform.js';

/** What the lenses of the language server give their commands. */
export interface LensTarget {
  /** The script. */
  readonly uri: string;
  /** The declaration, or the model or circuit of a task. */
  readonly name: string;
  readonly kind: string;
}

/** Commands of the palette and the lenses that are commands of `kraus`, with the kinds of declaration that they are for. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  run: ['circuit'],
  train: ['model'],
  sample: ['model'],
  evaluate: ['model'],
  report: ['model'],
  sweep: ['sweep'],
};

/** Kinds of declaration that have a preview. */
const PREVIEWED: readonly string[] = ['circuit'];

export function isPreviewed(kind: string | undefined): boolean {
  return kind !== undefined && PREVIEWED.includes(kind);
}

/** Reads what a caller gives; undefined for anything else: commands can be called by any extension. */
export function lensTarget(given: unknown): LensTarget | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { uri, name, kind } = given as Record<string, unknown>;
  if (typeof uri !== 'string' || typeof name !== 'string' || typeof kind !== 'string') return undefined;
  return /^[A-Za-z_]\w*$/.test(name) ? { uri, name, kind } : undefined;
}

/** Registers `Kraus: Preview`; it runs nothing, so that it needs no trust. */
export function registerPreviewCommand(show: (script: vscode.Uri, name: string) => void): vscode.Disposable {
  return vscode.commands.registerCommand('kraus.preview', async (given: unknown) => {
    const target = lensTarget(given) ?? (await chosenTarget(PREVIEWED));
    if (target !== undefined && isPreviewed(target.kind)) show(vscode.Uri.parse(target.uri), target.name);
  });
}

/** Registers what runs the `kraus` command: each as a task in a terminal of its own, which shows progress and can be stopped. */
export function registerCommands(platform: Platform): vscode.Disposable[] {
  return Object.entries(COMMANDS).map(([command, kinds]) =>
    vscode.commands.registerCommand(`kraus.${command}`, async (given: unknown) => {
      if (!vscode.workspace.isTrusted) {
        await vscode.window.showWarningMessage(
          `Kraus: scripts are only checked in a workspace that is not trusted. Trust it to ${command}.`,
        );
        return;
      }
      const { kraus } = platform;
      if (kraus === undefined) {
        await vscode.window.showWarningMessage(
          `Kraus: a browser cannot ${command} scripts. Open the folder in VS Code on a desktop or a remote machine.`,
        );
        return;
      }
      const target = lensTarget(given) ?? (await chosenTarget(kinds));
      if (target === undefined) return;
      const script = vscode.Uri.parse(target.uri);
      const document = await vscode.workspace.openTextDocument(script);
      if (document.isDirty && !(await document.save())) return;
      await vscode.tasks.executeTask(taskOf(command, script, target.name, kraus));
    }),
  );
}

function taskOf(command: string, script: vscode.Uri, name: string, kraus: NonNullable<Platform['kraus']>): vscode.Task {
  const folder = vscode.workspace.getWorkspaceFolder(script);
  const cwd = folder?.uri.fsPath ?? vscode.Uri.joinPath(script, '..').fsPath;
  const execution = new vscode.ProcessExecution(kraus.program, [...kraus.argv, command, script.fsPath, name], {
    cwd,
    env: kraus.environment,
  });
  const definition = { type: 'kraus', command, script: script.fsPath, name };
  const task = new vscode.Task(
    definition,
    folder ?? vscode.TaskScope.Workspace,
    `${command} ${name}`,
    'kraus',
    execution,
  );
  task.presentationOptions = { panel: vscode.TaskPanelKind.Dedicated, clear: true, focus: false };
  return task;
}

/** Called from the palette: what the lenses of the open script offer, chosen by the user if there are several. */
async function chosenTarget(kinds: readonly string[]): Promise<LensTarget | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'kraus') {
    await vscode.window.showInformationMessage('Kraus: open a .kraus script first.');
    return undefined;
  }
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    1000,
  );
  const targets = new Map<string, LensTarget>();
  for (const { command } of lenses) {
    const target = lensTarget(command?.arguments?.[0]);
    if (target !== undefined && kinds.includes(target.kind)) targets.set(target.name, target);
  }
  const names = [...targets.keys()];
  if (names.length === 0) {
    await vscode.window.showInformationMessage(`Kraus: this script declares no ${kinds.join(' or ')}.`);
    return undefined;
  }
  const name =
    names.length === 1 ? names[0] : await vscode.window.showQuickPick(names, { title: `Which ${kinds.join(' or ')}?` });
  return name === undefined ? undefined : targets.get(name);
}
