import { URI } from 'langium';

/** Where a client finds the files of the standard library. */
export class LibraryPlaces {
  /** Whether the client shows `kraus-std:` documents itself, by the request `kraus/standardLibrary`. */
  virtual = false;
  readonly #folder: string | undefined;

  /** @param folder the folder that has `std/`, if there are files at all */
  constructor(folder: URI | undefined) {
    this.#folder = folder?.toString().replace(/\/?$/, '/');
  }

  /** The address under which the client can open a document. */
  toClient(uri: string): string {
    if (this.virtual || this.#folder === undefined) return uri;
    const { scheme, path } = URI.parse(uri);
    return scheme === 'kraus-std' ? this.#folder + path.slice(1) : uri;
  }

  /** Whether a document belongs to the standard library, under either address. */
  isLibrary(uri: URI): boolean {
    if (uri.scheme === 'kraus-std') return true;
    return this.#folder !== undefined && uri.toString().startsWith(`${this.#folder}std/`);
  }
}
