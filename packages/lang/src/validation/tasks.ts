import { admit, asInteger, asItems, fail } from '../evaluate/index.js';
import type { ModelDeclaration, SweepDeclaration, Task } from '../generated/index.js';
import { isComponentItem } from '../generated/index.js';
import { didYouMean } from '../language/index.js';
import { findTask } from '../lowering/index.js';
import { attempt } from './attempt.js';
import { type ModelContext, tryTask } from './models.js';
import { checkSeparated, checkUnique } from './names.js';
import { checkPlot } from './plots.js';

/** The model of a task or sweep; reports `K119` for anything else. */
function modelOf(statement: Task | SweepDeclaration, { report }: ModelContext): ModelDeclaration | undefined {
  const target = statement.model.ref;
  if (target === undefined || target.$type === 'ModelDeclaration') return target;
  report({
    code: 'K119',
    message: `\`${statement.model.$refText}\` is not a model`,
    node: statement,
    property: 'model',
  });
  return undefined;
}

/** `train`, `sample`, `evaluate`: a model, options and components that the catalogue has, values that it allows. */
export function checkTask(task: Task, context: ModelContext): void {
  const { catalogue, components } = context;
  modelOf(task, context);
  const schema = findTask(catalogue, task.task);
  // A host without tasks checks none of their options.
  if (schema === undefined) return;
  components.block(task, task.items, `\`${task.task}\``, schema.options);
  for (const item of task.items) {
    if (isComponentItem(item)) components.listed(item.component, schema.components, `\`${task.task}\``);
  }
  attempt(context, (interpreter) => tryTask(task, catalogue, interpreter));
}

/** `sweep`: axes are parameters of the model, values within their domain. */
export function checkSweep(sweep: SweepDeclaration, context: ModelContext): void {
  const { report, components, types } = context;
  const model = modelOf(sweep, context);
  checkSeparated([...sweep.axes, ...sweep.plots], ',;', 'axes', report);
  checkUnique(sweep.axes, ({ name }) => name, 'name', report);
  const names = model?.parameters.map(({ name }) => name) ?? [];
  for (const axis of sweep.axes) {
    types.typeOf(axis.value);
    const parameter = model?.parameters.find(({ name }) => name === axis.name);
    if (model !== undefined && parameter === undefined && axis.name !== 'seeds') {
      const help =
        didYouMean(axis.name, [...names, 'seeds']) ??
        (names.length > 0 ? `its parameters are ${names.join(', ')}` : undefined);
      report({
        code: 'K108',
        message: `\`${model.name}\` has no parameter \`${axis.name}\``,
        node: axis,
        property: 'name',
        help,
      });
      continue;
    }
    attempt(context, (interpreter) => {
      const value = interpreter.evaluate(axis.value, interpreter.topFrame());
      const items = value.kind === 'number' ? [value] : asItems(value, axis.value);
      if (items.length === 0)
        fail({ code: 'K118', message: `\`${axis.name}\` has no values`, node: axis, property: 'value' });
      for (const item of items) {
        if (parameter !== undefined) admit(parameter, item, sweep.model.$refText, axis.value);
        else if (axis.name === 'seeds' && asInteger(item, axis.value, 'whole numbers as seeds') < 0) {
          fail({ code: 'K118', message: 'a seed is not negative', node: axis, property: 'value' });
        }
      }
    });
  }
  for (const plot of sweep.plots.slice(1)) report({ code: 'K105', message: '`plot` is written twice', node: plot });
  for (const plot of sweep.plots) {
    components.component(plot.component, 'plot');
    checkPlot(plot, sweep, model, context);
  }
}
