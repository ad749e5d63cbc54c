import type { OptionValue } from '@kraus/core';
import type { DataProvenance, LoadOptions } from '../image-dataset.js';
import type { RawSplits, Selection } from '../selection.js';

/** What a source reads: images as in its files, with what is to be done to them. */
export interface SourceResult {
  readonly splits: RawSplits;
  readonly selection: Selection;
  readonly classes: readonly string[];
  readonly files: DataProvenance['files'];
  readonly note?: string | undefined;
}

/** Reads a source with the options of a script. */
export type Source = (options: Readonly<Record<string, OptionValue>>, load: LoadOptions) => Promise<SourceResult>;
