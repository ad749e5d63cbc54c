import type { ComponentSpec, OptionSchema, OptionType, OptionValue, Slot } from '@kraus/core';
import { asItems, called, fail } from '../evaluate/index.js';
import type { CircuitComponent, Component, Item, Option } from '../generated/index.js';
import { isOption } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import { describeValue, type Value } from '../values/index.js';
import { findComponent, findOption } from './catalogue-access.js';
import { circuitUseIn, circuitUseOf, lowerCircuitPart } from './circuit-part.js';
import type { Surroundings } from './surroundings.js';

/** A component with its options at their values. */
export function lowerComponent(component: Component, slot: Slot, around: Surroundings): ComponentSpec {
  const schema = findComponent(around.catalogue, slot, component.name);
  return {
    component: component.name,
    options: lowerOptions(component.items, schema?.options ?? {}, around),
    span: spanOf(component),
  };
}

/** A circuit in the place of a component: the component `circuit` with that circuit as its option of the same name. */
export function lowerCircuitComponent(component: CircuitComponent, slot: Slot, around: Surroundings): ComponentSpec {
  const schema = findComponent(around.catalogue, slot, 'circuit');
  const circuit = lowerCircuitPart(circuitUseOf(component), around);
  const options = lowerOptions(component.items, schema?.options ?? {}, around);
  return { component: 'circuit', options: { circuit, ...options }, span: spanOf(component) };
}

/** The named options among the items of a block. */
export function lowerOptions(
  items: readonly Item[],
  schemas: Readonly<Record<string, OptionSchema>>,
  around: Surroundings,
): Record<string, OptionValue> {
  const options: Record<string, OptionValue> = {};
  for (const item of items) {
    if (isOption(item)) options[item.name] = lowerOption(item, findOption(schemas, item.name)?.type, around);
  }
  return options;
}

function lowerOption(option: Option, type: OptionType | undefined, around: Surroundings): OptionValue {
  const { value } = option;
  const { frame } = around;
  if (value.$type === 'Component') {
    const slot = type?.kind === 'component' ? type.slot : 'optimizer';
    return lowerComponent(value, slot, around);
  }
  const circuit = type?.kind === 'circuit' ? circuitUseIn(value) : undefined;
  if (circuit !== undefined) return lowerCircuitPart(circuit, around);
  if (value.$type === 'NameExpression') {
    const name = value.target.$refText;
    // A bare word stands for a component or a text where the catalogue asks for one, whatever else has that name.
    if (type?.kind === 'component') return { component: name, options: {}, span: spanOf(value) };
    if (value.target.ref === undefined || isBareText(value.target.ref.$type, type)) return name;
  }
  return optionOfValue(called(frame.interpreter.evaluate(value, frame), value, frame), option);
}

function isBareText(target: string, type: OptionType | undefined): boolean {
  return type?.kind === 'string' && target !== 'ConstantDeclaration' && target !== 'Parameter';
}

function optionOfValue(value: Value, option: Option): OptionValue {
  switch (value.kind) {
    case 'number':
      if (value.im !== 0)
        return fail({ code: 'K118', message: `\`${option.name}\` cannot be complex`, node: option, property: 'value' });
      return value.re;
    case 'boolean':
    case 'text':
      return value.value;
    case 'list':
    case 'range':
    case 'matrix':
      return asItems(value, option).map((item) => optionOfValue(item, option));
    case 'declaration':
      return value.declaration.name;
    default:
      return fail({
        code: 'K118',
        message: `\`${option.name}\` cannot be ${describeValue(value)}`,
        node: option,
        property: 'value',
      });
  }
}
