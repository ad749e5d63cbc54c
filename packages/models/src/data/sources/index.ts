import { csvSource, idxSource, imagesSource, npzSource } from './file-sources.js';
import { glyphsSource } from './glyphs-source.js';
import { fashionSource, medmnistSource, mnistSource } from './published-sources.js';
import type { Source } from './source.js';

export { readLocalFile } from './local-file.js';
export type { Source, SourceResult } from './source.js';

/** Every dataset component by the name that scripts use. */
export const SOURCES: Readonly<Record<string, Source>> = {
  glyphs: glyphsSource,
  mnist: mnistSource,
  fashion: fashionSource,
  medmnist: medmnistSource,
  idx: idxSource,
  npz: npzSource,
  csv: csvSource,
  images: imagesSource,
};
