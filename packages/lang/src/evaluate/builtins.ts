import type { AstNode } from 'langium';
import type { BuiltinDeclaration } from '../generated/index.js';
import { matrixValue, numberValue, type Value } from '../values/index.js';
import type { BuiltinCall, BuiltinFunction } from './builtin-context.js';
import { graphBuiltins } from './builtin-graphs.js';
import { matrixBuiltins, matrixConstants } from './builtin-matrices.js';
import { numberBuiltins } from './builtin-numbers.js';
import { fail } from './evaluation-error.js';
import type { Frame } from './frame.js';

const functions: Readonly<Record<string, BuiltinFunction>> = { ...numberBuiltins, ...matrixBuiltins, ...graphBuiltins };

/** Names of the prelude that stand for what a circuit returns; they have no value while checking. */
export const circuitResults: readonly string[] = ['expval', 'probs', 'state', 'counts', 'fidelity'];

/** Whether the compiler has an implementation of this name of the prelude. */
export function isImplemented(name: string): boolean {
  return Object.hasOwn(functions, name) || Object.hasOwn(matrixConstants, name) || ['pi', 'e', 't'].includes(name);
}

export function callBuiltin(declaration: BuiltinDeclaration, call: BuiltinCall): Value {
  const f = Object.hasOwn(functions, declaration.name) ? functions[declaration.name] : undefined;
  if (f === undefined)
    return fail({ code: 'K112', message: `\`${declaration.name}\` has no value while checking`, node: call.node });
  if (call.values.length > declaration.parameters.length && !['kron', 'at'].includes(declaration.name)) {
    const most = declaration.parameters.length;
    const message = `\`${declaration.name}\` takes ${most} argument${most === 1 ? '' : 's'}, ${call.values.length} given`;
    fail({ code: 'K108', message, node: call.arg(most)[1] });
  }
  return f(call);
}

/** The value of a prelude name without arguments. */
export function builtinConstant(declaration: BuiltinDeclaration, node: AstNode, frame: Frame): Value {
  const { name } = declaration;
  if (name === 'pi') return numberValue(Math.PI);
  if (name === 'e') return numberValue(Math.E);
  if (name === 't') {
    if (frame.time !== undefined) return numberValue(frame.time);
    return fail({ code: 'K112', message: 'the time `t` is known only in a forward process', node });
  }
  const matrix = Object.hasOwn(matrixConstants, name) ? matrixConstants[name] : undefined;
  if (matrix !== undefined) return matrixValue(matrix);
  return { kind: 'declaration', declaration };
}
