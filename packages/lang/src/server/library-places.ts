import { URI } from 'langium';
import { diagnosticPages } from '../generated/index.js';

/** Where a client finds the files of the standard library, and the pages of the diagnostic codes. */
export class LibraryPlaces {
  /** Whether the client shows `kraus-std:` and `kraus-docs:` documents itself, by the requests `kraus/standardLibrary` and `kraus/page`. */
  virtual = false;
  readonly #folder: string | undefined;

  /** @param folder the folder that has `std/` and `diagnostics/`, if there are files at all */
  constructor(folder: URI | undefined) {
    this.#folder = folder?.toString().replace(/\/?$/, '/');
  }

  /** The address under which the client can open a document. */
  toClient(uri: string): string {
    if (this.virtual || this.#folder === undefined) return uri;
    const { scheme, path } = URI.parse(uri);
    return scheme === 'kraus-std' ? this.#folder + path.slice(1) : uri;
  }

  /** The address under which the client can open the page of a code; undefined for a code without one, or if it can open none. */
  pageOf(code: string): string | undefined {
    if (!Object.hasOwn(diagnosticPages, code)) return undefined;
    if (this.virtual) return `kraus-docs:/diagnostics/${code}.md`;
    return this.#folder === undefined ? undefined : `${this.#folder}diagnostics/${code}.md`;
  }

  /** Whether a document belongs to the standard library, under either address. */
  isLibrary(uri: URI): boolean {
    if (uri.scheme === 'kraus-std') return true;
    return this.#folder !== undefined && uri.toString().startsWith(`${this.#folder}std/`);
  }
}
