import { type FileSystemNode, type FileSystemProvider, URI } from 'langium';
import type { Connection } from 'vscode-languageserver';

/** Requests that the client of a web worker answers, with addresses as strings. */
export const clientRequests = {
  /** An address in; `'file'`, `'directory'` or null out. */
  stat: 'kraus/stat',
  /** The address of a file in, its text out. */
  readFile: 'kraus/readFile',
  /** The address of a folder in; `{ uri, kind }` of each entry out, kind as for `stat`. */
  readDirectory: 'kraus/readDirectory',
} as const;

type Kind = 'file' | 'directory';

function node(uri: URI, kind: Kind): FileSystemNode {
  return { uri, isFile: kind === 'file', isDirectory: kind === 'directory' };
}

/** The files of a workspace as the client sees them: a worker has no file system of its own. */
export class ClientFiles implements FileSystemProvider {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async stat(uri: URI): Promise<FileSystemNode> {
    const kind: Kind | null = await this.#connection.sendRequest(clientRequests.stat, uri.toString());
    if (kind === null) throw new Error(`There is no ${uri.toString()}.`);
    return node(uri, kind);
  }

  async exists(uri: URI): Promise<boolean> {
    const kind: Kind | null = await this.#connection.sendRequest(clientRequests.stat, uri.toString());
    return kind !== null;
  }

  async readFile(uri: URI): Promise<string> {
    return await this.#connection.sendRequest(clientRequests.readFile, uri.toString());
  }

  async readBinary(uri: URI): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.readFile(uri));
  }

  async readDirectory(uri: URI): Promise<FileSystemNode[]> {
    const entries: { uri: string; kind: Kind }[] = await this.#connection.sendRequest(
      clientRequests.readDirectory,
      uri.toString(),
    );
    return entries.map((entry) => node(URI.parse(entry.uri), entry.kind));
  }

  statSync = refuse;
  existsSync = refuse;
  readFileSync = refuse;
  readBinarySync = refuse;
  readDirectorySync = refuse;
}

function refuse(): never {
  throw new Error('A worker reads files only asynchronously, from its client.');
}
