import type { DiagnosticCode, Report } from '../diagnostics/index.js';
import type { BinaryExpression } from '../generated/index.js';
import { literalParts, unitName } from '../values/index.js';
import {
  asMatrixType,
  booleanType,
  describeType,
  type Field,
  isCondition,
  numberType,
  type Type,
  unknownType,
} from './type.js';

/** The type of `left operator right`; reports operands that do not go together. */
export function typeOfOperation(node: BinaryExpression, left: Type, right: Type, report: Report): Type {
  const wrong = (message: string, code: DiagnosticCode = 'K106', help?: string): Type => {
    report({ code, message, node, help });
    return unknownType;
  };
  if (left.kind === 'unknown' || right.kind === 'unknown') return resultOfUnknown(node, left, right);
  const [a, b] = [asMatrixType(left), asMatrixType(right)];
  switch (node.operator) {
    case '+':
    case '-': {
      const verb = node.operator === '+' ? 'add' : 'subtract';
      if (a.kind === 'number' && b.kind === 'number') {
        if (a.unit !== b.unit) return wrong(`cannot ${verb} ${unitName(a.unit)} and ${unitName(b.unit)}`, 'K107');
        return numberType(wider(a.field, b.field), a.unit);
      }
      if (a.kind === 'matrix' && b.kind === 'matrix') {
        if (a.unit !== b.unit)
          return wrong(`cannot ${verb} matrices of ${unitName(a.unit)} and ${unitName(b.unit)}`, 'K107');
        return a;
      }
      const mixed = [a.kind, b.kind].includes('number') && [a.kind, b.kind].includes('matrix');
      const help = mixed ? 'a number times `identity(n)` is a matrix' : undefined;
      return wrong(`cannot ${verb} ${describeType(a)} and ${describeType(b)}`, 'K106', help);
    }
    case '*':
      if (a.kind === 'number' && b.kind === 'number') return numberType(wider(a.field, b.field), a.unit + b.unit);
      if ((a.kind === 'number' || a.kind === 'matrix') && (b.kind === 'number' || b.kind === 'matrix')) {
        return { kind: 'matrix', unit: a.unit + b.unit };
      }
      return wrong(`cannot multiply ${describeType(a)} by ${describeType(b)}`, 'K106', channelHelp(a, b));
    case '/':
      if (b.kind !== 'number' || (a.kind !== 'number' && a.kind !== 'matrix')) {
        return wrong(`cannot divide ${describeType(a)} by ${describeType(b)}`);
      }
      if (a.kind === 'matrix') return { kind: 'matrix', unit: a.unit - b.unit };
      return numberType(wider(wider(a.field, b.field), 'real'), a.unit - b.unit);
    case '%':
      if (isInt(a) && isInt(b)) return numberType('int');
      return wrong(`\`%\` needs whole numbers, found ${describeType(isInt(a) ? b : a)}`);
    case '^':
      return typeOfPower(node, a, b, wrong);
    case '⊗':
      if (areGates(a, b)) return { kind: 'channel' };
      if (a.kind === 'matrix' && b.kind === 'matrix') return { kind: 'matrix', unit: a.unit + b.unit };
      return wrong(`cannot put ${describeType(a)} and ${describeType(b)} side by side`);
    case '>>':
      if (areGates(a, b)) return { kind: 'channel' };
      return wrong(`\`>>\` joins channels, found ${describeType(a.kind === 'channel' ? b : a)}`);
    case 'and':
    case 'or':
      if (isCondition(a) && isCondition(b)) return booleanType;
      return wrong(`\`${node.operator}\` joins conditions, found ${describeType(isCondition(a) ? b : a)}`);
    default:
      return typeOfComparison(node, a, b, wrong);
  }
}

/** Channels or gates; beside one a matrix such as `X` is a gate. */
function areGates(a: Type, b: Type): boolean {
  const kinds = [a.kind, b.kind];
  return kinds.includes('channel') && kinds.every((kind) => kind === 'channel' || kind === 'matrix');
}

type Wrong = (message: string, code?: DiagnosticCode, help?: string) => Type;

function typeOfPower(node: BinaryExpression, base: Type, exponent: Type, wrong: Wrong): Type {
  if (exponent.kind !== 'number' || exponent.unit !== 0)
    return wrong(`an exponent is a plain number, found ${describeType(exponent)}`);
  if (base.kind === 'channel' || base.kind === 'matrix') {
    if (exponent.field !== 'int') return wrong(`the exponent of ${describeType(base)} is a whole number`);
    if (base.kind === 'channel') return base;
  } else if (base.kind !== 'number') return wrong(`${describeType(base)} has no powers`);
  const power = node.right.$type === 'NumberLiteral' ? Number(literalParts(node.right.text).digits) : undefined;
  if (base.unit !== 0 && power === undefined) {
    return wrong(
      `the exponent of ${unitName(base.unit)} must be written as a number, so that its unit is known`,
      'K107',
    );
  }
  const unit = base.unit * (power ?? 1);
  if (base.kind === 'matrix') return { kind: 'matrix', unit };
  const field: Field =
    base.field === 'int' && exponent.field === 'int' && power !== undefined ? 'int' : wider(base.field, 'real');
  return numberType(field, unit);
}

function typeOfComparison(node: BinaryExpression, a: Type, b: Type, wrong: Wrong): Type {
  if (a.kind === 'bits' || b.kind === 'bits') {
    if ([a, b].every((type) => type.kind === 'bits' || isInt(type))) return booleanType;
    const other = a.kind === 'bits' ? b : a;
    return wrong(`measured bits are compared with whole numbers or bits, not with ${describeType(other)}`);
  }
  if (a.kind === 'number' && b.kind === 'number') {
    if (a.unit !== b.unit) return wrong(`cannot compare ${unitName(a.unit)} and ${unitName(b.unit)}`, 'K107');
    return booleanType;
  }
  const equality = node.operator === '==' || node.operator === '!=';
  if (equality && a.kind === b.kind && (a.kind === 'boolean' || a.kind === 'text')) return booleanType;
  return wrong(`cannot compare ${describeType(a)} and ${describeType(b)}`);
}

function resultOfUnknown(node: BinaryExpression, left: Type, right: Type): Type {
  const comparison = ['==', '!=', '<', '<=', '>', '>=', 'and', 'or'].includes(node.operator);
  if (comparison) return booleanType;
  const known = left.kind === 'unknown' ? right : left;
  return known.kind === 'channel' ? known : unknownType;
}

function channelHelp(a: Type, b: Type): string | undefined {
  const channels = a.kind === 'channel' && b.kind === 'channel';
  return channels ? 'write `first >> second` for one after the other, `kron(b, a)` for side by side' : undefined;
}

function isInt(type: Type): boolean {
  return type.kind === 'number' && type.field === 'int' && type.unit === 0;
}

function wider(a: Field, b: Field): Field {
  if (a === 'complex' || b === 'complex') return 'complex';
  return a === 'real' || b === 'real' ? 'real' : 'int';
}
