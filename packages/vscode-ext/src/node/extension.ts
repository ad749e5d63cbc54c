/** The extension in VS Code's own process of Node: desktop, remote machines, containers. */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node.js';
import { activateExtension, clientOptions, deactivateExtension } from '../extension/index.js';
import type { KrausEvent } from '../processes/index.js';
import { ResultPanel } from '../run-results/index.js';
import { registerDevices } from './device-features.js';
import { registerRuns } from './run-features.js';

// VS Code's own program is a Node too, if it is told so.
const environment = { ELECTRON_RUN_AS_NODE: '1' };
/** Room for new objects, in MB of each half: a large workspace is checked in a fifth less time, for 100 MB more (docs/editor-services.md). */
const roomy = '--max-semi-space-size=64';

export function activate(context: vscode.ExtensionContext): void {
  const command = vscode.Uri.joinPath(context.extensionUri, 'dist', 'kraus', 'kraus.mjs').fsPath;
  const program = process.execPath;
  const kraus = { program, argv: [command], environment };
  // `isWeb` would be true in a browser that shows a remote machine, where commands do run.
  vscode.commands.executeCommand('setContext', 'kraus.commandsRun', true);
  const results = new ResultPanel(context);
  context.subscriptions.push(results);
  const showResult = (event: KrausEvent) => results.show(event);
  activateExtension(context, {
    createClient: () => {
      const options = { env: { ...process.env, ...environment } };
      return new LanguageClient(
        'kraus',
        'Kraus',
        { command: program, args: [roomy, command, 'lsp', '--stdio'], options },
        clientOptions(),
      );
    },
    actions: { ...registerRuns(context, kraus, showResult), ...registerDevices(context, kraus, showResult) },
  });
}

export const deactivate = deactivateExtension;
