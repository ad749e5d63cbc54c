import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, InitializeResult, Position, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node.js';
import { type ServerHost, startNodeServer } from '../src/server/node/index.js';
import { testCatalogue } from './catalogue.js';

/** A folder of scripts with a language server on it, spoken to as an editor does. */
export class LanguageClient {
  readonly connection: MessageConnection;
  readonly folder: string;
  initialized!: InitializeResult;
  readonly #diagnostics = new Map<string, Diagnostic[]>();
  readonly #listeners = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  readonly #texts = new Map<string, string>();

  constructor(connection: MessageConnection, folder: string) {
    this.connection = connection;
    this.folder = folder;
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      this.#diagnostics.set(uri, diagnostics);
      for (const listener of this.#listeners) listener();
    });
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', () => []);
    connection.listen();
  }

  /** A server within this process over in-memory streams. */
  static async start(files: Readonly<Record<string, string>>, host: Partial<ServerHost> = {}): Promise<LanguageClient> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    startNodeServer({ catalogue: testCatalogue, ...host, input: up, output: down });
    const client = LanguageClient.over(down, up, files);
    await client.initialize();
    return client;
  }

  /** A client of a server that is started elsewhere; it has still to be initialised. */
  static over(
    input: NodeJS.ReadableStream,
    output: NodeJS.WritableStream,
    files: Readonly<Record<string, string>>,
  ): LanguageClient {
    const connection = createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
    return new LanguageClient(connection, folderOf(files));
  }

  async initialize(initializationOptions: unknown = {}): Promise<void> {
    const workspaceFolders = [{ uri: pathToFileURL(this.folder).href, name: 'test' }];
    const params = { processId: null, rootUri: null, capabilities: {}, workspaceFolders, initializationOptions };
    this.initialized = await this.connection.sendRequest('initialize', params);
    await this.connection.sendNotification('initialized', {});
  }

  uri(file: string): string {
    return pathToFileURL(join(this.folder, file)).href;
  }

  async open(file: string, text: string): Promise<void> {
    this.#texts.set(file, text);
    this.#versions.set(file, 1);
    const textDocument = { uri: this.uri(file), languageId: 'kraus', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Puts another text in place of an open one. */
  async change(file: string, text: string): Promise<void> {
    const version = (this.#versions.get(file) ?? 0) + 1;
    this.#versions.set(file, version);
    this.#texts.set(file, text);
    const params = { textDocument: { uri: this.uri(file), version }, contentChanges: [{ text }] };
    await this.connection.sendNotification('textDocument/didChange', params);
  }

  /** Opens a text in which `|~|` marks the cursor. @returns where the cursor is */
  async openAt(file: string, marked: string): Promise<Position> {
    const offset = marked.indexOf('|~|');
    if (offset < 0) throw new Error('the text has no cursor');
    const text = marked.replace('|~|', '');
    if (this.#versions.has(file)) await this.change(file, text);
    else await this.open(file, text);
    const before = text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  /** The place of the first character of a piece of an open text. */
  find(file: string, piece: string, extra = 0): Position {
    const offset = this.#texts.get(file)?.indexOf(piece) ?? -1;
    if (offset < 0) throw new Error(`${file} has no ${piece}`);
    const before = (this.#texts.get(file) ?? '').slice(0, offset + extra).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  async request<T>(method: string, file: string, position?: Position, more: object = {}): Promise<T> {
    const at = position === undefined ? {} : { position };
    return await this.connection.sendRequest(method, { textDocument: { uri: this.uri(file) }, ...at, ...more });
  }

  /** The diagnostics of a file as soon as they fulfil a condition. */
  async diagnostics(file: string, fulfil: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    const uri = this.uri(file);
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#diagnostics.get(uri);
        if (found === undefined || !fulfil(found)) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(look);
        reject(new Error(`diagnostics of ${file} stay ${JSON.stringify(this.#diagnostics.get(uri))}`));
      }, 25_000);
      this.#listeners.add(look);
      look();
    });
  }

  async codes(file: string, ...codes: readonly string[]): Promise<readonly Diagnostic[]> {
    return this.diagnostics(file, (found) => found.map(({ code }) => code).join() === codes.join());
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A new folder with the given files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kraus-server-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
