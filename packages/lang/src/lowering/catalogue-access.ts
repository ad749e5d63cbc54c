import type { Catalogue, ComponentSchema, OptionSchema, Slot, TaskSchema } from '@kraus/core';

export function findComponent(catalogue: Catalogue, slot: Slot, name: string): ComponentSchema | undefined {
  return catalogue.components.find((component) => component.slot === slot && component.name === name);
}

export function findTask(catalogue: Catalogue, task: TaskSchema['task']): TaskSchema | undefined {
  return catalogue.tasks.find((schema) => schema.task === task);
}

/** The names that may be written in a slot. The component `circuit` is written as the call of one. */
export function componentNames(catalogue: Catalogue, slot: Slot): string[] {
  return catalogue.components
    .filter((component) => component.slot === slot && component.name !== 'circuit')
    .map(({ name }) => name);
}

export function findOption(options: Readonly<Record<string, OptionSchema>>, name: string): OptionSchema | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}
