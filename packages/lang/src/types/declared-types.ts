import type { Report } from '../diagnostics/index.js';
import type { Parameter, TypeReference } from '../generated/index.js';
import { didYouMean } from '../language/index.js';
import { numberTypes, otherTypes, stateTypes, wireTypes } from '../values/index.js';
import { listType, numberType, realType, type Type, unknownType } from './type.js';

/** The type that a parameter's annotation names; a parameter without one is a plain number (the time of a schedule). */
export function typeOfParameter(parameter: Parameter): Type {
  return parameter.type === undefined ? realType : typeOfReference(parameter.type);
}

/** The type that an annotation names: `angle`, `real[4]`, `graph`. */
export function typeOfReference(reference: TypeReference): Type {
  let type = typeOfName(reference.name);
  for (const _ of reference.shape) type = listType(type);
  return type;
}

function typeOfName(name: string): Type {
  const numeric = Object.hasOwn(numberTypes, name) ? numberTypes[name] : undefined;
  if (numeric !== undefined) return numberType(numeric.field, numeric.unit);
  switch (name) {
    case 'bool':
      return { kind: 'boolean' };
    case 'matrix':
      return { kind: 'matrix', unit: 0 };
    case 'state':
    case 'density':
      return { kind: 'state' };
    case 'gate':
      return { kind: 'channel' };
    case 'text':
    case 'graph':
    case 'schedule':
    case 'channel':
    case 'generator':
      return { kind: name };
    default:
      return unknownType;
  }
}

/** Reports `K101` for a type that does not exist, and `K106` for one that does not fit a parameter or wire. */
export function checkTypeName(
  reference: TypeReference,
  place: 'value' | 'wire' | 'param' | 'input',
  report: Report,
): void {
  const { name } = reference;
  const values = [...Object.keys(numberTypes), ...Object.keys(otherTypes)];
  const wires = Object.keys(wireTypes);
  const quantities = Object.keys(numberTypes).filter((type) => !['int', 'complex'].includes(type));
  const inputs = [...quantities, ...Object.keys(stateTypes)];
  const fitting = { value: values, wire: wires, param: quantities, input: inputs }[place];
  const other = [...values, ...wires, ...Object.keys(stateTypes)];
  if (fitting.includes(name)) {
    if (name === 'level' && reference.shape.length !== 1) {
      report({ code: 'K106', message: 'write how many levels there are, e.g. `level[8]`', node: reference });
    }
    return;
  }
  if (other.includes(name)) {
    const messages = {
      value: `\`${name}\` is not a type of values`,
      wire: `a wire is a qubit or \`level[d]\`, not \`${name}\``,
      param: `a trainable parameter cannot have the type \`${name}\``,
      input: `an input cannot have the type \`${name}\``,
    };
    report({ code: 'K106', message: messages[place], node: reference });
    return;
  }
  const help = didYouMean(name, fitting) ?? `types here are ${fitting.join(', ')}`;
  report({ code: 'K101', message: `unknown type \`${name}\``, node: reference, help });
}
