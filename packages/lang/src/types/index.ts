export { builtinConstantTypes, builtinSignatures } from './builtin-types.js';
export { checkTypeName, typeOfParameter, typeOfReference } from './declared-types.js';
export { describeType, isCondition, type Type } from './type.js';
export { fits, TypeChecker } from './type-checker.js';
