import * as vscode from 'vscode';
import { type ExportFormat, keptState } from './messages.js';
import { type AskForPreview, PreviewPanel } from './preview-panel.js';

export type { AskForPreview } from './preview-panel.js';

/** A declaration of a script. */
export interface PreviewTarget {
  readonly uri: string;
  readonly name: string;
}

const TYPE = 'kraus.preview';
/** Whether there is a panel, for the commands that export from it. */
const CONTEXT = 'kraus.hasPreview';
const EXPORTS: Readonly<Record<string, ExportFormat>> = {
  'kraus.previewSvg': 'svg',
  'kraus.previewPng': 'png',
  'kraus.previewQasm': 'qasm',
  'kraus.previewCsv': 'csv',
};

/**
 * Registers the command `Kraus: Preview`, the panel, which comes back after a reload of the window, and the commands that export from it.
 * Nothing is run, so that no trust is needed.
 * @param choose the declaration that the command is for, from what a lens gives it or by asking
 */
export function registerPreviews(
  context: vscode.ExtensionContext,
  ask: AskForPreview,
  choose: (given: unknown) => Promise<PreviewTarget | undefined>,
): vscode.Disposable[] {
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  let open: { readonly panel: PreviewPanel; readonly view: vscode.WebviewPanel } | undefined;
  const adopt = (view: vscode.WebviewPanel, uri: vscode.Uri, name: string, follow: boolean) => {
    const panel = new PreviewPanel(view, { dist, uri, name, follow, ask });
    open = { panel, view };
    void vscode.commands.executeCommand('setContext', CONTEXT, true);
    view.onDidDispose(() => {
      if (open?.view !== view) return;
      open = undefined;
      void vscode.commands.executeCommand('setContext', CONTEXT, false);
    });
  };
  return [
    { dispose: () => open?.view.dispose() },
    vscode.commands.registerCommand('kraus.preview', async (given: unknown) => {
      const target = await choose(given);
      if (target === undefined) return;
      const uri = vscode.Uri.parse(target.uri);
      if (open !== undefined) {
        open.panel.show(uri, target.name);
        return;
      }
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      adopt(vscode.window.createWebviewPanel(TYPE, `Preview ${target.name}`, column), uri, target.name, true);
    }),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      deserializeWebviewPanel: async (view, state: unknown) => {
        const kept = keptState(state);
        if (kept === undefined || open !== undefined) view.dispose();
        else adopt(view, vscode.Uri.parse(kept.uri), kept.name, kept.follow);
      },
    }),
    ...Object.entries(EXPORTS).map(([command, format]) =>
      vscode.commands.registerCommand(command, () => open?.panel.export(format)),
    ),
  ];
}
