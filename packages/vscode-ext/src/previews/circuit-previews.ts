import type { CircuitAnswer, CircuitParams } from '@kraus/lang';
import * as vscode from 'vscode';
import { type CircuitPicture, drawCircuit, standaloneCircuit } from '../circuit-drawing/index.js';
import { fromPage, type ToPage } from './messages.js';
import { previewPage } from './page.js';

/** Between the last key and the picture: the server is not asked for every key of a word. */
const PAUSE_MS = 80;

/** Asks the language server for a circuit; null while there is none to draw. */
export type AskForCircuit = (params: CircuitParams) => Promise<CircuitAnswer | null>;

/** The open previews: one a circuit. */
export class CircuitPreviews implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #ask: AskForCircuit;
  readonly #open = new Map<string, CircuitPreview>();

  constructor(context: vscode.ExtensionContext, ask: AskForCircuit) {
    this.#context = context;
    this.#ask = ask;
  }

  /** Shows a circuit of a script beside it, in the panel that it has, if it has one. */
  show(uri: vscode.Uri, name: string): void {
    const key = `${uri.toString()}#${name}`;
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const preview = new CircuitPreview(this.#context.extensionUri, { uri, name, ask: this.#ask });
    this.#open.set(key, preview);
    preview.onClosed(() => this.#open.delete(key));
  }

  dispose(): void {
    for (const preview of [...this.#open.values()]) preview.close();
  }
}

/** One panel: it asks anew whenever the text or what the server finds in it changes. */
class CircuitPreview {
  readonly #panel: vscode.WebviewPanel;
  readonly #subject: { readonly uri: vscode.Uri; readonly name: string; readonly ask: AskForCircuit };
  readonly #listeners: vscode.Disposable[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: { readonly answer: CircuitAnswer; readonly picture: CircuitPicture } | undefined;
  #asked = 0;

  constructor(extension: vscode.Uri, subject: { uri: vscode.Uri; name: string; ask: AskForCircuit }) {
    this.#subject = subject;
    const { uri, name } = subject;
    const dist = vscode.Uri.joinPath(extension, 'dist');
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#panel = vscode.window.createWebviewPanel('kraus.circuit', `Circuit ${name}`, column, {
      enableScripts: true,
      localResourceRoots: [dist],
    });
    const { webview } = this.#panel;
    this.#listeners = [
      webview.onDidReceiveMessage((given: unknown) => this.#receive(given)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // What it imports may have changed as well.
        if (document.languageId === 'kraus') this.#soon();
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((changed) => changed.toString() === uri.toString())) this.#soon();
      }),
    ];
    this.#panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      for (const listener of this.#listeners) listener.dispose();
    });
    webview.html = previewPage({
      name,
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'preview.js')).toString(),
      source: webview.cspSource,
    });
  }

  onClosed(closed: () => void): void {
    this.#panel.onDidDispose(closed);
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  close(): void {
    this.#panel.dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), PAUSE_MS);
  }

  async #refresh(): Promise<void> {
    const { uri, name, ask } = this.#subject;
    const asked = ++this.#asked;
    const answer = await ask({ textDocument: { uri: uri.toString() }, name }).catch(() => null);
    // Another question is on its way.
    if (asked !== this.#asked) return;
    if (answer === null) {
      const last = this.#shown === undefined ? '' : ' This is the last picture.';
      await this.#tell({ kind: 'stale', reason: `${name} cannot be drawn while the script has errors in it.${last}` });
      return;
    }
    const picture = drawCircuit(answer.circuit);
    this.#shown = { answer, picture };
    const chosen = Object.entries(answer.values).map(([parameter, value]) => `${parameter} = ${value}`);
    const summary = [...(chosen.length === 0 ? [] : [`with ${chosen.join(', ')}`]), picture.summary].join(' · ');
    await this.#tell({ kind: 'picture', svg: picture.svg, summary });
  }

  async #tell(message: ToPage): Promise<void> {
    await this.#panel.webview.postMessage(message);
  }

  async #receive(given: unknown): Promise<void> {
    const message = fromPage(given);
    switch (message?.kind) {
      case 'ready':
        await this.#refresh();
        return;
      case 'export':
        await this.#export();
        return;
      case 'reveal':
        await this.#showSource(message.operation);
    }
  }

  async #showSource(operation: number): Promise<void> {
    const span = this.#shown?.answer.circuit.spans[operation];
    if (!span) return;
    const document = await vscode.workspace.openTextDocument(this.#subject.uri);
    const start = document.positionAt(span.offset);
    const selection = new vscode.Range(start, document.positionAt(span.offset + span.length));
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      selection,
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
  }

  async #export(): Promise<void> {
    if (this.#shown === undefined) return;
    const { uri, name } = this.#subject;
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(uri, '..', `${name}.svg`),
      filters: { SVG: ['svg'] },
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(standaloneCircuit(this.#shown.picture)));
  }
}
