export { documentationOf } from './documentation.js';
export { ImportTargets, resolveImportPath } from './imports.js';
export { referencesOf } from './linker.js';
export { deepBracket, deepNode } from './nesting.js';
export { pathOf, scriptUri, spanBetween, spanOf, standardUri } from './places.js';
export { exportedNames, GATES_WITHOUT_IMPORT, KrausScopeProvider, type VisibleName } from './scope.js';
export {
  createKrausServices,
  type KrausAddedServices,
  type KrausServices,
  krausModule,
  StandardLibrary,
  validatorServices,
} from './services.js';
export { didYouMean, nearest } from './suggest.js';
export { textHash } from './text-hash.js';
export { KrausDocumentValidator, type LspDiagnostic, toInfo, type ValidatorServices } from './validator.js';
