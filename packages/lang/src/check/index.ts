export type {
  CheckedScript,
  CheckRequest,
  CheckResult,
  DeclarationInfo,
  DeclarationKind,
  SourceFile,
} from './checked-script.js';
