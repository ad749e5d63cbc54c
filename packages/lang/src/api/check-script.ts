import type { Catalogue, Span } from '@kraus/core';
import { KrausError } from '@kraus/core';
import type { LangiumDocument } from 'langium';
import type { Diagnostic, DiagnosticCode, Fix, Severity } from '../diagnostics/index.js';
import { isScript, type Script } from '../generated/index.js';
import { createKrausServices, type LspDiagnostic, pathOf, spanBetween } from '../language/index.js';
import { registerChecks } from '../validation/index.js';
import type { CheckRequest, CheckResult, SourceFile } from './checked-script.js';
import { listDeclarations } from './declaration-info.js';
import { LinkedScript } from './linked-script.js';
import { loadScripts, TooDeepError } from './load.js';

type Services = ReturnType<typeof createKrausServices>;

/** Services by catalogue and judge of devices: building the parser takes longer than most checks. */
const servicesOf = new WeakMap<Catalogue, Map<CheckRequest['devices'], Services>>();

async function servicesFor({ catalogue, devices }: CheckRequest): Promise<Services> {
  const known = servicesOf.get(catalogue) ?? new Map<CheckRequest['devices'], Services>();
  servicesOf.set(catalogue, known);
  let services = known.get(devices);
  if (services === undefined) {
    services = createKrausServices();
    registerChecks(services.kraus, catalogue, devices);
    known.set(devices, services);
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
  const { path, signal } = request;
  const text = await request.readFile(path);
  if (text === undefined) throw new KrausError('lang/no-such-file', `There is no file ${path}; check the path.`);
  const services = await servicesFor(request);
  const byPath = new Map<string, LangiumDocument>();
  try {
    await loadScripts(services, { ...request, text }, byPath);
    const documents = [...byPath.values()];
    signal?.throwIfAborted();
    await services.shared.workspace.DocumentBuilder.build(documents, {
      validation: { stopAfterLexingErrors: true, stopAfterParsingErrors: true },
    });
    const diagnostics = documents.flatMap((document) =>
      (document.diagnostics ?? [])
        .map((found) => toDiagnostic(found, document))
        .sort((a, b) => a.span.offset - b.span.offset),
    );
    const root = documents[0]?.parseResult.value;
    if (!isScript(root)) throw new KrausError('lang/internal', `${path} gave no syntax tree.`);
    return await resultOf(request, documents.map(sourceFile), root, diagnostics);
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error;
    if (error.parserBroken) servicesOf.delete(request.catalogue);
    const empty: Script = { $type: 'Script', imports: [], statements: [] };
    const files = [...[...byPath.values()].map(sourceFile), { path: error.path, text: error.text }];
    return resultOf(request, files, empty, [tooDeep(error)]);
  } finally {
    for (const document of byPath.values()) services.shared.workspace.LangiumDocuments.deleteDocument(document.uri);
  }
}

function sourceFile(document: LangiumDocument): SourceFile {
  return { path: pathOf(document), text: document.textDocument.getText() };
}

async function resultOf(
  { path, catalogue }: CheckRequest,
  files: readonly SourceFile[],
  root: Script,
  diagnostics: readonly Diagnostic[],
): Promise<CheckResult> {
  const sourceHash = await hashOf(files.map((file) => file.text));
  const declarations = listDeclarations(root);
  const script = new LinkedScript({ path, files, sourceHash, declarations, diagnostics }, root, catalogue);
  return { diagnostics, script };
}

function tooDeep({ path, text, offset }: TooDeepError): Diagnostic {
  const before = text.slice(0, offset).split('\n');
  return {
    code: 'K113' satisfies DiagnosticCode,
    severity: 'error',
    message: 'the script is nested too deeply to be read',
    span: { file: path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset, length: 1 },
    help: 'give parts of it names with `const` or `let`',
  };
}

const severities: readonly Severity[] = ['error', 'error', 'warning', 'info', 'info'];

function toDiagnostic(found: LspDiagnostic, document: LangiumDocument): Diagnostic {
  const { start, end } = found.range;
  const from = document.textDocument.offsetAt(start);
  // What spans several lines is underlined on its first.
  const first =
    document.textDocument.getText().slice(from, document.textDocument.offsetAt(end)).split('\n', 1)[0] ?? '';
  const span: Span = spanBetween(document, from, from + first.trimEnd().length);
  const data: { reason?: unknown; help?: unknown; fixes?: readonly Fix[] } =
    typeof found.data === 'object' && found.data !== null ? found.data : {};
  return {
    code: String(found.code ?? 'K100'),
    severity: severities[found.severity ?? 1] ?? 'error',
    message: found.message,
    span,
    ...(typeof data.reason === 'string' ? { reason: data.reason } : {}),
    ...(typeof data.help === 'string' ? { help: data.help } : {}),
    ...(data.fixes === undefined || data.fixes.length === 0 ? {} : { fixes: data.fixes }),
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
