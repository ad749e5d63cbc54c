import type { LangiumDocument } from 'langium';
import { isScript } from '../generated/index.js';
import { type createKrausServices, resolveImportPath, scriptUri } from '../language/index.js';
import type { CheckRequest } from './checked-script.js';

let sessions = 0;

/** Parses a script and what it imports, and tells scoping where each import leads. The script itself comes first. */
export async function loadScripts(
  { shared, kraus }: ReturnType<typeof createKrausServices>,
  request: CheckRequest & { readonly text: string },
): Promise<LangiumDocument[]> {
  const session = ++sessions;
  const { ImportTargets: targets, StandardLibrary: library } = kraus.kraus;
  const documents = new Map<string, LangiumDocument>();
  const open = (path: string, text: string): LangiumDocument => {
    const document = shared.workspace.LangiumDocumentFactory.fromString(text, scriptUri(session, path));
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
  return [...documents.values()];
}
