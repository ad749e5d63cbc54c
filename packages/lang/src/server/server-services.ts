import type { LangiumServices } from 'langium/lsp';
import type { KrausAddedServices } from '../language/index.js';
import type { Figures } from './figures/index.js';
import type { ServerHost } from './host.js';
import type { LibraryPlaces } from './library-places.js';

/** What the server adds to the services of the language. */
export interface KrausServerAdditions extends KrausAddedServices {
  readonly server: {
    readonly Host: ServerHost;
    readonly Figures: Figures;
    readonly LibraryPlaces: LibraryPlaces;
  };
}

export type KrausServerServices = LangiumServices & KrausServerAdditions;
