import { unitName } from '../values/index.js';

export type Field = 'int' | 'real' | 'complex';

/** A type that says no more than its kind. */
type Simple<Kind extends string> = Kind extends string ? { readonly kind: Kind } : never;

/** The static type of an expression. `unknown` follows an error that has already been reported, and fits everywhere. */
export type Type =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'number'; readonly field: Field; readonly unit: number }
  | Simple<'boolean' | 'text' | 'graph' | 'wire' | 'bits' | 'state' | 'channel' | 'generator' | 'circuit' | 'schedule'>
  | Simple<'dataset' | 'device' | 'model' | 'function' | 'result' | 'distribution'>
  /** A matrix, ket or bra. */
  | { readonly kind: 'matrix'; readonly unit: number }
  | { readonly kind: 'list'; readonly of: Type };

export const unknownType: Type = { kind: 'unknown' };
export const intType: Type = { kind: 'number', field: 'int', unit: 0 };
export const realType: Type = { kind: 'number', field: 'real', unit: 0 };
export const complexType: Type = { kind: 'number', field: 'complex', unit: 0 };
export const matrixType: Type = { kind: 'matrix', unit: 0 };
export const booleanType: Type = { kind: 'boolean' };

export function numberType(field: Field, unit = 0): Type {
  return { kind: 'number', field, unit };
}

export function listType(of: Type): Type {
  return { kind: 'list', of };
}

/** A list of lists of numbers stands for a matrix; anything else for itself. */
export function asMatrixType(type: Type): Type {
  if (type.kind === 'list' && type.of.kind === 'list' && type.of.of.kind === 'number') {
    return { kind: 'matrix', unit: type.of.of.unit };
  }
  return type;
}

/** Whether a type may stand as a condition; a single measured bit holds when it is not 0. */
export function isCondition(type: Type): boolean {
  return type.kind === 'boolean' || type.kind === 'bits';
}

export function describeType(type: Type): string {
  switch (type.kind) {
    case 'number': {
      if (type.unit !== 0) return unitName(type.unit);
      return type.field === 'int' ? 'a whole number' : type.field === 'real' ? 'a plain number' : 'a complex number';
    }
    case 'boolean':
      return 'true or false';
    case 'bits':
      return 'measured bits';
    case 'state':
      return 'an input state';
    case 'distribution':
      return 'a distribution of initial values';
    case 'result':
      return 'what a circuit returns';
    case 'list':
      return type.of.kind === 'unknown' ? 'a list' : `a list (of ${describeType(type.of)})`;
    case 'unknown':
      return 'something unknown';
    default:
      return `a ${type.kind}`;
  }
}
