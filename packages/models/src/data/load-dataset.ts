import { type DatasetSpec, KrausError, suggestion } from '@kraus/core';
import type { ImageDataset, LoadOptions } from './image-dataset.js';
import { selectSplits } from './selection.js';
import { SOURCES } from './sources/index.js';

/**
 * Loads a data set: reads its source (files from `dataDirs`, `KRAUS_DATA`, the cache, or the published address), selects
 * classes, resizes and splits. The same specification and files give the same bytes.
 *
 * @throws KrausError with the dataset's span; codes `data/…`, `core/…-option`. Rejects with the signal's reason when aborted.
 */
export async function loadDataset(spec: DatasetSpec, options: LoadOptions = {}): Promise<ImageDataset> {
  const { component, span } = spec.source;
  const source = Object.hasOwn(SOURCES, component) ? SOURCES[component] : undefined;
  if (source === undefined) {
    const hint = suggestion(component, Object.keys(SOURCES));
    throw new KrausError('core/unknown-component', `dataset ${spec.name}: there is no source '${component}'.${hint}`, {
      span,
    });
  }
  options.signal?.throwIfAborted();
  try {
    const { splits, selection, classes, files, note } = await source(spec.source.options, options);
    options.signal?.throwIfAborted();
    const selected = selectSplits(splits, selection, component);
    const provenance = { source: component, files, ...(note === undefined ? {} : { note }) };
    return { name: spec.name, classes, ...selected, provenance };
  } catch (error) {
    if (error instanceof KrausError && error.span === undefined && span !== undefined) {
      throw new KrausError(error.code, error.message, { span, cause: error.cause });
    }
    throw error;
  }
}
