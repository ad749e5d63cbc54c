import type { Catalogue, DeviceJudge, ModelSpec } from '@kraus/core';
import { type AstNode, AstUtils, type LangiumDocument, type ValidationAcceptor } from 'langium';
import type { Issue, Report } from '../diagnostics/index.js';
import type { Declaration, Import, Script, TopLevel } from '../generated/index.js';
import { isDeclaration, isModifier, isNameExpression, isOption } from '../generated/index.js';
import { type KrausServices, referencesOf, toInfo } from '../language/index.js';
import { findComponent, lowerDataset } from '../lowering/index.js';
import { TypeChecker } from '../types/index.js';
import { checkBody, checkConstant, checkParameters, checkTyped, checkWires } from './bodies.js';
import { ComponentChecker } from './components.js';
import { checkDevice, checkRun } from './devices.js';
import type { KnownDeclarations } from './fingerprints.js';
import { checkDeviceItself, checkRunOnDevice, checkWalksOnDevices } from './hardware.js';
import { checkLearning } from './learning.js';
import { checkModel, checkValues, type ModelContext, tryModel } from './models.js';
import { checkImports, checkSeparated, checkUnique } from './names.js';
import { checkPhysics, ownerOf, PhysicsChecker } from './physics.js';
import { checkSchedule } from './schedules.js';
import { checkSweep, checkTask } from './tasks.js';

/**
 * All checks of one script. What has an error in its names or types is not worked out; of a file with syntax errors the
 * statements that these do not touch are checked.
 */
export class ScriptChecks {
  readonly #script: Script;
  readonly #services: KrausServices;
  readonly #catalogue: Catalogue;
  readonly #issues: Issue[] = [];
  readonly #faulty: Set<AstNode>;
  readonly #said = new Set<string>();
  readonly #imports: readonly Import[];
  readonly #statements: readonly TopLevel[];
  /** Whether this file or one that it uses has syntax errors, so that parts of the tree may be missing. */
  readonly #torn: boolean;

  readonly #known: KnownDeclarations;

  /** @param known what was found out in other checks with the same catalogue */
  constructor(script: Script, services: KrausServices, catalogue: Catalogue, known: KnownDeclarations) {
    this.#known = known;
    this.#script = script;
    this.#services = services;
    this.#catalogue = catalogue;
    const sound = soundStatements(script);
    this.#imports = script.imports.filter((node) => sound.has(node));
    this.#statements = script.statements.filter((node) => sound.has(node));
    this.#faulty = new Set<AstNode>(script.statements.filter((node) => !sound.has(node)));
    for (const statement of faultyByLinking(script)) this.#faulty.add(statement);
    this.#torn = isTorn(script, services);
  }

  /** Imports, names, types, units and components. */
  fast(): void {
    const report = this.#reporter(this.#issues, this.#faulty, this.#said);
    const types = new TypeChecker(report);
    const components = new ComponentChecker(this.#catalogue, types, report);
    const context: ModelContext = { catalogue: this.#catalogue, types, components, report };
    const { ImportTargets: targets, StandardLibrary: library } = this.#services.kraus;
    const [imports, statements] = [this.#imports, this.#statements];
    checkImports(this.#script, { imports, statements }, targets, library.scripts.keys(), report);
    checkUnique(
      statements.filter((statement) => 'name' in statement),
      ({ name }) => name,
      'name',
      report,
    );
    checkSeparated([...imports, ...statements].sort(byPlace), ';', 'statements', report);
    for (const statement of statements) {
      this.#guard(() => {
        if (isDeclaration(statement)) checkDeclaration(statement, context);
      });
    }
    for (const statement of statements) {
      if (this.#faulty.has(statement)) continue;
      this.#guard(() => {
        if (statement.$type === 'Task') checkTask(statement, context);
        else if (statement.$type === 'SweepDeclaration') checkSweep(statement, context);
        else if (statement.$type === 'RunTask') checkRun(statement, context);
      });
    }
  }

  /** Says what the fast checks found. */
  tell(accept: ValidationAcceptor): void {
    for (const issue of this.#issues) say(issue, accept);
  }

  /** What declarations do, worked out over the values of their parameters. Begins anew each time it is called. */
  *physics(accept: ValidationAcceptor, judge?: DeviceJudge): Generator<void> {
    const issues: Issue[] = [];
    const faulty = new Set(this.#faulty);
    const report = this.#reporter(issues, faulty, new Set(this.#said));
    const checker = new PhysicsChecker(report, faulty, usesOf(this.#script), this.#known);
    const unlessSound = (declaration: Declaration, check: () => Generator<void>): Generator<void> =>
      this.#guarded(() => checker.unlessSound(declaration, check));
    for (const statement of this.#statements) {
      if (isDeclaration(statement) && !isTried(statement)) {
        yield* unlessSound(statement, () => checkPhysics(statement, checker));
      }
    }
    for (const statement of this.#statements) {
      const trial = (): Generator<void> => this.#trial(statement, checker, judge);
      yield* isTried(statement) && !namesDevice(statement) ? unlessSound(statement, trial) : this.#guarded(trial);
    }
    checker.finish();
    for (const issue of issues) say(issue, accept);
  }

  /** Whether it names devices, so that they can be judged. */
  get namesDevices(): boolean {
    return this.#statements.some(
      (statement) =>
        statement.$type === 'DeviceDeclaration' ||
        (statement.$type === 'RunTask' && statement.device !== undefined) ||
        (statement.$type === 'ModelDeclaration' && namesDevice(statement)),
    );
  }

  /** Tries models and data sets with values in place of parameters, and devices by what is asked of them. */
  *#trial(statement: TopLevel, checker: PhysicsChecker, judge: DeviceJudge | undefined): Generator<void> {
    const catalogue = this.#catalogue;
    if (statement.$type === 'ModelDeclaration') {
      let atDefaults: ModelSpec | undefined;
      const trial: Parameters<PhysicsChecker['check']>[2] = (interpreter, values) => {
        const spec = tryModel(statement, values, catalogue, interpreter);
        if (values.size === 0) atDefaults = spec;
      };
      yield* checker.check(statement, statement.parameters, trial, { mostPoints: 8 });
      checker.warn(statement, (report) => {
        if (atDefaults === undefined) return;
        checkLearning(statement, atDefaults, catalogue, report);
        if (judge !== undefined) checkWalksOnDevices(statement, atDefaults, { catalogue, judge, report });
      });
    } else if (judge !== undefined && statement.$type === 'DeviceDeclaration') {
      checker.warn(statement, (report) => checkDeviceItself(statement, { catalogue, judge, report }));
    } else if (judge !== undefined && statement.$type === 'RunTask') {
      yield;
      checker.warn(statement, (report) => checkRunOnDevice(statement, { catalogue, judge, report }));
    } else if (statement.$type === 'DatasetDeclaration') {
      yield* checker.check(statement, [], (interpreter) => {
        const { source } = lowerDataset(statement, catalogue, interpreter);
        checkValues(statement.source, source, findComponent(catalogue, 'dataset', source.component)?.options);
      });
    }
  }

  #reporter(issues: Issue[], faulty: Set<AstNode>, said: Set<string>): Report {
    return (issue) => {
      const owner = ownerOf(issue.node);
      if (owner !== undefined && (issue.severity ?? 'error') === 'error') faulty.add(owner);
      // One place, one error: what follows from it would only repeat it.
      const place = `${issue.severity ?? 'error'} ${issue.node.$cstNode?.offset} ${issue.node.$cstNode?.end} ${issue.property ?? ''} ${issue.index ?? ''}`;
      if (said.has(place)) return;
      said.add(place);
      issues.push(issue);
    };
  }

  /** A syntax error leaves holes in the tree; a check that falls into one says nothing, as the syntax error is told. */
  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!this.#torn || !(error instanceof TypeError)) throw error;
    }
  }

  *#guarded(check: () => Generator<void>): Generator<void> {
    try {
      yield* check();
    } catch (error) {
      if (!this.#torn || !(error instanceof TypeError)) throw error;
    }
  }
}

/** Whether a forward process of a model runs on a device: what is said of it depends on that device, not on the script alone. */
function namesDevice(statement: TopLevel): boolean {
  return AstUtils.streamAst(statement).some((node) => isModifier(node) && node.device !== undefined);
}

type Tried = Extract<Declaration, { $type: 'ModelDeclaration' | 'DatasetDeclaration' }>;

/** Whether a declaration is tried as a whole, after those that it may use. */
function isTried(declaration: TopLevel): declaration is Tried {
  return declaration.$type === 'ModelDeclaration' || declaration.$type === 'DatasetDeclaration';
}

function say(issue: Issue, accept: ValidationAcceptor): void {
  accept(issue.severity ?? 'error', issue.message.replace('{at}', ''), toInfo(issue));
}

function byPlace(a: AstNode, b: AstNode): number {
  return (a.$cstNode?.offset ?? 0) - (b.$cstNode?.offset ?? 0);
}

/** The imports and statements that no syntax error touches. */
function soundStatements(script: Script): Set<AstNode> {
  const nodes: AstNode[] = [...script.imports, ...script.statements].sort(byPlace);
  const { parserErrors = [], lexerErrors = [] } = script.$document?.parseResult ?? {};
  const places = lexerErrors.map(({ offset }) => offset);
  for (const error of parserErrors) {
    const before = 'previousToken' in error ? (error.previousToken as typeof error.token) : error.token;
    places.push(...[error.token, before].map(({ startOffset }) => startOffset).filter(Number.isFinite));
  }
  // An error at the end of the file has no place; it belongs to the last statement.
  if (parserErrors.some(({ token }) => !Number.isFinite(token.startOffset))) places.push(Number.MAX_SAFE_INTEGER);
  return new Set(
    nodes.filter((node, index) => {
      const start = node.$cstNode?.offset;
      const end = nodes[index + 1]?.$cstNode?.offset ?? Number.POSITIVE_INFINITY;
      return start !== undefined && !places.some((place) => place >= start && place < end);
    }),
  );
}

/** Whether a script or one that it imports, directly or through others, has syntax errors. */
function isTorn(script: Script, services: KrausServices, seen = new Set<LangiumDocument>()): boolean {
  const document = script.$document;
  if (document === undefined || seen.has(document)) return false;
  seen.add(document);
  const { parserErrors, lexerErrors } = document.parseResult;
  if (parserErrors.length + lexerErrors.length > 0) return true;
  return script.imports.some((statement) => {
    const target = services.kraus.ImportTargets.get(statement)?.parseResult.value;
    return target !== undefined && isTorn(target as Script, services, seen);
  });
}

/** The statements that name something unknown. */
function* faultyByLinking(script: Script): Generator<AstNode> {
  for (const { error, container } of referencesOf(script)) {
    // A bare word as an option's value may be a component or a text: the catalogue decides.
    if (error === undefined || (isNameExpression(container) && isOption(container.$container))) continue;
    const owner = ownerOf(container);
    if (owner !== undefined) yield owner;
  }
}

/** What each statement of a script names. */
function usesOf(script: Script): ReadonlyMap<AstNode, ReadonlySet<AstNode>> {
  const uses = new Map<AstNode, Set<AstNode>>();
  for (const { ref: target, container } of referencesOf(script)) {
    const owner = ownerOf(container);
    if (owner === undefined || target === undefined || target === owner) continue;
    const known = uses.get(owner);
    if (known === undefined) uses.set(owner, new Set([target]));
    else known.add(target);
  }
  return uses;
}

function checkDeclaration(declaration: Declaration, context: ModelContext): void {
  const { types, report, components } = context;
  switch (declaration.$type) {
    case 'ConstantDeclaration':
      checkConstant(declaration, types, report);
      break;
    case 'GraphDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters, report);
      if (declaration.edges !== undefined) types.typeOf(declaration.edges);
      if (declaration.value !== undefined) types.expect(declaration.value, 'a graph', (type) => type.kind === 'graph');
      break;
    case 'ScheduleDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters.slice(1), report);
      checkSchedule(declaration, types, report);
      break;
    case 'GateDeclaration':
    case 'ChannelDeclaration':
    case 'GeneratorDeclaration':
    case 'CircuitDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters, report);
      checkWires(declaration, types, report);
      if (declaration.body !== undefined) checkBody(declaration, declaration.body, types, report);
      if (declaration.$type === 'GateDeclaration' && declaration.value !== undefined) {
        types.expect(declaration.value, 'a matrix or gate', (type) =>
          ['matrix', 'list', 'channel'].includes(type.kind),
        );
      }
      if (declaration.$type === 'ChannelDeclaration' && declaration.value !== undefined) {
        const { value } = declaration;
        const type = types.typeOf(value);
        if (type.kind === 'generator') {
          const help = 'write `evolve … for dt`';
          report({ code: 'K119', message: 'a generator is not yet a channel', node: value, help });
        } else types.expect(value, 'a channel', (own) => own.kind === 'channel');
      }
      break;
    case 'DeviceDeclaration':
      checkDevice(declaration, context);
      break;
    case 'DatasetDeclaration':
      components.component(declaration.source, 'dataset');
      break;
    case 'ModelDeclaration':
      checkParameters(declaration.parameters, types, report);
      checkTyped(declaration.parameters, report);
      checkModel(declaration, context);
      break;
    case 'BuiltinDeclaration':
      report({ code: 'K114', message: '`builtin` belongs to the prelude of Kraus alone', node: declaration });
      break;
  }
}
