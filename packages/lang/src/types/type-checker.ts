import { type AstNode, AstUtils } from 'langium';
import { bindArguments, type CallSite } from '../calls/index.js';
import type { Report } from '../diagnostics/index.js';
import { fix, replaced } from '../fixes/index.js';
import type {
  Argument,
  CallExpression,
  Expression,
  IndexExpression,
  ListExpression,
  LoopVariable,
  ModifiedGate,
  Named,
  NumberLiteral,
  Parameter,
} from '../generated/index.js';
import { isComprehension, isFor, isNameExpression, isProcessCall, isReverseClause } from '../generated/index.js';
import { nearest } from '../language/index.js';
import { literalParts, units } from '../values/index.js';
import { builtinConstantTypes, typeOfBuiltinCall } from './builtin-types.js';
import { typeOfParameter, typeOfReference } from './declared-types.js';
import { typeOfOperation } from './operator-types.js';
import {
  asMatrixType,
  booleanType,
  complexType,
  describeType,
  intType,
  isCondition,
  listType,
  matrixType,
  numberType,
  type Type,
  unknownType,
} from './type.js';

/**
 * Works out the type of every expression once, and reports what does not fit where it is first seen. Types carry units;
 * dimensions of matrices are checked on values, where they are known.
 */
export class TypeChecker {
  readonly report: Report;
  readonly #types = new Map<Expression, Type>();
  #depth = 0;
  readonly #names = new Map<Named, Type | 'active'>();

  constructor(report: Report) {
    this.report = report;
  }

  typeOf(expression: Expression): Type {
    const known = this.#types.get(expression);
    if (known !== undefined) return known;
    // Names may lead from declaration to declaration without end; evaluation says so.
    if (this.#depth > 600) return unknownType;
    this.#depth++;
    const type = this.#infer(expression);
    this.#depth--;
    this.#types.set(expression, type);
    return type;
  }

  /** Reports `expression` unless `fits` its type. @returns whether it fits or is unknown */
  expect(expression: Expression, wanted: string, fits: (type: Type) => boolean): boolean {
    const type = this.typeOf(expression);
    if (type.kind === 'unknown' || fits(type)) return true;
    const code = type.kind === 'number' && type.unit !== 0 ? 'K107' : 'K106';
    this.report({ code, message: `expected ${wanted}, found ${describeType(type)}`, node: expression });
    return false;
  }

  expectInt(expression: Expression, wanted = 'a whole number'): void {
    this.expect(expression, wanted, (type) => type.kind === 'number' && type.unit === 0 && type.field === 'int');
  }

  /** What chooses wires of a register: a whole number, a range or a list. */
  expectPositions(expression: Expression): void {
    this.expect(expression, 'a whole number or range as index', (type) => {
      const index = type.kind === 'list' ? type.of : type;
      return index.kind === 'number' && index.unit === 0 && index.field === 'int';
    });
  }

  expectMatrix(expression: Expression): void {
    this.expect(expression, 'a matrix', (type) => asMatrixType(type).kind === 'matrix');
  }

  /** The type of what a name stands for. */
  typeOfName(name: Named): Type {
    const known = this.#names.get(name);
    if (known === 'active') return unknownType;
    if (known !== undefined) return known;
    this.#names.set(name, 'active');
    const type = this.#inferName(name);
    this.#names.set(name, type);
    return type;
  }

  #inferName(name: Named): Type {
    switch (name.$type) {
      case 'BuiltinDeclaration':
        return builtinConstantTypes[name.name] ?? { kind: 'function' };
      case 'ConstantDeclaration':
        return name.type === undefined ? this.typeOf(name.value) : typeOfReference(name.type);
      case 'Let':
        return this.typeOf(name.value);
      case 'Parameter':
        return typeOfParameter(name);
      case 'TrainableParameter':
      case 'CircuitInput':
        return typeOfReference(name.type);
      case 'BitDeclaration':
        return { kind: 'bits' };
      case 'LoopVariable':
        return this.#loopVariable(name);
      case 'Wire':
        return { kind: 'wire' };
      case 'GraphDeclaration':
        return { kind: 'graph' };
      case 'ChannelDeclaration':
      case 'GateDeclaration':
        return { kind: 'channel' };
      case 'GeneratorDeclaration':
        return { kind: 'generator' };
      case 'CircuitDeclaration':
        return { kind: 'circuit' };
      case 'ScheduleDeclaration':
        return { kind: 'schedule' };
      case 'DatasetDeclaration':
        return { kind: 'dataset' };
      case 'DeviceDeclaration':
        return { kind: 'device' };
      case 'ModelDeclaration':
        return { kind: 'model' };
    }
  }

  #loopVariable(variable: LoopVariable): Type {
    const loop = variable.$container;
    if (!isFor(loop) && !isComprehension(loop)) return unknownType;
    const range = this.typeOf(loop.range);
    if (range.kind !== 'list') return unknownType;
    if (loop.variables.length === 1) return range.of;
    return range.of.kind === 'list' ? range.of.of : unknownType;
  }

  #infer(expression: Expression): Type {
    switch (expression.$type) {
      case 'NumberLiteral':
        return this.#literal(expression);
      case 'StringLiteral':
        return { kind: 'text' };
      case 'BooleanLiteral':
        return booleanType;
      case 'NameExpression': {
        const name = expression.target.ref;
        return name === undefined ? unknownType : this.typeOfName(name);
      }
      case 'ListExpression':
        return this.#list(expression);
      case 'RangeExpression':
        this.expectInt(expression.start, 'a whole number where a range begins');
        this.expectInt(expression.end, 'a whole number where a range ends');
        return listType(intType);
      case 'UnaryExpression': {
        if (expression.operator === 'not') {
          this.expect(expression.operand, 'a condition', isCondition);
          return booleanType;
        }
        const fits = this.expect(expression.operand, 'a number or matrix', (type) =>
          ['number', 'matrix'].includes(asMatrixType(type).kind),
        );
        return fits ? asMatrixType(this.typeOf(expression.operand)) : unknownType;
      }
      case 'ModifiedGate':
        return this.#modifiedGate(expression);
      case 'BinaryExpression':
        return typeOfOperation(expression, this.typeOf(expression.left), this.typeOf(expression.right), this.report);
      case 'CallExpression':
        return this.#call(expression);
      case 'IndexExpression':
        return this.#index(expression);
      case 'EvolveExpression':
        this.expect(expression.generator, 'a generator', (type) => type.kind === 'generator');
        this.expect(
          expression.time,
          'a time or plain number',
          (type) => type.kind === 'number' && [0, 1].includes(type.unit),
        );
        return { kind: 'channel' };
      case 'KetExpression':
      case 'BraExpression': {
        const name = expression.variable?.ref;
        const type = name === undefined ? unknownType : this.typeOfName(name);
        if (type.kind !== 'unknown' && !(type.kind === 'number' && type.field === 'int')) {
          this.report({
            code: 'K120',
            message: `a level is a whole number, found ${describeType(type)}`,
            node: expression,
          });
        }
        if (expression.$type === 'KetExpression' && expression.bra !== undefined) this.typeOf(expression.bra);
        return matrixType;
      }
    }
  }

  /** `inverse G`, `ctrl G`: a gate stays a gate, a matrix a matrix. */
  #modifiedGate({ modifier, gate }: ModifiedGate): Type {
    if (modifier.count !== undefined) this.expectInt(modifier.count, 'a whole number of controls');
    const fits = this.expect(gate, 'a gate or unitary matrix', (type) =>
      ['channel', 'matrix'].includes(asMatrixType(type).kind),
    );
    return fits ? asMatrixType(this.typeOf(gate)) : unknownType;
  }

  #literal(literal: NumberLiteral): Type {
    const { suffix, unit, whole } = literalParts(literal.text);
    if (whole) return intType;
    if (suffix === '') return numberType('real');
    if (unit === undefined) {
      const near = nearest(suffix, Object.keys(units));
      const help = near === undefined ? `units are ${Object.keys(units).join(', ')}` : `did you mean \`${near}\`?`;
      const right = near === undefined ? undefined : literal.text.slice(0, -suffix.length) + near;
      const fixes = right === undefined ? [] : fix(`Change to \`${right}\``, replaced(literal, right));
      this.report({ code: 'K111', message: `\`${suffix}\` is not a unit`, node: literal, help, fixes });
      return unknownType;
    }
    return unit.imaginary === true ? complexType : numberType('real', unit.power);
  }

  #list(list: ListExpression): Type {
    const { loop } = list;
    if (loop !== undefined) {
      this.expect(loop.range, 'a range or list', (type) => type.kind === 'list' || type.kind === 'matrix');
    }
    let item: Type | undefined;
    for (const expression of list.items) {
      const type = this.typeOf(expression);
      if (type.kind === 'unknown') return listType(unknownType);
      if (item === undefined) item = type;
      else if (item.kind === 'number' && type.kind === 'number') {
        const fields = [item.field, type.field];
        const field = fields.includes('complex') ? 'complex' : fields.includes('real') ? 'real' : 'int';
        item = numberType(field, item.unit === 0 ? type.unit : item.unit);
      } else if (item.kind !== type.kind) {
        this.report({
          code: 'K106',
          message: `a list holds values of one kind; this is ${describeType(type)} after ${describeType(item)}`,
          node: expression,
        });
        return listType(unknownType);
      } else if (
        item.kind === 'list' &&
        type.kind === 'list' &&
        item.of.kind === 'number' &&
        type.of.kind === 'number'
      ) {
        item = listType(item.of.field === 'int' ? type.of : item.of);
      }
    }
    return listType(item ?? unknownType);
  }

  #index({ base, indices }: IndexExpression): Type {
    let type = this.typeOf(base);
    if (type.kind === 'wire' || type.kind === 'bits') {
      for (const index of indices) this.expectPositions(index);
      return type;
    }
    for (const index of indices) this.expectInt(index, 'a whole number as index');
    if (type.kind === 'unknown') return type;
    for (const [count, index] of indices.entries()) {
      if (type.kind === 'matrix')
        return indices.length - count === 2
          ? numberType('complex', type.unit)
          : listType(numberType('complex', type.unit));
      if (type.kind !== 'list') {
        if (type.kind !== 'unknown')
          this.report({ code: 'K106', message: `${describeType(type)} cannot be indexed`, node: index });
        return unknownType;
      }
      type = type.of;
    }
    return type;
  }

  #call(expression: CallExpression): Type {
    const { callee } = expression;
    const target = isNameExpression(callee) ? callee.target.ref : undefined;
    if (isNameExpression(callee) && target === undefined) {
      for (const argument of expression.arguments) this.typeOf(argument.value);
      return unknownType;
    }
    if (target === undefined) {
      const type = this.typeOf(callee);
      if (type.kind !== 'unknown')
        this.report({ code: 'K106', message: `${describeType(type)} cannot be called`, node: callee });
      return unknownType;
    }
    return this.typeOfCall(target, {
      node: expression,
      name: target.name,
      parameters: [],
      arguments: expression.arguments,
    });
  }

  /** The type of a call of a named thing; checks every argument against its parameter. */
  typeOfCall(target: Named, site: CallSite): Type {
    const types = site.arguments.map((argument) => this.typeOf(argument.value));
    switch (target.$type) {
      case 'BuiltinDeclaration': {
        const named = site.arguments.find(({ name }) => name !== undefined);
        if (named !== undefined) {
          this.report({ code: 'K108', message: `\`${target.name}\` takes its arguments without names`, node: named });
          return unknownType;
        }
        const nodes = site.arguments.map(({ value }) => value);
        return typeOfBuiltinCall({ name: target.name, node: site.node, types, nodes, report: this.report });
      }
      case 'ChannelDeclaration':
      case 'GateDeclaration':
      case 'GeneratorDeclaration':
      case 'CircuitDeclaration':
      case 'GraphDeclaration':
      case 'ScheduleDeclaration':
        for (const [parameter, argument] of bindArguments({ ...site, parameters: target.parameters }, this.report)) {
          this.#checkArgument(parameter, argument, site.name);
        }
        return target.$type === 'ScheduleDeclaration' ? numberType('real') : this.typeOfName(target);
      default: {
        const type = this.typeOfName(target);
        if (type.kind !== 'unknown')
          this.report({
            code: 'K106',
            message: `\`${target.name}\` is ${describeType(type)} and cannot be called`,
            node: site.node,
          });
        return unknownType;
      }
    }
  }

  #checkArgument(parameter: Parameter, argument: Argument, owner: string): void {
    const wanted = typeOfParameter(parameter);
    const given = this.typeOf(argument.value);
    if (wanted.kind === 'unknown' || given.kind === 'unknown' || fits(wanted, given)) return;
    // In a forward process a schedule stands for its value at the time of the step.
    if (given.kind === 'schedule' && wanted.kind === 'number' && isTimed(argument)) return;
    const units = wanted.kind === 'number' && given.kind === 'number' && given.unit !== 0;
    this.report({
      code: units ? 'K107' : 'K106',
      message: `\`${owner}\`: ${parameter.name} must be ${parameter.type?.name === 'prob' ? 'a probability' : describeType(wanted)}, found ${describeType(given)}`,
      node: argument.value,
    });
  }
}

/** Whether a value of type `given` may stand where `wanted` is declared. A plain number may stand for any quantity. */
export function fits(wanted: Type, given: Type): boolean {
  if (wanted.kind === 'unknown' || given.kind === 'unknown') return true;
  if (wanted.kind === 'number' && given.kind === 'number') {
    if (given.unit !== wanted.unit && given.unit !== 0) return false;
    if (wanted.field === 'int') return given.field === 'int';
    return wanted.field === 'complex' || given.field !== 'complex';
  }
  if (wanted.kind === 'matrix') return asMatrixType(given).kind === 'matrix';
  // `X` and the like are gates where a gate or channel is wanted.
  if (wanted.kind === 'channel') return ['channel', 'matrix'].includes(asMatrixType(given).kind);
  if (wanted.kind === 'list') return given.kind === 'list' && fits(wanted.of, given.of);
  return wanted.kind === given.kind;
}

/** Whether a node stands where a schedule has a value. */
function isTimed(node: AstNode): boolean {
  return AstUtils.getContainerOfType(node, (at) => isProcessCall(at) || isReverseClause(at)) !== undefined;
}
