import type { Catalogue, ComponentSpec, SweepSpec, TaskSpec } from '@kraus/core';
import { asInteger, asItems, asPlain, fail, type ScriptInterpreter } from '../evaluate/index.js';
import type { SweepAxis, SweepDeclaration, Task } from '../generated/index.js';
import { isComponentItem } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import { findComponent, findTask } from './catalogue-access.js';
import { lowerComponent, lowerOptions } from './components.js';

/** `train M { … }` and its like. */
export function lowerTask(task: Task, catalogue: Catalogue, interpreter: ScriptInterpreter): TaskSpec {
  const around = { catalogue, frame: interpreter.topFrame() };
  const schema = findTask(catalogue, task.task);
  const components: ComponentSpec[] = [];
  for (const item of task.items) {
    if (!isComponentItem(item)) continue;
    const slot = schema?.components.find(
      (candidate) => findComponent(catalogue, candidate, item.component.name) !== undefined,
    );
    components.push(lowerComponent(item.component, slot ?? 'metric', around));
  }
  return {
    task: task.task,
    model: task.model.ref?.name ?? task.model.$refText,
    options: lowerOptions(task.items, schema?.options ?? {}, around),
    components,
    span: spanOf(task),
  };
}

/** `sweep S of M { … }`: every axis a list of plain numbers, seeds whole numbers (default: one seed, 1). */
export function lowerSweep(sweep: SweepDeclaration, catalogue: Catalogue, interpreter: ScriptInterpreter): SweepSpec {
  const axes: Record<string, readonly number[]> = {};
  let seeds: readonly number[] = [1];
  for (const axis of sweep.axes) {
    const values = valuesOf(axis, interpreter);
    if (axis.name === 'seeds') seeds = values;
    else axes[axis.name] = values;
  }
  const plot = sweep.plots[0]?.component;
  const spec: SweepSpec = {
    name: sweep.name,
    model: sweep.model.ref?.name ?? sweep.model.$refText,
    axes,
    seeds,
    span: spanOf(sweep),
  };
  return plot === undefined
    ? spec
    : { ...spec, plot: lowerComponent(plot, 'plot', { catalogue, frame: interpreter.topFrame() }) };
}

function valuesOf(axis: SweepAxis, interpreter: ScriptInterpreter): number[] {
  const value = interpreter.evaluate(axis.value, interpreter.topFrame());
  const items = value.kind === 'number' ? [value] : asItems(value, axis.value);
  if (items.length === 0)
    return fail({ code: 'K118', message: `\`${axis.name}\` has no values`, node: axis, property: 'value' });
  return items.map((item) =>
    axis.name === 'seeds' ? asInteger(item, axis.value, 'whole numbers as seeds') : asPlain(item, axis.value),
  );
}
