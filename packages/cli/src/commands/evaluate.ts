import type { ComponentSpec } from '@kraus/core';
import { type Command, Option } from 'commander';
import { usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { findRun, shownPath } from '../run-folders/index.js';
import { createRunReporter } from '../terminal/index.js';
import { type EngineOptions, engineOptions, wholeNumber } from './options.js';

interface EvaluateOptions extends EngineOptions {
  readonly metric?: readonly string[];
  readonly features?: string;
  readonly count?: number;
  readonly seed?: number;
  readonly untrained?: boolean;
}

/** The metrics of `--metric`, with `--features` for those that take it. */
async function chosenMetrics(options: EvaluateOptions): Promise<ComponentSpec[] | undefined> {
  const { metric: names, features } = options;
  if (names === undefined) {
    if (features !== undefined)
      throw usageError('features-alone', '--features goes with --metric, e.g. --metric kid --features pixels');
    return undefined;
  }
  const [{ catalogue }, { suggestion }] = await Promise.all([import('@kraus/models/catalogue'), import('@kraus/core')]);
  const known = catalogue.components.filter((component) => component.slot === 'metric');
  return names.map((name) => {
    const schema = known.find((component) => component.name === name);
    if (schema === undefined) {
      const hint = suggestion(
        name,
        known.map((component) => component.name),
      );
      throw usageError('unknown-metric', `There is no metric '${name}'.${hint}`);
    }
    const takesFeatures = features !== undefined && Object.hasOwn(schema.options, 'features');
    return { component: name, options: takesFeatures ? { features } : {} };
  });
}

async function evaluate(
  job: Job,
  target: string,
  model: string | undefined,
  options: EvaluateOptions,
): Promise<undefined> {
  const { output } = job;
  const runDir = await findRun(job, target, model);
  const metrics = await chosenMetrics(options);
  const { evaluate: evaluateRun, formatEvaluation, readRun, startEngine } = await import('@kraus/models');
  const record = await readRun(runDir);
  await startEngine(options);
  const reporter = createRunReporter(output, record.model.name);
  try {
    const evaluation = await withInterrupts(output, (signal) =>
      evaluateRun({
        runDir,
        metrics,
        count: options.count,
        seed: options.seed,
        untrained: options.untrained,
        signal,
        onEvent: reporter.onEvent,
      }),
    );
    reporter.finish();
    output.event({ event: 'evaluation', runDir, evaluation });
    const { bold } = output.colours;
    const parts = [
      `${bold(record.model.name)}, step ${evaluation.step}, ${shownPath(job, runDir)}`,
      formatEvaluation(evaluation),
    ];
    if (evaluation.untrained !== undefined) {
      parts.push('', `${bold('The same before training')}`, formatEvaluation(evaluation.untrained));
    }
    output.result(parts.join('\n'));
  } finally {
    reporter.finish();
  }
}

/** `kraus evaluate run|file [model]` */
export function evaluateCommand(session: Session): Command {
  const command = createCommand(
    'evaluate',
    'measure a trained model against its data',
    "Draws from a run and compares with real data: every figure with its extractor, its hash, the sample counts, the spread, and what real data score against real data. Writes evaluation.json into the run folder. Metrics and counts are the script's unless given here.",
    [
      ['kraus evaluate runs/WalkDigits-1', 'as the script of that run says'],
      ['kraus evaluate walk.kraus --metric fid --metric kid --features lenet --count 2000', 'metrics of your choice'],
      ['kraus evaluate walk.kraus --json', 'the evaluation as JSON'],
    ],
  )
    .argument('<run-or-file>', 'a run folder, or a script (its newest run)')
    .argument('[model]', 'the model, if the script has several')
    .addOption(
      new Option('-m, --metric <name>', 'a metric, see kraus list metric (repeatable)').argParser(
        (name, earlier: readonly string[] | undefined) => [...(earlier ?? []), name],
      ),
    )
    .addOption(new Option('--features <extractor>', 'feature extractor for these metrics'))
    .addOption(new Option('-n, --count <n>', 'how many to draw').argParser(wholeNumber(2)))
    .addOption(new Option('--seed <n>', 'seed of the draws').argParser(wholeNumber(0)))
    .addOption(new Option('--untrained', 'measure the untrained model too').default(undefined))
    .addOption(new Option('--no-untrained', 'do not measure the untrained model'));
  for (const option of engineOptions()) command.addOption(option);
  return command.action(action(session, evaluate));
}
