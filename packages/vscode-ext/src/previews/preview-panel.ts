import type { PreviewAnswer, PreviewParams } from '@kraus/lang';
import * as vscode from 'vscode';
import { type ExportFormat, fromPage, type ToPage } from './messages.js';
import { previewPage } from './page.js';
import { saveExport } from './save-export.js';

/** Between the last key and the question: the server is not asked for every key of a word. */
const PAUSE_MS = 60;

/** Asks the language server for a declaration; null while there is nothing to show. */
export type AskForPreview = (params: PreviewParams) => Promise<PreviewAnswer | null>;

type Shown = Exclude<PreviewAnswer, { kind: 'broken' }>;

/** The panel of previews: it shows one declaration, asks anew whenever the text changes, and goes where the cursor goes. */
export class PreviewPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #ask: AskForPreview;
  readonly #listeners: vscode.Disposable[];
  /** Values that sliders set, by script and name. */
  readonly #values = new Map<string, Readonly<Record<string, number>>>();
  #uri: vscode.Uri;
  #name: string;
  #follow: boolean;
  #shown: { readonly answer: Shown; readonly text: string } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #again = false;

  constructor(
    panel: vscode.WebviewPanel,
    subject: { dist: vscode.Uri; uri: vscode.Uri; name: string; follow: boolean; ask: AskForPreview },
  ) {
    this.#panel = panel;
    this.#uri = subject.uri;
    this.#name = subject.name;
    this.#follow = subject.follow;
    this.#ask = subject.ask;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [subject.dist] };
    this.#listeners = [
      webview.onDidReceiveMessage((given: unknown) => this.#receive(given)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // What it imports may have changed as well.
        if (document.languageId === 'kraus') this.#soon();
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((changed) => changed.toString() === this.#uri.toString())) this.#soon();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => void this.#moved(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => void (editor && this.#moved(editor))),
    ];
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      for (const listener of this.#listeners) listener.dispose();
    });
    webview.html = previewPage(webview, subject.dist);
  }

  /** Shows another declaration. */
  show(uri: vscode.Uri, name: string): void {
    this.#panel.reveal(undefined, true);
    this.#turnTo(uri, name);
    void this.#refresh();
  }

  /** Asks the page for a file of what it shows. */
  export(format: ExportFormat): void {
    void this.#tell({ kind: 'export', format });
  }

  #turnTo(uri: vscode.Uri, name: string): void {
    if (uri.toString() !== this.#uri.toString() || name !== this.#name) this.#shown = undefined;
    this.#uri = uri;
    this.#name = name;
  }

  #key(): string {
    return `${this.#uri.toString()}#${this.#name}`;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), PAUSE_MS);
  }

  /** Asks for the declaration; while a question is under way the next one waits. */
  async #refresh(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    try {
      do {
        this.#again = false;
        const key = this.#key();
        const set = this.#values.get(key);
        const params = {
          textDocument: { uri: this.#uri.toString() },
          name: this.#name,
          ...(set === undefined ? {} : { set }),
        };
        const answer = await this.#ask(params).catch(() => null);
        if (key === this.#key()) await this.#take(answer);
        else this.#again = true;
      } while (this.#again);
    } finally {
      this.#asking = false;
    }
  }

  async #take(answer: PreviewAnswer | null): Promise<void> {
    const last = this.#shown === undefined ? '' : ' This is the last picture.';
    if (answer === null) {
      await this.#tell({ kind: 'stale', reason: `There is no ${this.#name} that can be shown.${last}` });
      return;
    }
    if (answer.kind === 'broken') {
      await this.#tell({ kind: 'stale', reason: `${this.#name} cannot be drawn: ${answer.message}${last}` });
      return;
    }
    const text = JSON.stringify(answer);
    this.#panel.title = `Preview ${answer.name}`;
    this.#shown = { answer, text };
    await this.#tell({ kind: 'show', uri: this.#uri.toString(), answer });
  }

  async #moved(editor: vscode.TextEditor): Promise<void> {
    const { document, selection } = editor;
    if (document.languageId !== 'kraus') return;
    const offset = document.offsetAt(selection.active);
    const same = document.uri.toString() === this.#uri.toString();
    const span = this.#shown?.answer.span;
    if (same && span !== undefined && span.offset <= offset && offset <= span.offset + span.length) {
      await this.#tell({ kind: 'cursor', offset });
      return;
    }
    if (!this.#follow) return;
    const { line, character } = selection.active;
    const uri = document.uri;
    const answer = await this.#ask({ textDocument: { uri: uri.toString() }, position: { line, character } }).catch(
      () => null,
    );
    if (answer === null || answer.kind === 'broken' || !this.#follow) return;
    if (same && answer.name === this.#name) return;
    this.#turnTo(uri, answer.name);
    await this.#refresh();
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
      case 'set':
        this.#values.set(this.#key(), message.values);
        await this.#refresh();
        return;
      case 'follow':
        this.#follow = message.on;
        return;
      case 'reveal':
        await this.#showSource(message.offset, message.length);
        return;
      case 'save':
        await saveExport(this.#uri, this.#name, message);
        return;
      case 'sorry':
        await vscode.window.showInformationMessage(`Kraus: ${message.message}`);
    }
  }

  async #showSource(offset: number, length: number): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.#uri);
    const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      selection,
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
  }
}
