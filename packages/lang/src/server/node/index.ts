/** The language server as a process of Node: over standard input and output, or over any pair of streams. */
import { URI } from 'langium';
import { NodeFileSystem } from 'langium/node';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node.js';
import { type KrausServer, type ServerHost, serve } from '../index.js';

export type { ForwardFigures, KrausServer, ServerHost } from '../index.js';

export interface NodeServerOptions extends ServerHost {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Starts the language server on two streams. It ends its process when the client says `exit`. */
export function startNodeServer({ input, output, ...host }: NodeServerOptions): KrausServer {
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(input),
    new StreamMessageWriter(output),
  );
  const libraryFolder = URI.parse(new URL('../../../', import.meta.url).href);
  return serve({ connection, host, ...NodeFileSystem, libraryFolder });
}
