export { type CodeEntry, decisions } from './code-entry.js';
export { type DiagnosticCode, diagnosticCodes } from './codes.js';
export { type CodeExample, codePage, diagnosticsPage } from './codes-page.js';
export { applyFix, type Diagnostic, type Fix, type Severity, type TextChange } from './diagnostic.js';
export { type FormatOptions, formatDiagnostic, formatDiagnostics } from './format.js';
export type { Issue, Report } from './issue.js';
