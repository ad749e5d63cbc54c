import { hardwareCodes } from './codes-hardware.js';
import { languageCodes } from './codes-language.js';
import { learningCodes } from './codes-learning.js';
import { physicsCodes } from './codes-physics.js';

/** Every code that the checker uses. A code never changes its meaning. */
export const diagnosticCodes = { ...languageCodes, ...physicsCodes, ...learningCodes, ...hardwareCodes } as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
