import type {
  Component,
  Expression,
  ModelDeclaration,
  Option,
  Script,
  SweepDeclaration,
  SweepPlot,
} from '../generated/index.js';
import { isComponentItem, isNameExpression, isOption, isScript, isStringLiteral, isTask } from '../generated/index.js';
import { didYouMean } from '../language/index.js';
import { componentNames } from '../lowering/index.js';
import type { ModelContext } from './models.js';

/** What the table of a sweep has besides its axes and metrics. */
const always = { x: ['seed'], y: ['loss', 'step'] } as const;

/** The axes of a plot name columns of the sweep's table: across a swept parameter, upwards a metric that is evaluated. */
export function checkPlot(
  plot: SweepPlot,
  sweep: SweepDeclaration,
  model: ModelDeclaration | undefined,
  { catalogue, report }: ModelContext,
): void {
  const swept = sweep.axes.map(({ name }) => name).filter((name) => name !== 'seeds');
  const measured = model === undefined ? undefined : measuredOf(model, sweep);
  const metrics = measured ?? componentNames(catalogue, 'metric');
  const columns = {
    x: { names: [...swept, ...always.x], what: 'swept', help: `\`${sweep.name}\` sweeps ${listed(swept)}` },
    y: {
      names: [...metrics, ...always.y],
      what: 'measured',
      help: measured === undefined ? `metrics are ${listed(metrics)}` : `\`evaluate\` measures ${listed(metrics)}`,
    },
  };
  for (const option of plot.component.items.filter(isOption)) {
    if (option.name !== 'x' && option.name !== 'y') continue;
    const { names, what, help } = columns[option.name];
    const written = wordOf(option);
    // With one metric for several features the column has the features behind its name: `fid(lenet)`.
    const name = written?.replace(/\(.*\)$/, '');
    if (name === undefined || names.length === always[option.name].length || names.includes(name)) continue;
    report({
      code: 'K118',
      message: `\`${written}\` is not ${what}`,
      node: option,
      property: 'value',
      help: didYouMean(name, names) ?? help,
    });
  }
}

/** The metrics that the script evaluates for a model; undefined if it leaves them to the model. */
function measuredOf(model: ModelDeclaration, { $container: script }: SweepDeclaration): string[] | undefined {
  const metrics = (isScript(script) ? (script as Script).statements : []).flatMap((statement) =>
    isTask(statement) && statement.task === 'evaluate' && statement.model.ref === model
      ? statement.items.filter(isComponentItem).map(({ component }) => component.name)
      : [],
  );
  return metrics.length === 0 ? undefined : metrics;
}

/** The word or text that an option is given. */
function wordOf({ value }: Option): string | undefined {
  const given: Component | Expression = value;
  if (given.$type === 'Component') return given.name;
  if (isNameExpression(given)) return given.target.$refText;
  return isStringLiteral(given) ? given.value : undefined;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
