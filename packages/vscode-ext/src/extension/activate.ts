import type { PreviewAnswer, PreviewParams } from '@kraus/lang';
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { registerLearning } from '../learn/index.js';
import { registerPreviews } from '../previews/index.js';
import { previewTarget, registerCommands } from './commands.js';
import type { Platform } from './platform.js';
import { watchScripts } from './script-in-hand.js';
import { ScriptView } from './script-view.js';

let client: BaseLanguageClient | undefined;

/** Registers everything, then starts the language server without waiting for it: the editor is not held up. */
export function activateExtension(context: vscode.ExtensionContext, platform: Platform): void {
  const scripts = new ScriptView();
  context.subscriptions.push(
    ...registerPreviews(context, askForPreview, previewTarget),
    vscode.workspace.registerTextDocumentContentProvider('kraus-std', {
      provideTextDocumentContent: async (uri) => {
        const text = await client?.sendRequest<string | null>('kraus/standardLibrary', uri.toString());
        return text ?? `// ${uri.path} is no part of the standard library.\n`;
      },
    }),
    // The pages of diagnostic codes, to which the code in a message leads.
    vscode.workspace.registerTextDocumentContentProvider('kraus-docs', {
      provideTextDocumentContent: async (uri) => {
        const text = await client?.sendRequest<string | null>('kraus/page', uri.toString());
        return text ?? `There is no page ${uri.path}.\n`;
      },
    }),
    vscode.commands.registerCommand('kraus.restartServer', async () => {
      await deactivateExtension();
      await startServer(platform);
    }),
    watchScripts(),
    scripts,
    vscode.window.registerTreeDataProvider('kraus.script', scripts),
    ...registerLearning(context),
    ...registerCommands(platform),
  );
  void startServer(platform);
}

async function askForPreview(params: PreviewParams): Promise<PreviewAnswer | null> {
  if (!client?.isRunning()) return null;
  return await client.sendRequest<PreviewAnswer | null>('kraus/preview', params);
}

async function startServer(platform: Platform): Promise<void> {
  client = platform.createClient();
  try {
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await vscode.window.showErrorMessage(`Kraus: the language server could not be started: ${reason}`);
  }
}

/** Ends the language server. */
export async function deactivateExtension(): Promise<void> {
  if (client?.isRunning()) await client.dispose();
  client = undefined;
}
