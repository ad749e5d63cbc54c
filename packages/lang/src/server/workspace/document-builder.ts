import {
  type BuildOptions,
  type Cancellation,
  DefaultDocumentBuilder,
  DocumentState,
  interruptAndCheck,
  type LangiumDocument,
  type LangiumSharedCoreServices,
  type URI,
} from 'langium';
import { isScript } from '../../generated/index.js';
import { importedUri } from './import-targets.js';

/** Fast checks while the text is typed; physics comes after them, see {@link PhysicsQueue}. */
const fastChecks: BuildOptions = { validation: { categories: ['built-in', 'fast'] } };

/** Builds documents with what they import, and again whatever imports a changed one. */
export class KrausDocumentBuilder extends DefaultDocumentBuilder {
  override updateBuildOptions = fastChecks;
  /** Files of the standard library, where they are opened as such: they are not checked. */
  readonly #isLibrary: (uri: URI) => boolean;

  constructor(services: LangiumSharedCoreServices, isLibrary: (uri: URI) => boolean) {
    super(services);
    this.#isLibrary = isLibrary;
  }

  protected override shouldValidate(document: LangiumDocument): boolean {
    return !this.#isLibrary(document.uri) && super.shouldValidate(document);
  }

  protected override shouldRelink(document: LangiumDocument, changed: Set<string>): boolean {
    if (document.uri.scheme === 'kraus-std') return false;
    return super.shouldRelink(document, changed) || this.#importsAny(document, changed);
  }

  #importsAny(document: LangiumDocument, changed: ReadonlySet<string>, seen = new Set<string>()): boolean {
    for (const uri of importsOf(document)) {
      const key = uri.toString();
      if (changed.has(key)) return true;
      if (seen.has(key)) continue;
      seen.add(key);
      const target = this.langiumDocuments.getDocument(uri);
      if (target !== undefined && this.#importsAny(target, changed, seen)) return true;
    }
    return false;
  }

  protected override async buildDocuments(
    documents: LangiumDocument[],
    options: BuildOptions,
    cancelToken: Cancellation.CancellationToken,
  ): Promise<void> {
    const all = [...documents];
    for (const document of all) {
      if (document.state < DocumentState.Parsed) {
        await interruptAndCheck(cancelToken);
        await this.langiumDocumentFactory.update(document, cancelToken);
        document.state = DocumentState.Parsed;
        await this.notifyDocumentPhase(document, DocumentState.Parsed, cancelToken);
      }
      for (const uri of importsOf(document)) {
        if (this.langiumDocuments.hasDocument(uri) || !(await this.#readable(uri))) continue;
        all.push(await this.langiumDocuments.getOrCreateDocument(uri));
      }
    }
    await super.buildDocuments(all, options, cancelToken);
  }

  async #readable(uri: URI): Promise<boolean> {
    if (!this.serviceRegistry.hasServices(uri)) return false;
    return (await this.fileSystemProvider.exists(uri)) && (await this.fileSystemProvider.stat(uri)).isFile;
  }
}

function importsOf(document: LangiumDocument): URI[] {
  const script = document.parseResult.value;
  if (!isScript(script)) return [];
  return script.imports.flatMap((statement) => importedUri(document, statement.path) ?? []);
}
