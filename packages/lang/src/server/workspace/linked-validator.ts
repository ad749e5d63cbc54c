import type { Cancellation, LangiumDocument, ValidationOptions } from 'langium';
import { KrausDocumentValidator, type LspDiagnostic, type ValidatorServices } from '../../language/index.js';
import type { LibraryPlaces } from '../library-places.js';

/** The validator with an address at each code, where its page is. */
export class LinkedValidator extends KrausDocumentValidator {
  readonly #places: LibraryPlaces;

  constructor(services: ValidatorServices, places: LibraryPlaces) {
    super(services);
    this.#places = places;
  }

  override async validateDocument(
    document: LangiumDocument,
    options?: ValidationOptions,
    cancelToken?: Cancellation.CancellationToken,
  ): Promise<LspDiagnostic[]> {
    const found = await super.validateDocument(document, options, cancelToken);
    return found.map((diagnostic) => {
      const href = this.#places.pageOf(String(diagnostic.code));
      return href === undefined ? diagnostic : { ...diagnostic, codeDescription: { href } };
    });
  }
}
