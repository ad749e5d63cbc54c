import {
  type AstNode,
  type BuildOptions,
  type Cancellation,
  DefaultDocumentBuilder,
  DocumentState,
  interruptAndCheck,
  type LangiumDocument,
  type LangiumSharedCoreServices,
  URI,
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

  /** Files that import what the change under way changes. */
  #affected: ReadonlySet<string> = new Set();
  /** Files with names that lead nowhere: any change may give them something to lead to. */
  readonly #broken = new Set<string>();

  constructor(services: LangiumSharedCoreServices, isLibrary: (uri: URI) => boolean) {
    super(services);
    this.#isLibrary = isLibrary;
    this.onDocumentPhase(DocumentState.Linked, (document) => {
      const uri = document.uri.toString();
      if (document.references.some(({ error }) => error !== undefined)) this.#broken.add(uri);
      else this.#broken.delete(uri);
    });
    this.onUpdate((_, deleted) => {
      for (const uri of deleted) this.#broken.delete(uri.toString());
    });
  }

  protected override shouldValidate(document: LangiumDocument): boolean {
    return !this.#isLibrary(document.uri) && super.shouldValidate(document);
  }

  override async update(changed: URI[], deleted: URI[], cancelToken?: Cancellation.CancellationToken): Promise<void> {
    this.#affected = this.#importersOf([...changed, ...deleted]);
    await super.update(changed, deleted, cancelToken);
  }

  /** Names of other files are seen through imports only, so these tell what a change can reach. */
  protected override shouldRelink(document: LangiumDocument): boolean {
    const uri = document.uri.toString();
    return this.#affected.has(uri) || this.#broken.has(uri);
  }

  /** The files that import one of these, directly or through others. */
  #importersOf(changed: readonly URI[]): Set<string> {
    const importers = new Map<string, string[]>();
    for (const document of this.langiumDocuments.all) {
      for (const uri of importsOf(document)) {
        const known = importers.get(uri);
        if (known === undefined) importers.set(uri, [document.uri.toString()]);
        else known.push(document.uri.toString());
      }
    }
    const found = new Set<string>();
    const waiting = changed.map(String);
    for (let uri = waiting.pop(); uri !== undefined; uri = waiting.pop()) {
      for (const importer of importers.get(uri) ?? []) {
        if (found.has(importer)) continue;
        found.add(importer);
        waiting.push(importer);
      }
    }
    return found;
  }

  /** A file that was just opened lags behind a workspace that is built already: its own build is on the way, and is waited for. */
  protected override async awaitDocumentState(
    state: DocumentState,
    uri: URI,
    cancelToken: Cancellation.CancellationToken,
  ): Promise<URI> {
    const document = this.langiumDocuments.getDocument(uri);
    const lags = document !== undefined && document.state < state && this.currentState >= state;
    if (lags && !this.#isLibrary(uri)) {
      await new Promise<void>((resolve) => {
        const ends = [
          cancelToken.onCancellationRequested(() => end()),
          this.onDocumentPhase(state, (built) => {
            if (built.uri.toString() === uri.toString()) end();
          }),
        ];
        const end = () => {
          for (const one of ends) one.dispose();
          resolve();
        };
      });
    }
    return super.awaitDocumentState(state, uri, cancelToken);
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
      for (const uri of importsOf(document).map((text) => URI.parse(text))) {
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

const imports = new WeakMap<AstNode, readonly string[]>();

/** The addresses of the files that a file imports. */
function importsOf(document: LangiumDocument): readonly string[] {
  const script = document.parseResult.value;
  if (!isScript(script)) return [];
  let found = imports.get(script);
  if (found === undefined) {
    found = script.imports.flatMap((statement) => importedUri(document, statement.path)?.toString() ?? []);
    imports.set(script, found);
  }
  return found;
}
