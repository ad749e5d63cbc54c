import { type Program, type Range, refuse, type Statement, type StatementOf, wrong } from '../parse/index.js';
import { assignment } from './assignments.js';
import { measurement } from './bits.js';
import { importFor, importIf, importSwitch, importWhile } from './control-flow.js';
import { aliasDeclaration, declaration, gateDefinition } from './declarations.js';
import { NotKnown } from './expressions.js';
import { includeFile, noisePragma, standard } from './files.js';
import { application } from './gates.js';
import { ImportState, MOST_STATEMENTS, type Place, Returned } from './import-state.js';
import { measuredApplication } from './measured-angles.js';
import { checkDistinct, qubits } from './registers.js';
import { builtin2, builtin3 } from './standard-gates.js';
import { callSubroutine } from './subroutines.js';
import { listed, Scope } from './values.js';

/** Works through an OpenQASM program and writes the circuit that it describes, as Kraus source that is not formatted yet. */
export function importedSource(
  program: Program,
  readFile: (path: string) => string | undefined,
  circuit: string,
): string {
  const state = new ImportState(program, readFile, (statements, place) => runAll(state, statements, place));
  const root = new Scope();
  for (const [name, gate] of Object.entries(state.version === 2 ? builtin2 : builtin3)) standard(root, name, gate);
  const scope = new Scope(root);
  const lines: string[] = [];
  const name = state.names.unique(circuit);
  const emit = (line: string): void => {
    lines.push(line);
  };
  state.run(state.program.statements, { scope, emit, conditional: false, looped: false, inner: false });
  if (state.wires.length === 0) {
    const [first] = state.program.statements;
    const range = first ?? { source: { path: '', text: '' }, start: 0, end: 1 };
    return wrong('this file has no qubits', range);
  }
  const imports = [...state.needs.imports].sort();
  const phase = 'gate GlobalPhase(gamma: angle) on q { P(gamma) q; X q; P(gamma) q; X q }';
  const noise = [...state.noise].sort();
  return [
    ...(imports.length > 0 ? [`import { ${imports.join(', ')} } from "std/gates"`] : []),
    ...(noise.length > 0 ? [`import { ${noise.join(', ')} } from "std/channels"`] : []),
    '',
    ...(state.needs.globalPhase
      ? ['/// The phase exp(i gamma) of everything, seen where it is controlled.', phase]
      : []),
    ...state.gates,
    '',
    `circuit ${name} on ${state.wires.join(', ')} {`,
    ...state.heads,
    ...lines,
    returned(state),
    '}',
    '',
  ].join('\n');
}

/** What the circuit yields: the bits that are `output`, else all of them, else the state. */
function returned(state: ImportState): string {
  const outputs = state.bits.some(({ output }) => output) ? state.bits.filter(({ output }) => output) : state.bits;
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
    return refuse('two bits end as the outcome of one measurement', outputs[0]?.at as Range);
  }
  const plain = outputs.every(({ entity, name }) =>
    entity.cells.every(({ place }, bit) => place.register === name && (place.index ?? 0) === bit),
  );
  if (plain && outputs.length === state.bits.length && !state.localBits) return 'return counts';
  return `return counts(${listed(places, state.sizes)})`;
}

function runAll(state: ImportState, statements: readonly Statement[], place: Place): void {
  for (const statement of statements) {
    try {
      runStatement(state, statement, place);
    } catch (error) {
      if (error instanceof NotKnown && !state.symbolic) refuse(error.message, statement);
      if (error instanceof Returned && state.depth === 0) wrong('return stands outside of a subroutine', statement);
      throw error;
    }
  }
}

function runStatement(state: ImportState, statement: Statement, place: Place): void {
  if (++state.count > MOST_STATEMENTS)
    refuse(`the program comes down to more than ${MOST_STATEMENTS} statements`, statement);
  const { scope, emit } = place;
  const context = state.context(scope);
  switch (statement.kind) {
    case 'include':
      includeFile(state, statement, place);
      return;
    case 'pragma':
      noisePragma(state, statement, place);
      return;
    case 'declare':
      declaration(state, statement, place);
      return;
    case 'alias':
      aliasDeclaration(state, statement, place);
      return;
    case 'gate':
      gateDefinition(state, statement, scope);
      return;
    case 'subroutine':
      state.fresh(statement.name, scope, statement);
      scope.set(statement.name, { kind: 'subroutine', statement });
      return;
    case 'extern':
      scope.set(statement.name, { kind: 'extern' });
      return;
    case 'apply': {
      const entity = scope.find(statement.name);
      if (entity?.kind === 'subroutine') {
        callSubroutine(
          state,
          entity.statement,
          [...statement.arguments, ...statement.operands],
          statement,
          undefined,
          place,
        );
        return;
      }
      const operands = statement.operands.map((operand) => qubits(state, operand, scope));
      checkDistinct(operands, statement);
      const applied = { operands, context, phase: undefined };
      const lines =
        measuredApplication(statement, applied, state.needs) ?? application(statement, applied, state.needs);
      for (const line of lines) emit(line);
      return;
    }
    case 'measure':
      measurement(state, statement.operand, statement.target, statement, place);
      return;
    case 'reset':
      emit(`reset ${listed(qubits(state, statement.operand, scope).wires, state.sizes)}`);
      return;
    case 'barrier':
      emit(`barrier ${statement.operands.map((q) => listed(qubits(state, q, scope).wires, state.sizes)).join(', ')}`);
      return;
    case 'nop':
      return;
    case 'scope':
      state.run(statement.body, { ...place, scope: new Scope(scope), inner: true });
      return;
    case 'box':
    case 'delay':
      refuse('timing (delay, box) has no counterpart: circuits of Kraus have no clock', statement);
      return;
    case 'calibration':
      refuse('calibrations (cal, defcal) have no counterpart', statement);
      return;
    case 'assign':
      assignment(state, statement, place);
      return;
    case 'expression':
      expressionStatement(state, statement, place);
      return;
    case 'if':
      importIf(state, statement, place);
      return;
    case 'for':
      importFor(state, statement, place);
      return;
    case 'while':
      importWhile(state, statement, place);
      return;
    case 'switch':
      importSwitch(state, statement, place);
      return;
    case 'return':
      throw new Returned(statement.value, scope);
    default:
      refuse(`${statement.kind} is not supported`, statement);
  }
}

function expressionStatement(state: ImportState, { value }: StatementOf<'expression'>, place: Place): void {
  if (value.kind === 'call') {
    const entity = place.scope.find(value.name);
    if (entity?.kind === 'subroutine') {
      callSubroutine(state, entity.statement, value.arguments, value, undefined, place);
      return;
    }
  }
  state.known(value, place.scope);
}
