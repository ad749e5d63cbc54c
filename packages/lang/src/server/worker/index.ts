/** The language server in a web worker; nothing here needs Node. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser.js';
import { type KrausServer, type ServerHost, serve } from '../index.js';
import { ClientFiles } from './client-files.js';

export type { ForwardFigures, KrausServer, ServerHost } from '../index.js';
export { clientRequests } from './client-files.js';

/** Serves the page over a port: the worker's global scope, or one end of a `MessageChannel`. */
export function startWorkerServer(
  port: ConstructorParameters<typeof BrowserMessageReader>[0],
  host: ServerHost,
): KrausServer {
  const connection = createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port));
  return serve({ connection, host, fileSystemProvider: () => new ClientFiles(connection) });
}
