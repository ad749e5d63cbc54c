import type { LangiumDocument } from 'langium';
import { isScript } from '../generated/index.js';
import { type createKrausServices, deepBracket, deepNode, resolveImportPath, scriptUri } from '../language/index.js';
import type { CheckRequest } from './checked-script.js';

let sessions = 0;

/** Thrown for a file whose syntax is nested too deeply to be read. */
export class TooDeepError extends Error {
  readonly path: string;
  readonly text: string;
  /** Where the nesting becomes too deep, as far as is known. */
  readonly offset: number;
  /** Whether the parser gave up in the middle and cannot be used again. */
  readonly parserBroken: boolean;

  constructor(path: string, text: string, offset: number, parserBroken = false) {
    super(`${path} is nested too deeply`);
    this.path = path;
    this.text = text;
    this.offset = offset;
    this.parserBroken = parserBroken;
  }
}

/**
 * Parses a script and what it imports into `documents` by path, and tells scoping where each import leads. The script
 * itself comes first.
 */
export async function loadScripts(
  { shared, kraus }: ReturnType<typeof createKrausServices>,
  request: CheckRequest & { readonly text: string },
  documents: Map<string, LangiumDocument>,
): Promise<void> {
  const session = ++sessions;
  const { ImportTargets: targets, StandardLibrary: library } = kraus.kraus;
  const parse = (path: string, text: string): LangiumDocument => {
    const bracket = deepBracket(text);
    if (bracket !== undefined) throw new TooDeepError(path, text, bracket);
    let document: LangiumDocument;
    try {
      document = shared.workspace.LangiumDocumentFactory.fromString(text, scriptUri(session, path));
    } catch (error) {
      if (error instanceof RangeError) throw new TooDeepError(path, text, 0, true);
      throw error;
    }
    const deep = deepNode(document.parseResult.value);
    if (deep !== undefined) throw new TooDeepError(path, text, deep.$cstNode?.offset ?? 0);
    return document;
  };
  const open = (path: string, text: string): LangiumDocument => {
    const document = parse(path, text);
    shared.workspace.LangiumDocuments.addDocument(document);
    documents.set(path, document);
    return document;
  };
  const load = async (path: string, document: LangiumDocument): Promise<void> => {
    const script = document.parseResult.value;
    if (!isScript(script)) return;
    for (const statement of script.imports) {
      request.signal?.throwIfAborted();
      if (statement.path === undefined) continue;
      const target = resolveImportPath(path, statement.path);
      let found = target.startsWith('std/') ? library.document(target) : documents.get(target);
      if (found === undefined && !target.startsWith('std/')) {
        const text = await request.readFile(target);
        if (text === undefined) continue;
        found = open(target, text);
        await load(target, found);
      }
      if (found !== undefined) targets.set(statement, found);
    }
  };
  await load(request.path, open(request.path, request.text));
}
