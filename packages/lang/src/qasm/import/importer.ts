import {
  type Expression,
  type Program,
  parseQasm,
  refuse,
  type Statement,
  type StatementOf,
  wrong,
} from '../parse/index.js';
import { checkFresh, conditionOf, isKnown } from './conditions.js';
import { arithmetic, asNumber, cast, type ExpressionContext, evaluate, NotKnown, written } from './expressions.js';
import { application, gatesWithPhase, type Needs, visitAll } from './gates.js';
import { Names } from './names.js';
import { builtin2, builtin3, definedGates, qelib1, type StandardGate, stdgates } from './standard-gates.js';
import {
  type BitPlace,
  type Cell,
  type Element,
  type Entity,
  elementText,
  listed,
  Scope,
  type Value,
} from './values.js';

/** The most statements that a program may come down to. */
const most = 200_000;

type Emit = (line: string) => void;

/** A subroutine that ends with a value. */
class Returned extends Error {
  readonly value: Expression | undefined;
  readonly scope: Scope;
  constructor(value: Expression | undefined, scope: Scope) {
    super('return');
    this.value = value;
    this.scope = scope;
  }
}

interface Place {
  readonly scope: Scope;
  readonly emit: Emit;
  /** Inside an `if` on measured bits. */
  readonly conditional: boolean;
  /** Inside a loop that stays a loop. */
  readonly looped: boolean;
  readonly inner: boolean;
}

/** Works through an OpenQASM program and writes the circuit that it describes. */
export class Importer {
  readonly #version: 2 | 3;
  readonly #readFile: (path: string) => string | undefined;
  readonly #fileNames = Names.ofFile();
  readonly #names: Names;
  readonly #needs: Needs;
  readonly #sizes = new Map<string, number>();
  readonly #gates: string[] = [];
  readonly #heads: string[] = [];
  readonly #wires: string[] = [];
  readonly #bits: { name: string; entity: Extract<Entity, { kind: 'bits' }>; output: boolean; at: Statement }[] = [];
  readonly #cells: Cell[] = [];
  readonly #program: Program;
  /** Names of all gates that are used, and of those that are defined. */
  readonly #applied = new Set<string>();
  readonly #defined = new Set<string>();
  #count = 0;
  #localBits = false;

  constructor(program: Program, readFile: (path: string) => string | undefined) {
    this.#program = program;
    this.#version = program.version;
    visitAll(program.statements, (statement) => {
      if (statement.kind === 'apply') this.#applied.add(statement.name);
      if (statement.kind === 'gate') this.#defined.add(statement.name);
    });
    this.#readFile = readFile;
    for (const table of [stdgates, qelib1, builtin2]) {
      for (const { gate } of Object.values(table)) this.#fileNames.reserve(gate);
    }
    for (const name of ['P', 'SX', 'GlobalPhase']) this.#fileNames.reserve(name);
    this.#names = this.#fileNames;
    this.#needs = {
      imports: new Set(),
      globalPhase: false,
      names: this.#names,
      sizes: this.#sizes,
      phaseSeen: gatesWithPhase(program.statements),
    };
  }

  source(circuit: string): string {
    const root = new Scope();
    for (const [name, gate] of Object.entries(this.#version === 2 ? builtin2 : builtin3)) standard(root, name, gate);
    const scope = new Scope(root);
    const lines: string[] = [];
    const name = this.#names.unique(circuit);
    const emit = (line: string): void => {
      lines.push(line);
    };
    this.#run(this.#program.statements, { scope, emit, conditional: false, looped: false, inner: false });
    if (this.#wires.length === 0) {
      const [first] = this.#program.statements;
      const range = first ?? { source: { path: '', text: '' }, start: 0, end: 1 };
      return wrong('this file has no qubits', range);
    }
    const imports = [...this.#needs.imports].sort();
    const phase = 'gate GlobalPhase(gamma: angle) on q { P(gamma) q; X q; P(gamma) q; X q }';
    const noise = [...this.#noise].sort();
    return [
      ...(imports.length > 0 ? [`import { ${imports.join(', ')} } from "std/gates"`] : []),
      ...(noise.length > 0 ? [`import { ${noise.join(', ')} } from "std/channels"`] : []),
      '',
      ...(this.#needs.globalPhase
        ? ['/// The phase exp(i gamma) of everything, seen where it is controlled.', phase]
        : []),
      ...this.#gates,
      '',
      `circuit ${name} on ${this.#wires.join(', ')} {`,
      ...this.#heads,
      ...lines,
      this.#returned(),
      '}',
      '',
    ].join('\n');
  }

  readonly #noise = new Set<string>();

  #returned(): string {
    const outputs = this.#bits.some(({ output }) => output) ? this.#bits.filter(({ output }) => output) : this.#bits;
    if (outputs.length === 0) return 'return state';
    const places = outputs.flatMap(({ entity, name, at }) =>
      entity.cells.map(({ place, writes, known }) => {
        if (known === true || (known === false && place.writes > 0) || place.writes !== writes) {
          return refuse(`${name} ends as something else than the outcome of a measurement`, at);
        }
        return place;
      }),
    );
    if (new Set(places).size < places.length) {
      return refuse('two bits end as the outcome of one measurement', outputs[0]?.at as Statement);
    }
    const plain = outputs.every(({ entity, name }) => entity.cells.every(({ place }) => place.register === name));
    if (plain && outputs.length === this.#bits.length && !this.#localBits) return 'return counts';
    return `return counts(${listed(places, this.#sizes)})`;
  }

  #run(statements: readonly Statement[], place: Place): void {
    for (const statement of statements) {
      try {
        this.#statement(statement, place);
      } catch (error) {
        if (error instanceof NotKnown && !this.#symbolic) refuse(error.message, statement);
        if (error instanceof Returned && this.#depth === 0) wrong('return stands outside of a subroutine', statement);
        throw error;
      }
    }
  }

  #statement(statement: Statement, place: Place): void {
    if (++this.#count > most) refuse(`the program comes down to more than ${most} statements`, statement);
    const { scope, emit } = place;
    const context = this.#context(scope);
    switch (statement.kind) {
      case 'include':
        this.#include(statement, place);
        return;
      case 'pragma':
        this.#pragma(statement, place);
        return;
      case 'declare':
        this.#declare(statement, place);
        return;
      case 'alias':
        this.#alias(statement, place);
        return;
      case 'gate':
        this.#gate(statement, scope);
        return;
      case 'subroutine':
        this.#fresh(statement.name, scope, statement);
        scope.set(statement.name, { kind: 'subroutine', statement });
        return;
      case 'extern':
        scope.set(statement.name, { kind: 'extern' });
        return;
      case 'apply': {
        const entity = scope.find(statement.name);
        if (entity?.kind === 'subroutine') {
          this.#call(entity.statement, [...statement.arguments, ...statement.operands], statement, undefined, place);
          return;
        }
        const operands = statement.operands.map((operand) => this.#qubits(operand, scope));
        this.#distinct(operands, statement);
        const lines = application(statement, { operands, context, phase: undefined }, this.#needs);
        for (const line of lines) emit(line);
        return;
      }
      case 'measure':
        this.#measure(statement.operand, statement.target, statement, place);
        return;
      case 'reset':
        emit(`reset ${listed(this.#qubits(statement.operand, scope).wires, this.#sizes)}`);
        return;
      case 'barrier':
        emit(`barrier ${statement.operands.map((q) => listed(this.#qubits(q, scope).wires, this.#sizes)).join(', ')}`);
        return;
      case 'nop':
        return;
      case 'scope':
        this.#run(statement.body, { ...place, scope: new Scope(scope), inner: true });
        return;
      case 'box':
      case 'delay':
        refuse('timing (delay, box) has no counterpart: circuits of Kraus have no clock', statement);
        return;
      case 'calibration':
        refuse('calibrations (cal, defcal) have no counterpart', statement);
        return;
      case 'assign':
        this.#assign(statement, place);
        return;
      case 'expression':
        this.#expression(statement, place);
        return;
      case 'if':
        this.#if(statement, place);
        return;
      case 'for':
        this.#for(statement, place);
        return;
      case 'while':
        this.#while(statement, place);
        return;
      case 'switch':
        this.#switch(statement, place);
        return;
      case 'return':
        throw new Returned(statement.value, scope);
      default:
        refuse(`${statement.kind} is not supported`, statement);
    }
  }

  #context(scope: Scope): ExpressionContext {
    return { scope, version: this.#version };
  }

  #known(expression: Expression, scope: Scope): Value {
    try {
      return evaluate(expression, this.#context(scope));
    } catch (error) {
      if (error instanceof NotKnown && !this.#symbolic)
        return refuse(`${error.message}; here it must be known`, expression);
      throw error;
    }
  }

  #symbolic = false;

  #number(expression: Expression, scope: Scope): number {
    return asNumber(this.#known(expression, scope), expression);
  }

  #size(expression: Expression | undefined, scope: Scope): number | undefined {
    if (expression === undefined) return undefined;
    const size = this.#number(expression, scope);
    return Number.isInteger(size) && size > 0 && size <= 4096
      ? size
      : wrong('expected a size from 1 to 4096', expression);
  }

  #fresh(name: string, scope: Scope, at: Statement): void {
    if (scope.has(name)) wrong(`${name} is declared twice`, at);
  }

  #include({ path }: StatementOf<'include'>, place: Place): void {
    const statement = this.#program.statements.find((own) => own.kind === 'include' && own.path === path) as Statement;
    if (path === 'stdgates.inc' || path === 'qelib1.inc') {
      const table = path === 'stdgates.inc' ? stdgates : qelib1;
      for (const [name, gate] of Object.entries(table)) {
        if (!place.scope.has(name)) standard(place.scope, name, gate);
      }
      const extra = parseQasm({ path, text: definedGates[path] }).statements;
      for (const own of extra) {
        if (own.kind === 'gate' && this.#applied.has(own.name) && !this.#defined.has(own.name))
          this.#gate(own, place.scope);
      }
      return;
    }
    const text = this.#readFile(path);
    if (text === undefined) wrong(`there is no file ${path} to include`, statement);
    if (++this.#included > 50) wrong('files include each other too often', statement);
    this.#run(
      parseQasm({ path, text: /^\s*OPENQASM/.test(text) ? text : `OPENQASM ${this.#version}.0;${text}` }).statements,
      place,
    );
  }

  #included = 0;

  #pragma(statement: StatementOf<'pragma'>, { emit, scope }: Place): void {
    const match = /^kraus\.noise\s+(\w+)(\(.*\))?\s+(.+)$/.exec(statement.text);
    if (match === null) refuse('a pragma that Kraus does not know', statement);
    const [, channel = '', given = '', operands = ''] = match;
    const text = `apply${given} ${operands};`;
    const [use] = parseQasm({ path: statement.source.path, text }).statements;
    if (use?.kind !== 'apply') refuse('a pragma that Kraus does not know', statement);
    this.#noise.add(channel);
    const values = use.arguments.map((value) => written(value, this.#context(scope)).text);
    const wires = use.operands.map((operand) => listed(this.#qubits(operand, scope).wires, this.#sizes));
    emit(`${channel}${values.length > 0 ? `(${values.join(', ')})` : ''} ${wires.join(', ')}`);
  }

  #declare(statement: StatementOf<'declare'>, place: Place): void {
    const { scope } = place;
    const { name, type, value, direction } = statement;
    this.#fresh(name, scope, statement);
    if (type.kind === 'qubit') {
      if (place.inner) refuse('qubits can be declared outside of blocks alone', statement);
      const size = this.#size(type.size, scope);
      const register = this.#names.unique(name);
      this.#wires.push(size === undefined ? register : `${register}[${size}]`);
      this.#sizes.set(register, size ?? 1);
      const wires = Array.from({ length: size ?? 1 }, (_, index) => ({ register, index: size && index }));
      scope.set(name, { kind: 'qubits', wires, single: size === undefined });
      return;
    }
    if (direction === 'input') {
      this.#input(statement, scope);
      return;
    }
    if (type.kind === 'scalar' && type.name === 'bit') {
      const size = this.#size(type.size, scope);
      const entity = this.#bitsNamed(name, size, statement, place);
      scope.set(name, entity);
      if (!place.inner)
        this.#bits.push({
          name: entity.cells[0]?.place.register ?? name,
          entity,
          output: direction === 'output',
          at: statement,
        });
      else this.#localBits = true;
      if (value !== undefined) this.#store(entity.cells, value, statement, place);
      return;
    }
    const base = type.kind === 'scalar' ? type.name : type.base.name;
    if (base === 'duration' || base === 'stretch') {
      refuse('durations have no counterpart: circuits of Kraus have no clock', statement);
    }
    const shape = type.kind === 'array' ? type.shape.map((size) => this.#size(size, scope) ?? 1) : undefined;
    const initial = value === undefined ? shape && filledWith(shape) : this.#value(value, base, place);
    const known = initial ?? (base === 'bool' ? false : 0);
    scope.set(name, { kind: 'value', value: structuredCloneOf(known), type: base, constant: statement.constant });
  }

  #value(expression: Expression, type: string, place: Place): Value {
    if (expression.kind === 'call' && place.scope.find(expression.name)?.kind === 'subroutine') {
      const cells = this.#bitsNamed(expression.name, undefined, expression as unknown as Statement, {
        ...place,
        inner: true,
      });
      this.#localBits = true;
      this.#store(cells.cells, expression, expression as unknown as Statement, place);
      return { kind: 'bits', cells: cells.cells.map((cell) => ({ ...cell })) };
    }
    const value = this.#known(expression, place.scope);
    return Array.isArray(value) && expression.kind === 'set' ? value : cast(value, type, expression);
  }

  #bitsNamed(
    name: string,
    size: number | undefined,
    at: Statement,
    { looped }: Place,
  ): Extract<Entity, { kind: 'bits' }> {
    if (looped) refuse('bits declared in a loop are not supported', at);
    const register = this.#names.unique(name);
    this.#heads.push(`bit ${register}${size === undefined ? '' : `[${size}]`}`);
    this.#sizes.set(register, size ?? 1);
    const cells = Array.from({ length: size ?? 1 }, (_, index): Cell => {
      const place: BitPlace = { register, index: size === undefined ? undefined : index, size: size ?? 1, writes: 0 };
      return { place, writes: 0, known: false };
    });
    this.#cells.push(...cells);
    return { kind: 'bits', cells, single: size === undefined };
  }

  #input(statement: StatementOf<'declare'>, scope: Scope): void {
    const { name, type } = statement;
    const base = type.kind === 'scalar' ? type.name : type.kind === 'qubit' ? '' : type.base.name;
    if (base !== 'float' && base !== 'angle') {
      refuse(`inputs are floats and angles; one of type ${base} would shape the circuit itself`, statement);
    }
    const shape = type.kind === 'array' ? type.shape.map((size) => this.#size(size, scope) ?? 1) : [];
    const text = this.#names.unique(name);
    const word = statement.annotations.includes('@kraus.input') ? 'input' : 'param';
    this.#heads.push(
      `${word} ${text}: ${base === 'float' ? 'real' : 'angle'}${shape.length > 0 ? `[${shape.join(', ')}]` : ''}`,
    );
    scope.set(name, { kind: 'symbol', text, shape, runtime: true });
  }

  #alias(statement: StatementOf<'alias'>, { scope }: Place): void {
    const { name, value } = statement;
    const parts = (expression: Expression): Expression[] =>
      expression.kind === 'binary' && expression.operator === '++'
        ? [...parts(expression.left), ...parts(expression.right)]
        : [expression];
    const all = parts(value);
    let root = all[0] as Expression;
    while (root.kind === 'index') root = root.base;
    const entity = root.kind === 'name' ? scope.find(root.name) : undefined;
    const single = all.length === 1;
    if (entity?.kind === 'bits') {
      const found = all.map((part) => this.#bitsOf(part, scope));
      const cells = found.flatMap((own) => own.cells);
      scope.set(name, { kind: 'bits', cells, single: single && found[0]?.single === true });
      return;
    }
    const found = all.map((part) => this.#qubits(part, scope));
    const wires = found.flatMap((own) => own.wires);
    scope.set(name, { kind: 'qubits', wires, single: single && found[0]?.single === true });
  }

  #gate(statement: StatementOf<'gate'>, scope: Scope): void {
    if (statement.opaque) refuse(`${statement.name} is opaque: its effect is not given`, statement);
    const known = scope.find(statement.name);
    if (scope.has(statement.name) && known?.kind !== 'standard')
      wrong(`${statement.name} is declared twice`, statement);
    const name = this.#fileNames.unique(statement.name);
    const names = this.#names.inner();
    const inner = new Scope(scope);
    const parameters = statement.parameters.map((parameter) => {
      const text = names.unique(parameter);
      inner.set(parameter, { kind: 'symbol', text, shape: [], runtime: false });
      return `${text}: angle`;
    });
    const wires = statement.wires.map((wire) => {
      const register = names.unique(wire);
      inner.set(wire, { kind: 'qubits', wires: [{ register }], single: true });
      return register;
    });
    const phase = this.#needs.phaseSeen.has(statement.name) ? wires[0] : undefined;
    const lines = statement.body.flatMap((own) => {
      if (own.kind === 'barrier' || own.kind === 'nop') return [];
      if (own.kind !== 'apply') return refuse('a gate holds gates alone', own);
      const operands = own.operands.map((operand) => this.#qubits(operand, inner));
      return application(own, { operands, context: this.#context(inner), phase }, this.#needs);
    });
    const head = `gate ${name}${parameters.length > 0 ? `(${parameters.join(', ')})` : ''} on ${wires.join(', ')}`;
    this.#gates.push(
      lines.length === 0
        ? `${head} { ${wires.map((wire) => `I ${wire}`).join('; ')} }`
        : `${head} {\n${lines.join('\n')}\n}`,
    );
    scope.set(statement.name, { kind: 'gate', name, parameters: parameters.length, wires: wires.length });
  }

  #qubits(operand: Expression, scope: Scope): { wires: readonly Element[]; single: boolean } {
    if (operand.kind === 'hardware') return this.#hardware(operand.text);
    if (operand.kind === 'name') {
      const entity = scope.find(operand.name);
      if (entity?.kind === 'qubits') return entity;
      const what = entity === undefined ? 'is not declared' : 'is no qubit';
      return wrong(`${operand.name} ${what}`, operand);
    }
    if (operand.kind !== 'index') return wrong('expected qubits', operand);
    const { wires } = this.#qubits(operand.base, scope);
    const [index, ...more] = operand.indices;
    if (index === undefined || more.length > 0) return wrong('a register has one index', operand);
    if (index.kind === 'range' || index.kind === 'set') {
      return { wires: this.#positions(index, wires.length, scope).map((at) => wires[at] as Element), single: false };
    }
    try {
      return { wires: [wires[this.#position(index, wires.length, scope)] as Element], single: true };
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      const [first] = wires;
      const whole = wires.every((wire, at) => wire.register === first?.register && wire.index === at);
      if (first === undefined || !whole) throw error;
      return { wires: [{ register: first.register, index: written(index, this.#context(scope)).text }], single: true };
    }
  }

  #hardware(text: string): { wires: readonly Element[]; single: boolean } {
    const name = `physical_${text.slice(1)}`;
    if (!this.#sizes.has(name)) {
      this.#wires.push(name);
      this.#sizes.set(name, 1);
      this.#names.reserve(name);
    }
    return { wires: [{ register: name }], single: true };
  }

  #position(index: Expression, size: number, scope: Scope): number {
    const at = asNumber(this.#symbolicValue(index, scope), index);
    const position = at < 0 ? size + at : at;
    if (Number.isInteger(position) && position >= 0 && position < size) return position;
    return wrong(`there is no index ${at} in a register of ${size}`, index);
  }

  /** As {@link evaluate}: throws NotKnown for loop variables. */
  #symbolicValue(index: Expression, scope: Scope): Value {
    return evaluate(index, this.#context(scope));
  }

  #positions(index: Expression, size: number, scope: Scope): number[] {
    if (index.kind === 'set') return index.items.map((item) => this.#position(item, size, scope));
    return this.#rangeOf(index, size, scope).map((at) => {
      const position = at < 0 ? size + at : at;
      return position < size ? position : wrong(`there is no index ${at} in a register of ${size}`, index);
    });
  }

  #rangeOf(range: Expression, size: number | undefined, scope: Scope): number[] {
    if (range.kind !== 'range') return wrong('expected a range', range);
    const step = range.step === undefined ? 1 : this.#number(range.step, scope);
    const from = range.from === undefined ? (step < 0 ? -1 : 0) : this.#number(range.from, scope);
    const to = range.to === undefined ? (step < 0 ? 0 : -1) : this.#number(range.to, scope);
    const absolute = (at: number): number => (at < 0 && size !== undefined ? size + at : at);
    const [start, end] = [absolute(from), absolute(to)];
    if (step === 0) return wrong('the step of a range must not be 0', range);
    const count = Math.max(0, Math.floor((end - start) / step + 1 + 1e-9));
    if (count > most) return refuse(`a range of more than ${most} numbers`, range);
    return Array.from({ length: count }, (_, k) => start + k * step);
  }

  #bitsOf(operand: Expression, scope: Scope): { cells: readonly Cell[]; single: boolean } {
    if (operand.kind === 'name') {
      const entity = scope.find(operand.name);
      if (entity?.kind === 'bits') return entity;
      return wrong(`${operand.name} ${entity === undefined ? 'is not declared' : 'is no bit'}`, operand);
    }
    if (operand.kind !== 'index') return wrong('expected bits', operand);
    const base = operand.base.kind === 'name' ? scope.find(operand.base.name) : undefined;
    if (base?.kind === 'value') return refuse('a measurement goes into bits alone', operand);
    const { cells } = this.#bitsOf(operand.base, scope);
    const [index] = operand.indices;
    if (index === undefined || operand.indices.length > 1) return wrong('a register has one index', operand);
    if (index.kind === 'range' || index.kind === 'set') {
      return { cells: this.#positions(index, cells.length, scope).map((at) => cells[at] as Cell), single: false };
    }
    const at = asNumber(this.#known(index, scope), index);
    const cell = cells[at < 0 ? cells.length + at : at];
    return { cells: [cell ?? wrong(`there is no index ${at} in a register of ${cells.length}`, index)], single: true };
  }

  #measure(operand: Expression, target: Expression | undefined, at: Statement, place: Place): void {
    if (target === undefined) {
      this.#measureInto(operand, undefined, at, place);
      return;
    }
    this.#measureInto(operand, this.#bitsOf(target, place.scope).cells, at, place);
  }

  #measureInto(operand: Expression, cells: readonly Cell[] | undefined, at: Statement, place: Place): void {
    const { wires } = this.#qubits(operand, place.scope);
    if (place.conditional) refuse('a measurement under a condition on measured bits is not supported', at);
    if (cells === undefined) {
      place.emit(`measure ${listed(wires, this.#sizes)}`);
      return;
    }
    if (place.looped) refuse('a measurement in a loop', at);
    if (wires.length !== cells.length) {
      wrong(`${wires.length} qubits are measured into ${cells.length} bits`, at);
    }
    for (const cell of cells) this.#ownPlace(cell, at);
    place.emit(
      `measure ${listed(wires, this.#sizes)} -> ${listed(
        cells.map((cell) => cell.place),
        this.#sizes,
      )}`,
    );
    for (const cell of cells) {
      cell.place.writes++;
      cell.writes = cell.place.writes;
      cell.known = undefined;
    }
  }

  /** A cell that shares its place with others gets a new one before it is written. */
  #ownPlace(cell: Cell, at: Statement): void {
    if (!this.#cells.some((other) => other !== cell && other.place === cell.place && other.known === undefined)) return;
    const { place } = cell;
    const fresh = this.#bitsNamed(place.register, undefined, at, { looped: false } as Place).cells[0];
    if (fresh !== undefined) cell.place = fresh.place;
    this.#localBits = true;
  }

  #distinct(operands: readonly { wires: readonly Element[]; single: boolean }[], at: Statement): void {
    const size = Math.max(1, ...operands.map(({ wires }) => wires.length));
    for (let k = 0; k < size; k++) {
      const used = operands.map(({ wires, single }) => elementText(wires[single ? 0 : k] ?? { register: `${k}` }));
      if (new Set(used).size < used.length) wrong('a gate acts on one qubit twice', at);
    }
  }

  /** Puts a value, the outcome of a measurement or what a subroutine returns into bits. */
  #store(cells: readonly Cell[], value: Expression, at: Statement, place: Place): void {
    if (value.kind === 'measure') {
      this.#measureInto(value.operand, cells, at, place);
      return;
    }
    if (value.kind === 'call') {
      const entity = place.scope.find(value.name);
      if (entity?.kind === 'subroutine') {
        this.#call(entity.statement, value.arguments, at, cells, place);
        return;
      }
    }
    if (place.conditional || place.looped) refuse('bits that are set under a condition or in a loop', at);
    const found = this.#known(value, place.scope);
    const held = typeof found === 'object' && !Array.isArray(found) && found.kind === 'bits' ? found.cells : undefined;
    if (held !== undefined) {
      if (held.length !== cells.length) wrong(`${held.length} bits are put into ${cells.length}`, at);
      for (const [index, source] of held.entries()) Object.assign(cells[index] as Cell, source);
      return;
    }
    if (!isKnown(found)) refuse('bits computed from measured ones are supported in conditions alone', value);
    const list = Array.isArray(found)
      ? found
      : cells.map((_, bit) => Math.floor(asNumber(found, value) / 2 ** bit) % 2 === 1);
    if (list.length !== cells.length) wrong(`${list.length} bits are put into ${cells.length}`, at);
    for (const [index, cell] of cells.entries()) cell.known = list[index] === true || list[index] === 1;
  }

  #assign(statement: StatementOf<'assign'>, place: Place): void {
    const { target, operator, value } = statement;
    const { scope } = place;
    let root = target;
    while (root.kind === 'index') root = root.base;
    const entity = root.kind === 'name' ? scope.find(root.name) : undefined;
    if (entity === undefined) wrong(`${root.kind === 'name' ? root.name : 'this'} is not declared`, root);
    if (entity.kind === 'bits') {
      if (operator !== '=') refuse('bits are set with = alone', statement);
      this.#store(this.#bitsOf(target, scope).cells, value, statement, place);
      return;
    }
    if (entity.kind !== 'value' || entity.constant) wrong('this cannot be assigned', target);
    if (place.conditional || place.looped) {
      refuse('a variable that is set under a condition on measured bits or in a loop', statement);
    }
    const given = this.#value(value, entity.type, place);
    const sign = operator.slice(0, -1);
    const current = sign === '' ? undefined : asNumber(this.#known(target, scope), target);
    const next = current === undefined ? given : arithmetic(sign, current, asNumber(given, value));
    const stored = this.#inType(next, entity.type);
    if (target.kind === 'name') entity.value = structuredCloneOf(stored);
    else this.#assignEntry(entity, target, stored, scope);
  }

  #inType(value: Value, type: string): Value {
    return typeof value === 'number' && (type === 'int' || type === 'uint') ? Math.trunc(value) : value;
  }

  #assignEntry(entity: Extract<Entity, { kind: 'value' }>, target: Expression, value: Value, scope: Scope): void {
    const indices: Expression[] = [];
    for (let at = target; at.kind === 'index'; at = at.base) indices.unshift(...at.indices);
    let list = entity.value;
    for (const [depth, index] of indices.entries()) {
      if (!Array.isArray(list)) refuse('bits of a number cannot be set one by one', target);
      if (index.kind === 'range' || index.kind === 'set') {
        const at = this.#positions(index, list.length, scope);
        if (depth < indices.length - 1 || !Array.isArray(value)) refuse('this assignment to a part', target);
        for (const [k, position] of at.entries()) list[position] = structuredCloneOf(value[k] ?? 0);
        return;
      }
      const position = this.#position(index, list.length, scope);
      if (depth === indices.length - 1) list[position] = structuredCloneOf(value);
      else list = list[position];
    }
  }

  #expression({ value }: StatementOf<'expression'>, place: Place): void {
    if (value.kind === 'call') {
      const entity = place.scope.find(value.name);
      if (entity?.kind === 'subroutine') {
        this.#call(entity.statement, value.arguments, value as unknown as Statement, undefined, place);
        return;
      }
    }
    this.#known(value, place.scope);
  }

  #depth = 0;

  /** A subroutine, put in place. `into` takes what it returns. */
  #call(
    subroutine: StatementOf<'subroutine'>,
    given: readonly Expression[],
    at: Statement,
    into: readonly Cell[] | undefined,
    place: Place,
  ): void {
    if (given.length !== subroutine.arguments.length) {
      wrong(`${subroutine.name} takes ${subroutine.arguments.length} arguments, found ${given.length}`, at);
    }
    if (++this.#depth > 100) refuse('subroutines that call each other more than 100 deep', at);
    const inner = new Scope(this.#globals ?? place.scope);
    this.#globals ??= place.scope;
    for (const [index, { name, type }] of subroutine.arguments.entries()) {
      const expression = given[index] as Expression;
      if (type.kind === 'qubit') {
        const size = this.#size(type.size, inner);
        const found = this.#qubits(expression, place.scope);
        if ((size ?? 1) !== found.wires.length) {
          wrong(`${subroutine.name} takes ${size ?? 1} qubits for ${name}, found ${found.wires.length}`, expression);
        }
        inner.set(name, { kind: 'qubits', wires: found.wires, single: size === undefined });
      } else if (type.kind === 'scalar' && type.name === 'bit') {
        const { cells, single } = this.#bitsOf(expression, place.scope);
        inner.set(name, { kind: 'bits', cells: cells.map((cell) => ({ ...cell })), single });
      } else {
        const base = type.kind === 'scalar' ? type.name : type.base.name;
        const value = this.#value(expression, base, place);
        inner.set(name, { kind: 'value', value, type: base, constant: type.kind !== 'scalar' });
      }
    }
    try {
      this.#run(bound(subroutine, into, inner), { ...place, scope: inner, inner: true });
    } catch (error) {
      if (!(error instanceof Returned)) throw error;
      if (into !== undefined && error.value !== undefined && !isBound(error.value, inner, into)) {
        this.#store(into, error.value, at, { ...place, scope: error.scope });
      } else if (into === undefined && error.value?.kind === 'measure') {
        this.#measureInto(error.value.operand, undefined, at, { ...place, scope: error.scope });
      }
    } finally {
      this.#depth--;
    }
  }

  #globals: Scope | undefined;

  #if(statement: StatementOf<'if'>, place: Place): void {
    const { then, otherwise } = statement;
    const condition = conditionOf('id', [this.#known(statement.condition, place.scope)], statement.condition);
    const inner = (): Place => ({ ...place, scope: new Scope(place.scope), inner: true });
    if (typeof condition === 'boolean') {
      this.#run(condition ? then : otherwise, inner());
      return;
    }
    if (typeof condition !== 'object' || Array.isArray(condition) || condition.kind !== 'condition') {
      wrong('expected a condition', statement.condition);
    }
    checkFresh(condition, statement.condition);
    const block = (body: readonly Statement[]): string[] => {
      const lines: string[] = [];
      try {
        this.#run(body, { ...inner(), emit: (line) => void lines.push(line), conditional: true });
      } catch (error) {
        if (!(error instanceof Returned)) throw error;
        refuse('a return under a condition on measured bits', statement);
      }
      return lines;
    };
    const [first, second] = [block(then), block(otherwise)];
    if (first.length > 0) place.emit(`if ${condition.text} {\n${first.join('\n')}\n}`);
    if (second.length === 0) return;
    place.emit(
      first.length > 0 ? `else {\n${second.join('\n')}\n}` : `if not (${condition.text}) {\n${second.join('\n')}\n}`,
    );
  }

  #for(statement: StatementOf<'for'>, place: Place): void {
    const { variable, range, body } = statement;
    if (range.kind === 'range' && body.every((own) => isPlain(own, place.scope)) && this.#asLoop(statement, place))
      return;
    const values =
      range.kind === 'range' ? this.#rangeOf(range, undefined, place.scope) : this.#known(range, place.scope);
    if (!Array.isArray(values)) wrong('expected a range or a list', range);
    for (const value of values) {
      const scope = new Scope(place.scope);
      scope.set(variable, { kind: 'value', value, type: 'int', constant: true });
      this.#run(body, { ...place, scope, inner: true });
    }
  }

  /** Writes a loop as a loop, if nothing in it needs the value of its variable. */
  #asLoop({ variable, range, body }: StatementOf<'for'>, place: Place): boolean {
    const values = this.#rangeOf(range, undefined, place.scope);
    const [start, second = 1] = values;
    if (start === undefined || values.length < 2) return false;
    const step = second - start;
    if (!Number.isInteger(start) || !Number.isInteger(step)) return false;
    const names = this.#names.inner();
    const name = names.unique(variable);
    const lines: string[] = [];
    const scope = new Scope(place.scope);
    scope.set(variable, { kind: 'symbol', text: name, shape: [], runtime: false });
    const outer = this.#symbolic;
    this.#symbolic = true;
    try {
      this.#run(body, { ...place, scope, emit: (line) => void lines.push(line), looped: true, inner: true });
    } catch (error) {
      if (error instanceof NotKnown) return false;
      throw error;
    } finally {
      this.#symbolic = outer;
    }
    const counter = names.unique('step');
    const head =
      step === 1 && start >= 0
        ? `for ${name} in ${start}..${start + values.length} {`
        : `for ${counter} in 0..${values.length} {\nlet ${name} = ${start} ${step < 0 ? '-' : '+'} ${Math.abs(step) === 1 ? '' : `${Math.abs(step)} * `}${counter}`;
    place.emit(`${head}\n${lines.join('\n')}\n}`);
    return true;
  }

  #while(statement: StatementOf<'while'>, place: Place): void {
    for (let pass = 0; ; pass++) {
      const condition = conditionOf('id', [this.#known(statement.condition, place.scope)], statement.condition);
      if (condition === false) return;
      if (condition !== true) {
        refuse('a loop whose length depends on what is measured cannot be unrolled', statement.condition);
      }
      if (pass > most) refuse('this loop does not come to an end', statement);
      this.#run(statement.body, { ...place, scope: new Scope(place.scope), inner: true });
      if (++this.#count > most) refuse('this loop does not come to an end', statement);
    }
  }

  #switch(statement: StatementOf<'switch'>, place: Place): void {
    const value = this.#known(statement.value, place.scope);
    if (!isKnown(value)) refuse('a switch on measured bits; write it as a chain of if', statement.value);
    const number = asNumber(value, statement.value);
    const found = statement.cases.find(({ values }) => values.some((own) => this.#number(own, place.scope) === number));
    this.#run(found?.body ?? statement.otherwise ?? [], { ...place, scope: new Scope(place.scope), inner: true });
  }
}

function standard(scope: Scope, name: string, gate: StandardGate): void {
  scope.set(name, { kind: 'standard', gate, name });
}

/** Whether a statement may stay in a loop: gates, resets and barriers, and loops of them. */
function isPlain(statement: Statement, scope: Scope): boolean {
  if (statement.kind === 'for') return statement.body.every((own) => isPlain(own, scope));
  if (statement.kind === 'apply' && scope.find(statement.name)?.kind === 'subroutine') return false;
  return ['apply', 'reset', 'barrier', 'nop'].includes(statement.kind);
}

function filledWith([size, ...rest]: readonly number[]): Value {
  return size === undefined ? 0 : Array.from({ length: size }, () => filledWith(rest));
}

function structuredCloneOf(value: Value): Value {
  return Array.isArray(value) ? value.map(structuredCloneOf) : value;
}

/**
 * The body of a subroutine whose last statement returns bits that it declared: those bits are the caller's, so that outcomes
 * go where the caller wants them.
 */
function bound(
  { body }: StatementOf<'subroutine'>,
  into: readonly Cell[] | undefined,
  scope: Scope,
): readonly Statement[] {
  const last = body.at(-1);
  if (into === undefined || last?.kind !== 'return' || last.value?.kind !== 'name') return body;
  const { name } = last.value;
  const declared = body.findIndex((own) => own.kind === 'declare' && own.name === name && own.value === undefined);
  const own = body[declared];
  const local = own?.kind === 'declare' && own.type.kind === 'scalar' && own.type.name === 'bit';
  const written = body.filter((other) => other.kind === 'assign' && rootName(other.target) === name);
  if (!local || written.some((other) => other.kind === 'assign' && other.value.kind !== 'measure')) return body;
  scope.set(name, {
    kind: 'bits',
    cells: [...into],
    single: own.type.kind === 'scalar' && own.type.size === undefined,
  });
  return body.filter((_, index) => index !== declared);
}

function rootName(expression: Expression): string | undefined {
  let root = expression;
  while (root.kind === 'index') root = root.base;
  return root.kind === 'name' ? root.name : undefined;
}

function isBound(value: Expression, scope: Scope, into: readonly Cell[]): boolean {
  if (value.kind !== 'name') return false;
  const entity = scope.find(value.name);
  return entity?.kind === 'bits' && entity.cells.every((cell, index) => cell === into[index]);
}
