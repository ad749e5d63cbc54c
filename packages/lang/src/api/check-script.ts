import type { Catalogue, Span } from '@kraus/core';
import { KrausError } from '@kraus/core';
import type { LangiumDocument } from 'langium';
import type { Diagnostic, Severity } from '../diagnostics/index.js';
import { isScript } from '../generated/index.js';
import { createKrausServices, type LspDiagnostic, pathOf, spanBetween } from '../language/index.js';
import { registerChecks } from '../validation/index.js';
import type { CheckRequest, CheckResult } from './checked-script.js';
import { listDeclarations } from './declaration-info.js';
import { LinkedScript } from './linked-script.js';
import { loadScripts } from './load.js';

type Services = ReturnType<typeof createKrausServices>;

/** Services by catalogue: building the parser takes longer than most checks. */
const servicesOf = new WeakMap<Catalogue, Services>();

async function servicesFor(catalogue: Catalogue): Promise<Services> {
  let services = servicesOf.get(catalogue);
  if (services === undefined) {
    services = createKrausServices();
    registerChecks(services.kraus, catalogue);
    servicesOf.set(catalogue, services);
  }
  await services.kraus.kraus.StandardLibrary.load();
  return services;
}

/**
 * Parses a script and everything it imports, links names, and checks types, units, physics and components. Never runs
 * anything of the script, and never throws for a wrong script: what is wrong is in the diagnostics.
 *
 * @throws KrausError `lang/no-such-file` if there is no file at `path`
 */
export async function checkScript(request: CheckRequest): Promise<CheckResult> {
  const { path, catalogue, signal } = request;
  const text = await request.readFile(path);
  if (text === undefined) throw new KrausError('lang/no-such-file', `There is no file ${path}; check the path.`);
  const services = await servicesFor(catalogue);
  const documents = await loadScripts(services, { ...request, text });
  try {
    signal?.throwIfAborted();
    await services.shared.workspace.DocumentBuilder.build(documents, {
      validation: { stopAfterLexingErrors: true, stopAfterParsingErrors: true },
    });
    const diagnostics = documents.flatMap((document) =>
      (document.diagnostics ?? []).map((found) => toDiagnostic(found, document)),
    );
    const main = documents[0];
    const root = main?.parseResult.value;
    if (!isScript(root)) throw new KrausError('lang/internal', `${path} gave no syntax tree.`);
    const files = documents.map((document) => ({ path: pathOf(document), text: document.textDocument.getText() }));
    const sourceHash = await hashOf(files.map((file) => file.text));
    const script = new LinkedScript(
      { path, files, sourceHash, declarations: listDeclarations(root), diagnostics },
      root,
      catalogue,
    );
    return { diagnostics, script };
  } finally {
    for (const document of documents) services.shared.workspace.LangiumDocuments.deleteDocument(document.uri);
  }
}

const severities: readonly Severity[] = ['error', 'error', 'warning', 'info', 'info'];

function toDiagnostic(found: LspDiagnostic, document: LangiumDocument): Diagnostic {
  const { start, end } = found.range;
  const from = document.textDocument.offsetAt(start);
  // What spans several lines is underlined on its first.
  const first =
    document.textDocument.getText().slice(from, document.textDocument.offsetAt(end)).split('\n', 1)[0] ?? '';
  const span: Span = spanBetween(document, from, from + first.trimEnd().length);
  const data: { reason?: unknown; help?: unknown } =
    typeof found.data === 'object' && found.data !== null ? found.data : {};
  return {
    code: String(found.code ?? 'K100'),
    severity: severities[found.severity ?? 1] ?? 'error',
    message: found.message,
    span,
    ...(typeof data.reason === 'string' ? { reason: data.reason } : {}),
    ...(typeof data.help === 'string' ? { help: data.help } : {}),
  };
}

/** SHA-256 (hex) over the texts, each preceded by its length so that moving text between files changes the hash. */
async function hashOf(texts: readonly string[]): Promise<string> {
  const encoder = new TextEncoder();
  const parts = texts.map((text) => encoder.encode(text));
  const bytes = encoder.encode(`${parts.map((part) => part.length).join(',')}\n${texts.join('')}`);
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
