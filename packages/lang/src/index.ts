export {
  type CheckedScript,
  type CheckRequest,
  type CheckResult,
  checkScript,
  type DeclarationInfo,
  type DeclarationKind,
  type DomainProof,
  type LowerOptions,
  lowerCircuit,
  lowerDeclaration,
  lowerScript,
  proofOf,
  type SourceFile,
} from './api/index.js';
export type { CircuitLoop, CircuitRegister, CircuitResult, LoweredCircuit } from './circuits/index.js';
export {
  applyFix,
  type CodeEntry,
  type Diagnostic,
  type DiagnosticCode,
  diagnosticCodes,
  type Fix,
  type FormatOptions,
  formatDiagnostic,
  formatDiagnostics,
  type Severity,
  type TextChange,
} from './diagnostics/index.js';
export { formatScript } from './format/index.js';
export { diagnosticPages } from './generated/index.js';
export { type ExportOptions, exportQasm, type ImportOptions, importQasm } from './qasm/index.js';
export type { PreviewAnswer, Previewed, PreviewParameter, PreviewParams } from './server/index.js';
