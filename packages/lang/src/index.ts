export type {
  CheckedScript,
  CheckRequest,
  CheckResult,
  DeclarationInfo,
  DeclarationKind,
  SourceFile,
} from './check/index.js';
export type { Diagnostic, Severity } from './diagnostics/index.js';
