import { KrausError } from '@kraus/core';
import { type AstNode, AstUtils } from 'langium';
import { admit, EvaluationError } from '../evaluate/index.js';
import type { Declaration, Parameter, Script } from '../generated/index.js';
import { isDeclaration } from '../generated/index.js';
import { didYouMean, spanOf } from '../language/index.js';
import { numberTypes, numberValue, type Value } from '../values/index.js';

type Parametrised = Extract<Declaration, { parameters: Parameter[] }>;

/** Reports `lang/parameter-without-value` for a parameter that has neither a value set nor a default. */
export function checkComplete({ name, parameters }: Parametrised, set: Readonly<Record<string, number>>): void {
  const missing = parameters.find(
    (parameter) => parameter.default === undefined && !Object.hasOwn(set, parameter.name),
  );
  if (missing === undefined) return;
  const message = `\`${name}\` needs a value for \`${missing.name}\` (${missing.type?.name ?? 'a value'}); give it with --set ${missing.name}=…`;
  throw new KrausError('lang/parameter-without-value', message, { span: spanOf(missing) });
}

/** Tries times as plain numbers (units of 1/J) first, then as seconds: the units inside the declaration decide. */
export function withUnitsTried<T>(
  declaration: Declaration,
  set: Readonly<Record<string, number>>,
  work: (values: ReadonlyMap<Parameter, Value>) => T,
): T {
  return rethrow(() => {
    try {
      return work(valuesFor(declaration, set));
    } catch (error) {
      if (!(error instanceof EvaluationError) || error.issue.code !== 'K107') throw error;
      return work(valuesFor(declaration, set, true));
    }
  });
}

/** The values set, checked against the parameters' types. */
export function valuesFor(
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

/** Reports `lang/unknown-parameter` for a name in `set` that is not among `names`. */
export function checkNames(set: Readonly<Record<string, number>>, names: readonly string[], where: string): void {
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

/** A declaration of the script, or one imported into it, by name. */
export function findDeclaration(root: Script, name: string, path: string): Declaration {
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
export function rethrow<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const { code, message, node, property, index, help } = error.issue;
    const text = message.replace('{at}', '') + (help === undefined ? '' : `; ${help}`);
    // What fails in the standard library is the caller's doing.
    const site = isStandard(node) ? error.sites.find((own) => !isStandard(own)) : undefined;
    const span = site === undefined ? spanOf(node, property, index) : spanOf(site);
    throw new KrausError(`lang/${code}`, text, { span, cause: error });
  }
}

function isStandard(node: AstNode): boolean {
  return AstUtils.getDocument(node).uri.scheme === 'kraus-std';
}
