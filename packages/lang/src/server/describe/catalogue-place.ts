import type { Catalogue, ComponentSchema, OptionSchema, Slot, TaskSchema } from '@kraus/core';
import type { AstNode } from 'langium';
import type { Component, Option } from '../../generated/index.js';
import { componentIn, taskIn } from './options.js';

const clauseSlots: Readonly<Record<string, Slot>> = {
  DatasetDeclaration: 'dataset',
  EncodeClause: 'encode',
  Process: 'forward',
  ReverseClause: 'reverse',
  PredictClause: 'predict',
  ObjectiveClause: 'objective',
  ConditionClause: 'condition',
  SweepPlot: 'plot',
};

/** What the catalogue says of a component where it stands, or undefined if it knows none of this name there. */
export function schemaOfComponent(node: Component, catalogue: Catalogue): ComponentSchema | undefined {
  const owner: AstNode | undefined = node.$container;
  if (owner === undefined) return undefined;
  if (owner.$type === 'Option') {
    const type = schemaOfOption(owner as Option, catalogue)?.type;
    return type?.kind === 'component' ? componentIn(catalogue, type.slot, node.name) : undefined;
  }
  if (owner.$type === 'ComponentItem') {
    const slots = listedSlots(owner.$container, catalogue);
    return slots.map((slot) => componentIn(catalogue, slot, node.name)).find((schema) => schema !== undefined);
  }
  const slot = clauseSlots[owner.$type];
  return slot === undefined ? undefined : componentIn(catalogue, slot, node.name);
}

/** What the catalogue says of an option where it stands. */
export function schemaOfOption(option: Option, catalogue: Catalogue): OptionSchema | undefined {
  const options = schemaOfOwner(option.$container, catalogue)?.options ?? {};
  return Object.hasOwn(options, option.name) ? options[option.name] : undefined;
}

function schemaOfOwner(owner: AstNode | undefined, catalogue: Catalogue): ComponentSchema | TaskSchema | undefined {
  if (owner?.$type === 'Component') return schemaOfComponent(owner as Component, catalogue);
  // A circuit of the script stands for the component `circuit` of its slot.
  if (owner?.$type === 'CircuitComponent') return componentIn(catalogue, 'reverse', 'circuit');
  return owner?.$type === 'Task' && 'task' in owner ? taskIn(catalogue, String(owner.task)) : undefined;
}

function listedSlots(owner: AstNode | undefined, catalogue: Catalogue): readonly Slot[] {
  return owner?.$type === 'Task' && 'task' in owner ? (taskIn(catalogue, String(owner.task))?.components ?? []) : [];
}
