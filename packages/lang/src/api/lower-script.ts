import {
  type ChannelProgram,
  type GeneratorProgram,
  KrausError,
  type ScriptSpec,
  SPECIFICATION_VERSION,
} from '@kraus/core';
import { admit, EvaluationError, ScriptInterpreter } from '../evaluate/index.js';
import type { Declaration, ModelDeclaration, Parameter, Script } from '../generated/index.js';
import { isDeclaration, isModelDeclaration, isSweepDeclaration, isTask } from '../generated/index.js';
import { didYouMean, spanOf } from '../language/index.js';
import { lowerModel, lowerSweep, lowerTask } from '../lowering/index.js';
import { numberTypes, numberValue, type Value } from '../values/index.js';
import type { CheckedScript } from './checked-script.js';
import { LinkedScript } from './linked-script.js';

export interface LowerOptions {
  /** Parameter values by name, in place of defaults; times in seconds, or plain numbers in units of 1/J. */
  readonly set?: Readonly<Record<string, number>> | undefined;
}

/**
 * A script as plain data: its models (and those that its tasks name from imports) at their parameters, its tasks and sweeps.
 *
 * @throws KrausError `lang/script-has-errors`; `lang/unknown-parameter` for a name in `set` that no model has;
 *   `lang/K202` and the like where a value set is not allowed
 */
export function lowerScript(script: CheckedScript, options: LowerOptions = {}): ScriptSpec {
  const { root, catalogue } = LinkedScript.open(script);
  const set = options.set ?? {};
  const models = modelsOf(root);
  const names = models.flatMap((model) => model.parameters.map(({ name }) => name));
  checkNames(set, names, `the models of ${script.path}`);
  const interpreter = new ScriptInterpreter();
  return rethrow(() => ({
    version: SPECIFICATION_VERSION,
    sourceHash: script.sourceHash,
    models: models.map((model) => lowerModel(model, valuesFor(model, set), catalogue, interpreter)),
    tasks: root.statements.filter(isTask).map((task) => lowerTask(task, catalogue, interpreter)),
    sweeps: root.statements.filter(isSweepDeclaration).map((sweep) => lowerSweep(sweep, catalogue, interpreter)),
  }));
}

/**
 * A generator, channel or gate of the script (or imported into it) at the given parameters.
 *
 * @throws KrausError `lang/unknown-declaration`, `lang/not-a-channel`, `lang/unknown-parameter`,
 *   `lang/parameter-without-value`, or the code of the check that the values fail
 */
export function lowerDeclaration(
  script: CheckedScript,
  name: string,
  options: LowerOptions = {},
): GeneratorProgram | ChannelProgram {
  const { root } = LinkedScript.open(script);
  const declaration = findDeclaration(root, name, script.path);
  const set = options.set ?? {};
  switch (declaration.$type) {
    case 'ChannelDeclaration':
    case 'GateDeclaration':
    case 'GeneratorDeclaration':
      break;
    default:
      throw new KrausError('lang/not-a-channel', `\`${name}\` is not a generator, channel or gate.`, {
        span: spanOf(declaration, 'name'),
      });
  }
  checkNames(
    set,
    declaration.parameters.map((parameter) => parameter.name),
    `\`${name}\``,
  );
  const missing = declaration.parameters.find(
    (parameter) => parameter.default === undefined && !Object.hasOwn(set, parameter.name),
  );
  if (missing !== undefined) {
    const message = `\`${name}\` needs a value for \`${missing.name}\` (${missing.type?.name ?? 'a value'}); give it with --set ${missing.name}=…`;
    throw new KrausError('lang/parameter-without-value', message, { span: spanOf(missing) });
  }
  const value = rethrow(() => instantiate(declaration, set));
  if (value.kind === 'channel' || value.kind === 'generator') return value.program;
  throw new KrausError('lang/not-a-channel', `\`${name}\` is not a generator, channel or gate.`, {
    span: spanOf(declaration, 'name'),
  });
}

/** Tries times as plain numbers (units of 1/J) first, then as seconds: the units inside the declaration decide. */
function instantiate(declaration: Declaration, set: Readonly<Record<string, number>>): Value {
  try {
    return new ScriptInterpreter().instantiate(declaration, valuesFor(declaration, set), declaration);
  } catch (error) {
    if (!(error instanceof EvaluationError) || error.issue.code !== 'K107') throw error;
    return new ScriptInterpreter().instantiate(declaration, valuesFor(declaration, set, true), declaration);
  }
}

/** The models a script declares, then those it imports and gives a task to. */
function modelsOf(root: Script): ModelDeclaration[] {
  const models = new Set(root.statements.filter(isModelDeclaration));
  for (const statement of root.statements) {
    const model = isTask(statement) || isSweepDeclaration(statement) ? statement.model.ref : undefined;
    if (isModelDeclaration(model)) models.add(model);
  }
  return [...models];
}

function valuesFor(
  declaration: Declaration,
  set: Readonly<Record<string, number>>,
  withUnits = false,
): Map<Parameter, Value> {
  const values = new Map<Parameter, Value>();
  for (const parameter of 'parameters' in declaration ? declaration.parameters : []) {
    const value = Object.hasOwn(set, parameter.name) ? set[parameter.name] : undefined;
    if (value === undefined) continue;
    const type = parameter.type?.name ?? '';
    const unit = withUnits && Object.hasOwn(numberTypes, type) ? (numberTypes[type]?.unit ?? 0) : 0;
    values.set(
      parameter,
      rethrow(() => admit(parameter, numberValue(value, 0, unit), declaration.name, parameter)),
    );
  }
  return values;
}

function checkNames(set: Readonly<Record<string, number>>, names: readonly string[], where: string): void {
  for (const [name, value] of Object.entries(set)) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'there are no parameters' : `parameters are ${[...new Set(names)].join(', ')}`;
      const near = didYouMean(name, names);
      const message = `${where} has no parameter \`${name}\`; ${near ?? known}`;
      throw new KrausError('lang/unknown-parameter', message);
    }
    if (!Number.isFinite(value))
      throw new KrausError('lang/not-a-number', `The value given for \`${name}\` is not a finite number.`);
  }
}

function findDeclaration(root: Script, name: string, path: string): Declaration {
  const seen = new Map<string, Declaration>();
  for (const statement of root.imports) {
    for (const imported of statement.names) {
      const node = imported.declaration.ref;
      if (isDeclaration(node)) seen.set(imported.name ?? node.name, node);
    }
  }
  for (const statement of root.statements) if (isDeclaration(statement)) seen.set(statement.name, statement);
  const found = seen.get(name);
  if (found !== undefined) return found;
  const hint = didYouMean(name, seen.keys()) ?? `it declares ${[...seen.keys()].join(', ') || 'nothing'}`;
  throw new KrausError('lang/unknown-declaration', `${path} declares no \`${name}\`; ${hint}`);
}

/** Turns the evaluator's errors into ones for users. */
function rethrow<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const { code, message, node, property, index, help } = error.issue;
    const text = message.replace('{at}', '') + (help === undefined ? '' : `; ${help}`);
    throw new KrausError(`lang/${code}`, text, { span: spanOf(node, property, index), cause: error });
  }
}
