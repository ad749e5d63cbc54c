export { isImplemented } from './builtins.js';
export { systemWords } from './channel-body.js';
export { asCount, asInteger, asItems, asPlain } from './convert.js';
export { admit } from './domains.js';
export { EvaluationError, fail } from './evaluation-error.js';
export { called } from './expressions.js';
export { Budget, type Frame, limits } from './frame.js';
export { ScriptInterpreter } from './interpreter.js';
