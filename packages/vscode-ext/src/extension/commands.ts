import * as vscode from 'vscode';
import type { LensTarget, Platform } from './platform.js';
import { scriptInHand } from './script-in-hand.js';

/** Commands that run `kraus` with a declaration, and the kinds of declaration that they are for. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  run: ['circuit'],
  runOnDevice: ['circuit'],
  estimateCost: ['circuit'],
  exportQasm: ['circuit'],
  train: ['model'],
  sample: ['model'],
  evaluate: ['model'],
  report: ['model'],
  sweep: ['sweep'],
};

/** Kinds of declaration that have a preview. */
const PREVIEWED: readonly string[] = ['circuit', 'gate', 'channel', 'generator', 'schedule', 'dataset', 'model'];

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

/** The declaration that `Kraus: Preview` is for: what a lens gives, else one of the open script's. */
export async function previewTarget(given: unknown): Promise<LensTarget | undefined> {
  const target = lensTarget(given) ?? (await chosenTarget(PREVIEWED));
  return isPreviewed(target?.kind) ? target : undefined;
}

/** Registers what runs the bundled `kraus` with a declaration of a script. */
export function registerCommands({ actions }: Platform): vscode.Disposable[] {
  return Object.entries(COMMANDS).map(([command, kinds]) =>
    vscode.commands.registerCommand(`kraus.${command}`, async (given: unknown) => {
      if (!(await mayRun())) return;
      const action = actions?.[command];
      if (action === undefined) {
        await vscode.window.showWarningMessage(
          'Kraus: a browser can only check and preview scripts. Open the folder in VS Code on a desktop or a remote machine.',
        );
        return;
      }
      const target = lensTarget(given) ?? (await chosenTarget(kinds));
      if (target !== undefined) await action(target);
    }),
  );
}

/** Whether the workspace is trusted; if it is not, the person is told what that means. */
export async function mayRun(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Trust';
  const chosen = await vscode.window.showWarningMessage(
    'Kraus: in a workspace that is not trusted scripts are only checked and previewed; nothing is run.',
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Called from the palette: of what the lenses of the open script offer, that where the cursor is, or what the user chooses. */
async function chosenTarget(kinds: readonly string[]): Promise<LensTarget | undefined> {
  const document = await scriptInHand();
  if (document === undefined) {
    await vscode.window.showInformationMessage('Kraus: open a .kraus script first.');
    return undefined;
  }
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    1000,
  );
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const cursor = shown?.selection.active;
  const targets = new Map<string, LensTarget>();
  for (const { command, range } of lenses) {
    const target = lensTarget(command?.arguments?.[0]);
    if (target === undefined || !kinds.includes(target.kind)) continue;
    if (cursor !== undefined && range.contains(cursor)) return target;
    targets.set(target.name, target);
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
