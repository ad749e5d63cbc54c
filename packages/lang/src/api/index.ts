export { checkScript } from './check-script.js';
export type {
  CheckedScript,
  CheckRequest,
  CheckResult,
  DeclarationInfo,
  DeclarationKind,
  SourceFile,
} from './checked-script.js';
export { LinkedScript } from './linked-script.js';
export { lowerCircuit } from './lower-circuit.js';
export { type LowerOptions, lowerDeclaration, lowerScript } from './lower-script.js';
export { type DomainProof, proofOf } from './proof-of.js';
export { withUnitsTried } from './set-values.js';
