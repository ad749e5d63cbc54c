export { type CodeEntry, type DiagnosticCode, diagnosticCodes } from './codes.js';
export type { Diagnostic, Severity } from './diagnostic.js';
export { type FormatOptions, formatDiagnostic, formatDiagnostics } from './format.js';
export type { Issue, Report } from './issue.js';
