import { Cancellation, DocumentState, isOperationCancelled, type LangiumDocument, stream } from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';
import type { KrausServices, LspDiagnostic } from '../../language/index.js';
import { contentKey } from './content-key.js';

interface Known {
  readonly key: string;
  readonly diagnostics: readonly LspDiagnostic[];
}

/**
 * The slow checks (physics) of every document, one after another when the fast ones are done: open documents first. A
 * change of any text stops them; what is already known of a text and all that it imports is not worked out again.
 */
export class PhysicsQueue {
  readonly #shared: LangiumSharedServices;
  readonly #language: () => KrausServices;
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Set<LangiumDocument>();
  #cancel: Cancellation.CancellationTokenSource | undefined;
  #run: Promise<void> = Promise.resolve();

  constructor(shared: LangiumSharedServices, language: () => KrausServices) {
    this.#shared = shared;
    this.#language = language;
    const builder = shared.workspace.DocumentBuilder;
    builder.onUpdate((_, deleted) => {
      this.#cancel?.cancel();
      this.#cancel = undefined;
      for (const uri of deleted) this.#known.delete(uri.toString());
    });
    builder.onDocumentPhase(DocumentState.Validated, (document) => {
      const known = this.#known.get(document.uri.toString());
      if (known?.key === contentKey(document, this.#services())) document.diagnostics?.push(...known.diagnostics);
      else this.#waiting.add(document);
    });
    builder.onBuildPhase(DocumentState.Validated, () => {
      this.#cancel = new Cancellation.CancellationTokenSource();
      const { token } = this.#cancel;
      this.#run = this.#run.then(() => this.#work(token));
    });
  }

  /** Ends when no slow check is left or under way. */
  async idle(): Promise<void> {
    for (let run: Promise<void> | undefined; run !== this.#run; ) {
      run = this.#run;
      await run;
    }
  }

  #services(): KrausServices {
    return this.#language();
  }

  async #work(token: Cancellation.CancellationToken): Promise<void> {
    const open = (document: LangiumDocument): boolean =>
      this.#shared.workspace.TextDocuments.get(document.uri) !== undefined;
    const [first, later] = [[...this.#waiting].filter(open), [...this.#waiting].filter((document) => !open(document))];
    for (const document of stream(first, later)) {
      if (token.isCancellationRequested) return;
      // It was changed or deleted since; a changed one comes again.
      if (document.state !== DocumentState.Validated) {
        this.#waiting.delete(document);
        continue;
      }
      try {
        await this.#check(document, token);
      } catch (error) {
        if (isOperationCancelled(error)) return;
        console.error('A check of physics failed:', error);
      }
      this.#waiting.delete(document);
    }
  }

  async #check(document: LangiumDocument, token: Cancellation.CancellationToken): Promise<void> {
    const services = this.#services();
    const diagnostics = await services.validation.DocumentValidator.validateDocument(
      document,
      { categories: ['slow'] },
      token,
    );
    this.#known.set(document.uri.toString(), { key: contentKey(document, services), diagnostics });
    if (diagnostics.length === 0) return;
    document.diagnostics = [...(document.diagnostics ?? []), ...diagnostics];
    this.#shared.lsp.Connection?.sendDiagnostics({ uri: document.uri.toString(), diagnostics: document.diagnostics });
  }
}
