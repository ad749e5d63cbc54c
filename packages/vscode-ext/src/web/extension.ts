/** The extension in a browser: no process, no files but those that the editor gives. */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser.js';
import { activateExtension, clientOptions, deactivateExtension } from '../extension/index.js';
import { answerFileRequests } from './file-requests.js';

export function activate(context: vscode.ExtensionContext): void {
  activateExtension(context, {
    createClient: () => {
      const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server-web.js');
      const worker = new Worker(script.toString(true));
      const client = new LanguageClient('kraus', 'Kraus', clientOptions(), worker);
      answerFileRequests(client);
      return client;
    },
  });
}

export const deactivate = deactivateExtension;
