import { parseQasm, refuse, type Statement, type StatementOf, wrong } from '../parse/index.js';
import { gateDefinition } from './declarations.js';
import { written } from './expressions.js';
import type { ImportState, Place } from './import-state.js';
import { qubits } from './registers.js';
import { definedGates, qelib1, type StandardGate, stdgates } from './standard-gates.js';
import { listed, type Scope } from './values.js';

export function includeFile(state: ImportState, { path }: StatementOf<'include'>, place: Place): void {
  const statement = state.program.statements.find((own) => own.kind === 'include' && own.path === path) as Statement;
  if (path === 'stdgates.inc' || path === 'qelib1.inc') {
    const table = path === 'stdgates.inc' ? stdgates : qelib1;
    for (const [name, gate] of Object.entries(table)) {
      if (!place.scope.has(name)) standard(place.scope, name, gate);
    }
    const extra = parseQasm({ path, text: definedGates[path] }).statements;
    for (const own of extra) {
      if (own.kind === 'gate' && state.applied.has(own.name) && !state.defined.has(own.name))
        gateDefinition(state, own, place.scope);
    }
    return;
  }
  const text = state.readFile(path);
  if (text === undefined) wrong(`there is no file ${path} to include`, statement);
  if (++state.included > 50) wrong('files include each other too often', statement);
  state.run(
    parseQasm({ path, text: /^\s*OPENQASM/.test(text) ? text : `OPENQASM ${state.version}.0;${text}` }).statements,
    place,
  );
}

export function noisePragma(state: ImportState, statement: StatementOf<'pragma'>, { emit, scope }: Place): void {
  const match = /^kraus\.noise\s+(\w+)(\(.*\))?\s+(.+)$/.exec(statement.text);
  if (match === null) refuse('a pragma that Kraus does not know', statement);
  const [, channel = '', given = '', operands = ''] = match;
  const text = `apply${given} ${operands};`;
  const [use] = parseQasm({ path: statement.source.path, text }).statements;
  if (use?.kind !== 'apply') refuse('a pragma that Kraus does not know', statement);
  state.noise.add(channel);
  const values = use.arguments.map((value) => written(value, state.context(scope)).text);
  const wires = use.operands.map((operand) => listed(qubits(state, operand, scope).wires, state.sizes));
  emit(`${channel}${values.length > 0 ? `(${values.join(', ')})` : ''} ${wires.join(', ')}`);
}

/** Declares a gate that OpenQASM knows. */
export function standard(scope: Scope, name: string, gate: StandardGate): void {
  scope.set(name, { kind: 'standard', gate, name });
}
