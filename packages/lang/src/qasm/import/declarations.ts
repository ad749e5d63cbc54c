import { type Expression, refuse, type StatementOf, wrong } from '../parse/index.js';
import { declareBits } from './bit-places.js';
import { application } from './gates.js';
import type { ImportState, Place } from './import-state.js';
import { bitsOf, qubits } from './registers.js';
import { evaluated, storeInto } from './subroutines.js';
import { copyOf, Scope, type Value } from './values.js';

export function declaration(state: ImportState, statement: StatementOf<'declare'>, place: Place): void {
  const { scope } = place;
  const { name, type, value, direction } = statement;
  state.fresh(name, scope, statement);
  if (type.kind === 'qubit') {
    if (place.inner) refuse('qubits can be declared outside of blocks alone', statement);
    const size = state.size(type.size, scope);
    const register = state.names.unique(name);
    state.wires.push(size === undefined ? register : `${register}[${size}]`);
    state.sizes.set(register, size ?? 1);
    const wires = Array.from({ length: size ?? 1 }, (_, index) => ({ register, index: size && index }));
    scope.set(name, { kind: 'qubits', wires, single: size === undefined });
    return;
  }
  if (direction === 'input') {
    inputDeclaration(state, statement, scope);
    return;
  }
  if (type.kind === 'scalar' && type.name === 'bit') {
    const size = state.size(type.size, scope);
    const entity = declareBits(state, name, size, statement, place);
    scope.set(name, entity);
    if (!place.inner)
      state.bits.push({
        name: entity.cells[0]?.place.register ?? name,
        entity,
        output: direction === 'output',
        at: statement,
      });
    else state.localBits = true;
    if (value !== undefined) storeInto(state, entity.cells, value, statement, place);
    return;
  }
  const base = type.kind === 'scalar' ? type.name : type.base.name;
  if (base === 'duration' || base === 'stretch') {
    refuse('durations have no counterpart: circuits of Kraus have no clock', statement);
  }
  const shape = type.kind === 'array' ? type.shape.map((size) => state.size(size, scope) ?? 1) : undefined;
  const initial = value === undefined ? shape && filledWith(shape) : evaluated(state, value, base, place);
  const known = initial ?? (base === 'bool' ? false : 0);
  const bits = type.kind === 'scalar' ? state.size(type.size, scope) : undefined;
  scope.set(name, { kind: 'value', value: copyOf(known), type: base, constant: statement.constant, size: bits });
}

function inputDeclaration(state: ImportState, statement: StatementOf<'declare'>, scope: Scope): void {
  const { name, type } = statement;
  const base = type.kind === 'scalar' ? type.name : type.kind === 'qubit' ? '' : type.base.name;
  if (base !== 'float' && base !== 'angle') {
    refuse(`inputs are floats and angles; one of type ${base} would shape the circuit itself`, statement);
  }
  const shape = type.kind === 'array' ? type.shape.map((size) => state.size(size, scope) ?? 1) : [];
  const text = state.names.unique(name);
  const word = statement.annotations.includes('@kraus.input') ? 'input' : 'param';
  state.heads.push(
    `${word} ${text}: ${base === 'float' ? 'real' : 'angle'}${shape.length > 0 ? `[${shape.join(', ')}]` : ''}`,
  );
  scope.set(name, { kind: 'symbol', text, shape, runtime: true });
}

export function aliasDeclaration(state: ImportState, statement: StatementOf<'alias'>, { scope }: Place): void {
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
    const found = all.map((part) => bitsOf(state, part, scope));
    const cells = found.flatMap((own) => own.cells);
    scope.set(name, { kind: 'bits', cells, single: single && found[0]?.single === true });
    return;
  }
  const found = all.map((part) => qubits(state, part, scope));
  const wires = found.flatMap((own) => own.wires);
  scope.set(name, { kind: 'qubits', wires, single: single && found[0]?.single === true });
}

export function gateDefinition(state: ImportState, statement: StatementOf<'gate'>, scope: Scope): void {
  if (statement.opaque) refuse(`${statement.name} is opaque: its effect is not given`, statement);
  const known = scope.find(statement.name);
  if (scope.has(statement.name) && known?.kind !== 'standard') wrong(`${statement.name} is declared twice`, statement);
  const name = state.fileNames.unique(statement.name);
  const names = state.names.inner();
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
  const phase = state.needs.phaseSeen.has(statement.name) ? wires[0] : undefined;
  const lines = statement.body.flatMap((own) => {
    if (own.kind === 'barrier' || own.kind === 'nop') return [];
    if (own.kind !== 'apply') return refuse('a gate holds gates alone', own);
    const operands = own.operands.map((operand) => qubits(state, operand, inner));
    return application(own, { operands, context: state.context(inner), phase }, state.needs);
  });
  const head = `gate ${name}${parameters.length > 0 ? `(${parameters.join(', ')})` : ''} on ${wires.join(', ')}`;
  state.gates.push(
    lines.length === 0
      ? `${head} { ${wires.map((wire) => `I ${wire}`).join('; ')} }`
      : `${head} {\n${lines.join('\n')}\n}`,
  );
  scope.set(statement.name, { kind: 'gate', name, parameters: parameters.length, wires: wires.length });
}

function filledWith([size, ...rest]: readonly number[]): Value {
  return size === undefined ? 0 : Array.from({ length: size }, () => filledWith(rest));
}
