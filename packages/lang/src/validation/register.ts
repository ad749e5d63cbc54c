import type { Catalogue } from '@kraus/core';
import type { KrausServices } from '../language/index.js';

/** Registers every check of Kraus with Langium. */
export function registerChecks(_services: KrausServices, _catalogue: Catalogue): void {}
