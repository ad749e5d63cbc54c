import type { Catalogue } from '@kraus/core';
import type { Frame } from '../evaluate/index.js';

/** Where a component stands: what its names and options mean. */
export interface Surroundings {
  readonly catalogue: Catalogue;
  readonly frame: Frame;
  /** Steps of the model's forward process, for circuits that depend on the time. */
  readonly steps?: number | undefined;
}
