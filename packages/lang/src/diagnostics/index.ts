export type { Diagnostic, Severity } from './diagnostic.js';
