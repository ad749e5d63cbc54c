import {
  type Catalogue,
  type ComponentSchema,
  isCircuitPart,
  type OptionSchema,
  type OptionType,
  type OptionValue,
  type Slot,
} from '@kraus/core';
import { type AstNode, AstUtils } from 'langium';
import type { Report } from '../diagnostics/index.js';
import type { CircuitComponent, Component, Item, Option } from '../generated/index.js';
import { isComponentItem, isOption, isScript } from '../generated/index.js';
import { didYouMean } from '../language/index.js';
import {
  type CircuitUse,
  circuitUseIn,
  circuitUseOf,
  componentNames,
  findComponent,
  findOption,
} from '../lowering/index.js';
import type { TypeChecker } from '../types/index.js';
import { checkSeparated, checkUnique } from './names.js';

const slotWords: Readonly<Record<Slot, string>> = {
  dataset: 'source of data',
  encode: 'encoding',
  forward: 'forward process',
  reverse: 'reverse model',
  predict: 'prediction target',
  objective: 'objective',
  condition: 'condition',
  optimizer: 'optimizer',
  sampler: 'sampler',
  metric: 'metric',
  plot: 'plot',
  device: 'device',
};

/** Names, options and their static types against the catalogue. Values are checked by {@link checkOptionValue} once they are known. */
export class ComponentChecker {
  readonly #catalogue: Catalogue;
  readonly #types: TypeChecker;
  readonly #report: Report;

  constructor(catalogue: Catalogue, types: TypeChecker, report: Report) {
    this.#catalogue = catalogue;
    this.#types = types;
    this.#report = report;
  }

  /** The schema of a component by name; reports one that does not exist. */
  named(node: Parameters<Report>[0]['node'], name: string, slot: Slot): ComponentSchema | undefined {
    const schema = findComponent(this.#catalogue, slot, name);
    // A host without any component leaves all names open.
    if (schema === undefined && this.#catalogue.components.length > 0) this.#unknown(node, name, [slot], 'source');
    return schema;
  }

  component(component: Component, slot: Slot): void {
    const names = componentNames(this.#catalogue, slot);
    const schema = findComponent(this.#catalogue, slot, component.name);
    if (schema === undefined) {
      // A host that offers nothing for a slot leaves it open.
      if (names.length > 0) this.#unknown(component, component.name, [slot]);
      return;
    }
    this.block(component, component.items, `\`${component.name}\``, schema.options);
  }

  /** A circuit in the place of a component of `slot`: its call, and the options of the component `circuit`. */
  circuitComponent(component: CircuitComponent, slot: Slot): void {
    this.#circuit(circuitUseOf(component));
    const schema = findComponent(this.#catalogue, slot, 'circuit');
    if (schema === undefined) {
      if (componentNames(this.#catalogue, slot).length > 0) this.#unknown(component, 'circuit', [slot], 'target');
      return;
    }
    const { circuit: _, ...options } = schema.options;
    this.block(component, component.items, `\`${component.target.$refText}\``, options);
  }

  /** The use of a circuit: that it is one, and its arguments. */
  #circuit({ node, name, target, arguments: given }: CircuitUse): void {
    if (target === undefined) {
      for (const argument of given) this.#types.typeOf(argument.value);
    } else if (target.$type === 'CircuitDeclaration') {
      this.#types.typeOfCall(target, { node, name, parameters: target.parameters, arguments: given });
    } else {
      const property = node.$type === 'CircuitComponent' ? 'target' : undefined;
      this.#report({ code: 'K119', message: `\`${name}\` is not a circuit`, node, property });
    }
  }

  /** The items of a component's or task's block. */
  block(
    owner: Component | Parameters<Report>[0]['node'],
    items: readonly Item[],
    name: string,
    options: Readonly<Record<string, OptionSchema>>,
  ): void {
    checkSeparated(items, ',;', 'options', this.#report);
    const given = items.filter(isOption);
    checkUnique(given, (option) => option.name, 'name', this.#report);
    for (const option of given) this.#option(option, findOption(options, option.name), name, Object.keys(options));
    for (const item of items) {
      if (isComponentItem(item) && (owner.$type === 'Component' || owner.$type === 'CircuitComponent')) {
        const help =
          findOption(options, item.component.name) === undefined ? undefined : `write \`${item.component.name}: …\``;
        this.#report({
          code: 'K116',
          message: `${name} takes options with values, found \`${item.component.name}\``,
          node: item,
          help,
        });
      }
    }
    const missing = Object.entries(options).filter(
      ([option, schema]) =>
        schema.default === undefined && schema.optional !== true && !given.some((own) => own.name === option),
    );
    if (missing.length > 0) {
      const list = missing.map(([option]) => `\`${option}\``).join(', ');
      const property =
        { Component: 'name', CircuitComponent: 'target', DeviceDeclaration: 'source', RunTask: 'circuit' }[
          owner.$type
        ] ?? 'task';
      this.#report({ code: 'K117', message: `${name} needs ${list}`, node: owner, property });
    }
  }

  /** Components written without an option's name, as the metrics of `evaluate`. */
  listed(component: Component, slots: readonly Slot[], owner: string): void {
    const slot = slots.find((candidate) => findComponent(this.#catalogue, candidate, component.name) !== undefined);
    if (slot !== undefined) this.component(component, slot);
    else if (slots.length > 0) this.#unknown(component, component.name, slots);
    else
      this.#report({
        code: 'K116',
        message: `${owner} takes options with values, found \`${component.name}\``,
        node: component,
      });
  }

  #unknown(
    node: Parameters<Report>[0]['node'],
    name: string,
    slots: readonly Slot[],
    property: string | undefined = 'name',
  ): void {
    const names = slots.flatMap((slot) => componentNames(this.#catalogue, slot));
    const elsewhere = this.#catalogue.components.find((component) => component.name === name);
    const help =
      elsewhere !== undefined
        ? `\`${name}\` is a ${slotWords[elsewhere.slot]}`
        : slots.includes('reverse') && namesCircuit(name, node)
          ? `a circuit is called with its parameters: \`${name}()\``
          : (didYouMean(name, names) ?? whatThereIs(names));
    const word = slots.map((slot) => slotWords[slot]).join(' or ');
    this.#report({ code: 'K115', message: `there is no ${word} named \`${name}\``, node, property, help });
  }

  #option(option: Option, schema: OptionSchema | undefined, owner: string, names: readonly string[]): void {
    if (schema === undefined) {
      const help =
        didYouMean(option.name, names) ??
        (names.length === 0 ? 'it has no options' : `its options are ${names.join(', ')}`);
      this.#report({
        code: 'K116',
        message: `${owner} has no option \`${option.name}\``,
        node: option,
        property: 'name',
        help,
      });
      return;
    }
    const { value } = option;
    const { type } = schema;
    if (value.$type === 'Component') {
      if (type.kind === 'component') this.component(value, type.slot);
      else
        this.#report({
          code: 'K118',
          message: `\`${option.name}\` must be ${describeOption(type)}, found a component`,
          node: value,
        });
      return;
    }
    const circuit = type.kind === 'circuit' ? circuitUseIn(value) : undefined;
    if (circuit !== undefined) {
      if (circuit.target === undefined && value.$type === 'NameExpression')
        this.#report({ code: 'K101', message: `unknown name \`${circuit.name}\``, node: value });
      this.#circuit(circuit);
      return;
    }
    if (value.$type === 'NameExpression') {
      const name = value.target.$refText;
      if (type.kind === 'component') {
        if (findComponent(this.#catalogue, type.slot, name) === undefined)
          this.#unknown(value, name, [type.slot], undefined);
        return;
      }
      if (value.target.ref === undefined) {
        if (type.kind !== 'string') this.#report({ code: 'K101', message: `unknown name \`${name}\``, node: value });
        return;
      }
    } else if (type.kind === 'component' || type.kind === 'circuit') {
      this.#report({ code: 'K118', message: `\`${option.name}\` must be ${describeOption(type)}`, node: value });
      return;
    }
    this.#types.typeOf(value);
  }
}

/** What a value of an option type is, for messages. */
export function describeOption(type: OptionType): string {
  switch (type.kind) {
    case 'int':
    case 'real': {
      const word = type.kind === 'int' ? 'a whole number' : 'a number';
      const above = type.kind === 'real' && type.above !== undefined ? `above ${type.above}` : undefined;
      const from = type.min === undefined ? above : `from ${type.min}`;
      const to = type.max === undefined ? undefined : `up to ${type.max}`;
      return [word, from, to].filter((part) => part !== undefined).join(' ');
    }
    case 'bool':
      return 'true or false';
    case 'string':
      return type.oneOf === undefined ? 'a text' : `one of ${type.oneOf.map((text) => `"${text}"`).join(', ')}`;
    case 'list':
      return `a list, each item ${describeOption(type.of)}`;
    case 'component':
      return `a ${slotWords[type.slot]}`;
    case 'circuit':
      return 'a circuit with its parameters, like `Bottleneck(n: 8)`';
  }
}

/** Why a value does not fit an option's type, or undefined if it does. */
export function misfit(value: OptionValue, type: OptionType): string | undefined {
  const wrong = `must be ${describeOption(type)}, found ${show(value)}`;
  switch (type.kind) {
    case 'int':
    case 'real': {
      if (typeof value !== 'number' || (type.kind === 'int' && !Number.isInteger(value))) return wrong;
      const low =
        (type.min !== undefined && value < type.min) ||
        (type.kind === 'real' && type.above !== undefined && value <= type.above);
      return low || (type.max !== undefined && value > type.max) ? wrong : undefined;
    }
    case 'bool':
      return typeof value === 'boolean' ? undefined : wrong;
    case 'string': {
      if (typeof value !== 'string') return wrong;
      if (type.oneOf === undefined || type.oneOf.includes(value)) return undefined;
      const near = didYouMean(value, type.oneOf);
      return near === undefined ? wrong : `${wrong}; ${near}`;
    }
    case 'list': {
      if (!Array.isArray(value)) return wrong;
      if (type.minLength !== undefined && value.length < type.minLength) {
        return `must have at least ${type.minLength} item${type.minLength === 1 ? '' : 's'}, found ${value.length}`;
      }
      const items: readonly OptionValue[] = value;
      for (const item of items) {
        const problem = misfit(item, type.of);
        if (problem !== undefined) return `has an item that ${problem}`;
      }
      return undefined;
    }
    case 'component':
      return typeof value === 'object' && 'component' in value ? undefined : wrong;
    case 'circuit':
      return isCircuitPart(value) ? undefined : wrong;
  }
}

function show(value: OptionValue): string {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value !== 'object') return String(value);
  if (isCircuitPart(value)) return `the circuit \`${value.name}\``;
  return 'component' in value ? `\`${value.component}\`` : `a list of ${value.length}`;
}

/** Whether the script of a node declares or imports a circuit of this name. */
function namesCircuit(name: string, node: AstNode): boolean {
  const root = AstUtils.getDocument(node).parseResult.value;
  if (!isScript(root)) return false;
  const imported = root.imports
    .flatMap(({ names }) => names)
    .filter((own) => (own.name ?? own.declaration.$refText) === name);
  const found = [
    ...root.statements.filter((own) => 'name' in own && own.name === name),
    ...imported.map((own) => own.declaration.ref),
  ];
  return found.some((own) => own?.$type === 'CircuitDeclaration');
}

function whatThereIs(names: readonly string[]): string | undefined {
  if (names.length === 0) return 'this version of Kraus has none';
  return names.length <= 12 ? `there are ${names.join(', ')}` : undefined;
}
