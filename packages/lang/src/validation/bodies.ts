import { AstUtils } from 'langium';
import type { Report } from '../diagnostics/index.js';
import type {
  Block,
  ChannelDeclaration,
  CircuitDeclaration,
  ConstantDeclaration,
  Expression,
  GateDeclaration,
  GeneratorDeclaration,
  Operation,
  Parameter,
  Start,
  Statement,
  Wire,
  WireReference,
} from '../generated/index.js';
import { isBlock, isNameExpression } from '../generated/index.js';
import {
  checkTypeName,
  describeType,
  fits,
  isCondition,
  type TypeChecker,
  typeOfParameter,
  typeOfReference,
} from '../types/index.js';
import { checkSeparated, checkUnique } from './names.js';

type Body = ChannelDeclaration | CircuitDeclaration | GateDeclaration | GeneratorDeclaration;
type StatementType = Statement['$type'];

const common: readonly StatementType[] = ['Let', 'For', 'Repeat', 'If', 'Require'];

/** Which statements mean something in which declaration. */
const allowed: Readonly<Record<Body['$type'], readonly StatementType[]>> = {
  GeneratorDeclaration: [...common, 'Hamiltonian', 'Jump'],
  ChannelDeclaration: [...common, 'KrausOperator', 'Mix', 'Operation', 'Measure', 'Reset', 'Barrier', 'Evolution'],
  GateDeclaration: [...common, 'Operation', 'Barrier'],
  CircuitDeclaration: [
    ...common,
    'Operation',
    'Measure',
    'Reset',
    'Barrier',
    'Evolution',
    'TrainableParameter',
    'CircuitInput',
    'BitDeclaration',
    'Start',
    'Return',
  ],
};

/** The statements of which a declaration needs at least one. */
const needed: Readonly<Record<Exclude<Body['$type'], 'CircuitDeclaration'>, readonly StatementType[]>> = {
  GeneratorDeclaration: ['Hamiltonian', 'Jump'],
  ChannelDeclaration: ['KrausOperator', 'Mix', 'Operation', 'Measure', 'Reset', 'Evolution'],
  GateDeclaration: ['Operation'],
};

const kinds: Readonly<Record<Body['$type'], string>> = {
  GeneratorDeclaration: 'generator',
  ChannelDeclaration: 'channel',
  GateDeclaration: 'gate',
  CircuitDeclaration: 'circuit',
};

const words: Partial<Record<StatementType, string>> = {
  KrausOperator: 'kraus',
  TrainableParameter: 'param',
  CircuitInput: 'input',
  BitDeclaration: 'bit',
  Evolution: 'evolve',
  Operation: 'an operation',
};

/** Parameters: each once, with a type that exists and a default that fits it. */
export function checkParameters(parameters: readonly Parameter[], types: TypeChecker, report: Report): void {
  checkUnique(parameters, ({ name }) => name, 'name', report);
  for (const parameter of parameters) {
    if (parameter.type !== undefined) {
      checkTypeName(parameter.type, 'value', report);
      for (const size of parameter.type.shape) types.expectInt(size);
    }
    if (parameter.default === undefined) continue;
    const [wanted, given] = [typeOfParameter(parameter), types.typeOf(parameter.default)];
    if (fits(wanted, given)) continue;
    const message = `the default of \`${parameter.name}\` must be ${describeType(wanted)}, found ${describeType(given)}`;
    report({ code: 'K106', message, node: parameter.default });
  }
}

/** A constant: a type that exists, and a value that fits it. */
export function checkConstant({ name, type, value }: ConstantDeclaration, types: TypeChecker, report: Report): void {
  const given = types.typeOf(value);
  if (type === undefined) return;
  checkTypeName(type, 'value', report);
  for (const size of type.shape) types.expectInt(size);
  const wanted = typeOfReference(type);
  if (fits(wanted, given)) return;
  report({
    code: 'K106',
    message: `\`${name}\` must be ${describeType(wanted)}, found ${describeType(given)}`,
    node: value,
  });
}

/** Reports `K124` for parameters without a type. */
export function checkTyped(parameters: readonly Parameter[], report: Report): void {
  for (const parameter of parameters) {
    if (parameter.type !== undefined) continue;
    const help = `write its type, e.g. \`${parameter.name}: prob\``;
    report({
      code: 'K124',
      message: `the parameter \`${parameter.name}\` has no type`,
      node: parameter,
      property: 'name',
      help,
    });
  }
}

export function checkWires(
  { parameters, wires }: { parameters: readonly Parameter[]; wires: readonly Wire[] },
  types: TypeChecker,
  report: Report,
): void {
  checkUnique([...parameters, ...wires], ({ name }) => name, 'name', report);
  for (const wire of wires) {
    if (wire.size !== undefined) types.expectInt(wire.size);
    if (wire.type === undefined) continue;
    checkTypeName(wire.type, 'wire', report);
    for (const size of wire.type.shape) types.expectInt(size);
  }
}

/** The types and placement of everything in a body. */
export function checkBody(owner: Body, body: Block, types: TypeChecker, report: Report): void {
  new BodyChecker(owner, types, report).block(body);
  if (owner.$type === 'CircuitDeclaration') return;
  const wanted = needed[owner.$type];
  // What does not belong here has been reported; it may be what was meant to do something.
  const acts = [...Object.values(needed).flat(), 'TrainableParameter', 'Return'];
  const found = AstUtils.streamAst(body).some((node) => acts.some((type) => type === node.$type));
  if (found) return;
  const missing = wanted.map((type) => (type === 'Operation' ? 'operation' : (words[type] ?? type.toLowerCase())));
  const message = `the ${kinds[owner.$type]} \`${owner.name}\` does nothing: it has no ${missing.join(', ')}`;
  report({ code: 'K208', message, node: owner, property: 'name' });
}

class BodyChecker {
  readonly #owner: Body;
  readonly #types: TypeChecker;
  readonly #report: Report;

  constructor(owner: Body, types: TypeChecker, report: Report) {
    this.#owner = owner;
    this.#types = types;
    this.#report = report;
  }

  block(block: Block): void {
    checkSeparated(block.statements, ';', 'statements', this.#report);
    const named = block.statements.filter((statement) => 'name' in statement);
    checkUnique(named, ({ name }) => name, 'name', this.#report);
    for (const statement of block.statements) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    if (!allowed[this.#owner.$type].includes(statement.$type)) {
      const word = words[statement.$type] ?? statement.$type.toLowerCase();
      const code = word.startsWith('an ') ? word : `\`${word}\``;
      this.#report({
        code: 'K114',
        message: `${code} does not belong in a ${kinds[this.#owner.$type]}`,
        node: statement,
      });
      return;
    }
    const types = this.#types;
    switch (statement.$type) {
      case 'Let':
        types.typeOf(statement.value);
        break;
      case 'Hamiltonian':
      case 'Jump':
        types.expectMatrix(statement.value);
        break;
      case 'KrausOperator':
        if (types.expect(statement.value, 'a matrix', (type) => type.kind === 'matrix' || type.kind === 'list'))
          types.expectMatrix(statement.value);
        break;
      case 'Mix':
        for (const branch of statement.branches) {
          types.expect(branch.weight, 'a probability', (type) => type.kind === 'number' && type.unit === 0);
          this.#statement(branch.operation);
        }
        break;
      case 'For':
        checkUnique(statement.variables, ({ name }) => name, 'name', this.#report);
        if (types.expect(statement.range, 'a range or list', (type) => type.kind === 'list' || type.kind === 'matrix'))
          this.#pattern(statement);
        this.block(statement.body);
        break;
      case 'Repeat':
        types.expectInt(statement.count);
        this.block(statement.body);
        break;
      case 'If':
        types.expect(statement.condition, 'a condition', isCondition);
        this.block(statement.then);
        if (isBlock(statement.otherwise)) this.block(statement.otherwise);
        break;
      case 'Require':
        types.expect(statement.condition, 'a condition', (type) => type.kind === 'boolean');
        break;
      case 'TrainableParameter':
      case 'CircuitInput':
        checkTypeName(statement.type, statement.$type === 'CircuitInput' ? 'input' : 'param', this.#report);
        for (const size of statement.type.shape) types.expectInt(size);
        if (statement.$type === 'TrainableParameter' && statement.initial !== undefined) {
          types.expect(statement.initial, 'a number, `uniform(…)` or `normal(…)`', (type) =>
            ['number', 'distribution'].includes(type.kind),
          );
        }
        break;
      case 'BitDeclaration':
        if (statement.size !== undefined) types.expectInt(statement.size);
        break;
      case 'Start':
        this.#start(statement);
        break;
      case 'Return':
        for (const value of statement.values) this.#returned(value);
        break;
      case 'Evolution':
        types.expect(statement.generator, 'a generator', (type) => type.kind === 'generator');
        types.expect(
          statement.time,
          'a time or plain number',
          (type) => type.kind === 'number' && [0, 1].includes(type.unit),
        );
        for (const wire of statement.wires) this.#wire(wire);
        break;
      case 'Measure':
        for (const bit of statement.bits) this.#bit(bit);
        if (statement.bits.length > 0 && this.#owner.$type !== 'CircuitDeclaration') {
          this.#report({ code: 'K114', message: 'only circuits keep what is measured', node: statement });
        }
        for (const wire of statement.wires) this.#wire(wire);
        break;
      case 'Reset':
      case 'Barrier':
        for (const wire of statement.wires) this.#wire(wire);
        break;
      case 'Operation':
        this.#operation(statement);
        break;
    }
  }

  #pattern(loop: Extract<Statement, { $type: 'For' }>): void {
    const range = this.#types.typeOf(loop.range);
    if (loop.variables.length === 1 || range.kind !== 'list' || range.of.kind === 'list' || range.of.kind === 'unknown')
      return;
    const message = `the pattern has ${loop.variables.length} names, but an item is ${describeType(range.of)}`;
    this.#report({ code: 'K106', message, node: loop, property: 'variables' });
  }

  #start(statement: Start): void {
    const target = statement.state.ref;
    if (target === undefined || this.#types.typeOfName(target).kind === 'state') return;
    const message = `\`${statement.state.$refText}\` is not an input of type \`state\` or \`density\``;
    this.#report({ code: 'K106', message, node: statement, property: 'state' });
  }

  #returned(value: Expression): void {
    // Without parentheses, `counts`, `probs` and `state` are about the whole circuit.
    const name = isNameExpression(value) ? value.target.ref : undefined;
    if (name?.$type === 'BuiltinDeclaration' && ['counts', 'probs', 'state'].includes(name.name)) return;
    const wanted = 'what a circuit returns (`expval`, `probs`, `state`, `counts`, `fidelity`)';
    this.#types.expect(value, wanted, (type) => type.kind === 'result');
  }

  #bit(reference: WireReference): void {
    if (reference.index !== undefined) this.#types.expectPositions(reference.index);
    const bit = reference.wire.ref;
    if (bit === undefined || this.#types.typeOfName(bit).kind === 'bits') return;
    const message = `\`${reference.wire.$refText}\` is not a classical bit`;
    this.#report({ code: 'K106', message, node: reference, help: 'declare it: `bit c`' });
  }

  #operation(operation: Operation): void {
    for (const { count } of operation.modifiers) {
      if (count !== undefined) this.#types.expectInt(count, 'a whole number of controls');
    }
    if (operation.power !== undefined) this.#types.expectInt(operation.power, 'a whole number as exponent');
    for (const wire of operation.wires) this.#wire(wire);
    const target = operation.target.ref;
    if (target === undefined) {
      for (const argument of operation.arguments) this.#types.typeOf(argument.value);
      return;
    }
    const site = { node: operation, name: operation.target.$refText, parameters: [], arguments: operation.arguments };
    const callable =
      'parameters' in target && target.$type !== 'ModelDeclaration' && target.$type !== 'BuiltinDeclaration';
    const type = callable || operation.call ? this.#types.typeOfCall(target, site) : this.#types.typeOfName(target);
    const usable =
      ['channel', 'matrix', 'unknown'].includes(type.kind) ||
      (type.kind === 'circuit' && this.#owner.$type === 'CircuitDeclaration');
    if (usable) return;
    const help = type.kind === 'generator' ? 'a generator acts for a time: `evolve … on q for dt`' : undefined;
    this.#report({
      code: 'K119',
      message: `\`${site.name}\` is ${describeType(type)}, not a gate or channel`,
      node: operation,
      property: 'target',
      help,
    });
  }

  #wire(reference: WireReference): void {
    if (reference.index !== undefined) this.#types.expectPositions(reference.index);
    const wire = reference.wire.ref;
    if (wire === undefined || this.#types.typeOfName(wire).kind === 'wire') return;
    this.#report({ code: 'K106', message: `\`${reference.wire.$refText}\` is not a wire`, node: reference });
  }
}
