import type { Span } from '../errors/index.js';
import { KrausError } from '../errors/index.js';
import type { CircuitPart, ComponentSpec, OptionValue } from '../program/index.js';
import { suggestion } from './did-you-mean.js';
import type { ResolvedOptions } from './option-values.js';
import type { Catalogue, ComponentSchema, OptionSchema, OptionType, Slot } from './schema.js';

/** What {@link resolveOptions} needs of a component's or task's schema. */
export interface OptionsOwner<O extends Readonly<Record<string, OptionSchema>>> {
  readonly options: O;
}

/** Where the options come from, for the words of an error. */
export interface ResolveContext {
  /** The component or task as the script names it, e.g. `mnist`. */
  readonly name: string;
  readonly span?: Span | undefined;
  /** If given, components inside the options are looked up and their own options checked too. */
  readonly catalogue?: Catalogue | undefined;
}

/**
 * Checks `given` against the options of a schema and fills in the defaults. Components among the values are returned as
 * they were written (a bare name becomes `{ component: name, options: {} }`): whoever builds them resolves them.
 *
 * @throws KrausError `core/unknown-option`, `core/missing-option`, `core/wrong-option-type`, `core/option-out-of-range`,
 *   `core/unknown-component`: each names the component, the option, what was given and what was expected.
 */
export function resolveOptions<const O extends Readonly<Record<string, OptionSchema>>>(
  schema: OptionsOwner<O>,
  given: Readonly<Record<string, OptionValue>>,
  context: ResolveContext,
): ResolvedOptions<O> {
  const known = Object.keys(schema.options);
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(schema.options, key)) {
      const hint = known.length === 0 ? ` '${context.name}' takes no options.` : suggestion(key, known);
      throw new KrausError('core/unknown-option', `${context.name}: there is no option '${key}'.${hint}`, context);
    }
  }
  const values: Record<string, OptionValue | undefined> = {};
  for (const key of known) {
    const option = schema.options[key];
    if (option === undefined) continue;
    const value = Object.hasOwn(given, key) ? given[key] : option.default;
    if (value === undefined) {
      if (option.optional !== true) {
        throw new KrausError(
          'core/missing-option',
          `${context.name}: the option '${key}' is missing; give ${describeType(option.type)}.`,
          context,
        );
      }
      values[key] = undefined;
      continue;
    }
    values[key] = checkValue(value, option.type, `${context.name}: ${key}`, context);
  }
  // Each value has been checked against the type that ResolvedOptions<O> derives from the same schema.
  return values as ResolvedOptions<O>;
}

/**
 * The schema of the component that `spec` names in `slot`.
 * @throws KrausError `core/unknown-component`, with the nearest name.
 */
export function findComponent(catalogue: Catalogue, slot: Slot, spec: ComponentSpec): ComponentSchema {
  const found = catalogue.components.find((c) => c.slot === slot && c.name === spec.component);
  if (found !== undefined) return found;
  const names = catalogue.components.filter((c) => c.slot === slot).map((c) => c.name);
  const elsewhere = catalogue.components.find((c) => c.name === spec.component);
  const hint =
    elsewhere === undefined ? suggestion(spec.component, names) : ` It is a component for '${elsewhere.slot}'.`;
  throw new KrausError('core/unknown-component', `there is no ${slot} component '${spec.component}'.${hint}`, spec);
}

/** {@link findComponent}, then {@link resolveOptions} with the components inside checked as well. */
export function checkComponent(catalogue: Catalogue, slot: Slot, spec: ComponentSpec): void {
  const schema = findComponent(catalogue, slot, spec);
  resolveOptions(schema, spec.options, { name: spec.component, span: spec.span, catalogue });
}

function checkValue(value: OptionValue, type: OptionType, where: string, context: ResolveContext): OptionValue {
  const wrong = (code: string): KrausError =>
    new KrausError(code, `${where} = ${show(value)} is not ${describeType(type)}.`, context);
  switch (type.kind) {
    case 'int':
    case 'real': {
      if (typeof value !== 'number') throw wrong('core/wrong-option-type');
      if (type.kind === 'int' ? !Number.isSafeInteger(value) : !Number.isFinite(value)) {
        throw wrong('core/wrong-option-type');
      }
      const tooLow = type.min !== undefined && value < type.min;
      const tooHigh = type.max !== undefined && value > type.max;
      const notAbove = type.kind === 'real' && type.above !== undefined && value <= type.above;
      if (tooLow || tooHigh || notAbove) throw wrong('core/option-out-of-range');
      return value;
    }
    case 'bool':
      if (typeof value !== 'boolean') throw wrong('core/wrong-option-type');
      return value;
    case 'string': {
      // A bare word in a script may arrive as a component without options: take its name.
      const text = isComponent(value) && Object.keys(value.options).length === 0 ? value.component : value;
      if (typeof text !== 'string') throw wrong('core/wrong-option-type');
      if (type.oneOf !== undefined && !type.oneOf.includes(text)) {
        const hint = suggestion(text, type.oneOf);
        throw new KrausError('core/option-out-of-range', `${where} = ${show(value)} is not allowed.${hint}`, context);
      }
      return text;
    }
    case 'list': {
      if (!isList(value)) throw wrong('core/wrong-option-type');
      if (type.minLength !== undefined && value.length < type.minLength) throw wrong('core/option-out-of-range');
      return value.map((item, i) => checkValue(item, type.of, `${where}[${i}]`, context));
    }
    case 'component': {
      const spec: OptionValue =
        typeof value === 'string' ? { component: value, options: {}, span: context.span } : value;
      if (!isComponent(spec)) throw wrong('core/wrong-option-type');
      if (context.catalogue !== undefined) checkComponent(context.catalogue, type.slot, spec);
      return spec;
    }
    case 'circuit':
      if (!isCircuitPart(value)) throw wrong('core/wrong-option-type');
      return value;
  }
}

function isList(value: OptionValue): value is readonly OptionValue[] {
  return Array.isArray(value);
}

function isComponent(value: OptionValue): value is ComponentSpec {
  return typeof value === 'object' && !isList(value) && 'component' in value;
}

/** Whether an option's value is a circuit of the script. */
export function isCircuitPart(value: OptionValue): value is CircuitPart {
  return typeof value === 'object' && !isList(value) && 'circuits' in value;
}

/** A type in words, with its article: `a whole number from 1 to 64`. */
export function describeType(type: OptionType): string {
  switch (type.kind) {
    case 'int':
      return `a whole number${describeRange(type.min, type.max)}`;
    case 'real':
      if (type.above === undefined) return `a number${describeRange(type.min, type.max)}`;
      return `a number above ${type.above}${type.max === undefined ? '' : `, at most ${type.max}`}`;
    case 'bool':
      return 'true or false';
    case 'string':
      return type.oneOf === undefined ? 'a string' : `one of ${type.oneOf.join(', ')}`;
    case 'list': {
      const least = type.minLength === undefined || type.minLength === 0 ? '' : ` at least ${type.minLength} long,`;
      return `a list,${least} each item ${describeType(type.of)}`;
    }
    case 'component':
      return `a component for '${type.slot}'`;
    case 'circuit':
      return 'a circuit of the script, e.g. Bottleneck(n: 8)';
  }
}

function describeRange(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return `, at least ${min}`;
  if (max !== undefined) return `, at most ${max}`;
  return '';
}

function show(value: OptionValue): string {
  if (isComponent(value)) return `${value.component} { … }`;
  if (isCircuitPart(value)) return `circuit ${value.name}`;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
