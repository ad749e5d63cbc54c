import { DocumentState, URI } from 'langium';
import { createServerRequestHandler, startLanguageServer } from 'langium/lsp';
import type { Connection, SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import { diagnosticPages } from '../generated/index.js';
import { type PreviewAnswer, PreviewAnswers, type PreviewParams, previewRequest } from './previews/index.js';
import { KrausSelectionRanges } from './providers/index.js';
import { createServer, type KrausServer, type ServerContext } from './services.js';

/** The request for the text of a `kraus-std:` document: its address in, its text or null out. */
export const standardLibraryRequest = 'kraus/standardLibrary';

/** The request for a `kraus-docs:` document, the page of a diagnostic code: its address in, Markdown or null out. */
export const pageRequest = 'kraus/page';

/** Serves a client over a connection until it is closed. */
export function serve(context: ServerContext & { readonly connection: Connection }): KrausServer {
  const server = createServer(context);
  const { shared, kraus } = server;
  const ranges = new KrausSelectionRanges();
  context.connection.onSelectionRanges(
    createServerRequestHandler<SelectionRangeParams, SelectionRange[] | null, SelectionRange[]>(
      (_, document, params) => ranges.getSelectionRanges(document, params),
      shared,
      DocumentState.Parsed,
    ),
  );
  context.connection.onRequest(standardLibraryRequest, async (uri: unknown): Promise<string | null> => {
    if (typeof uri !== 'string') return null;
    await kraus.kraus.StandardLibrary.load();
    return shared.workspace.LangiumDocuments.getDocument(URI.parse(uri))?.textDocument.getText() ?? null;
  });
  context.connection.onRequest(pageRequest, (uri: unknown): string | null => {
    const [, code = ''] = /^kraus-docs:\/diagnostics\/(K\d+)\.md$/.exec(String(uri)) ?? [];
    return Object.hasOwn(diagnosticPages, code) ? (diagnosticPages[code] ?? null) : null;
  });
  const previews = new PreviewAnswers(context.host);
  context.connection.onRequest(
    previewRequest,
    createServerRequestHandler<PreviewParams, PreviewAnswer | null, PreviewAnswer>(
      (_, document, params) => previews.answer(document, params),
      shared,
      DocumentState.Linked,
    ),
  );
  startLanguageServer(shared);
  return server;
}
