import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { OptionValue, SweepSpec } from '@kraus/core';
import { type Command, Option } from 'commander';
import { ExitCode } from '../exit-codes.js';
import { usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { isRunFolder, runsFolderOf, shownPath } from '../run-folders/index.js';
import { chooseModel, type LoadedScript, loadScript, lowerLoaded, requireTask, taskOf } from '../scripts/index.js';
import {
  measuredValues,
  type SweepPlot,
  type SweepPoint,
  type SweepRow,
  sweepPoints,
  writeResults,
} from '../sweeps/index.js';
import { createRunReporter } from '../terminal/index.js';
import { type EngineOptions, engineOptions } from './options.js';

interface SweepOptions extends EngineOptions {
  readonly out?: string;
}

function chooseSweep(sweeps: readonly SweepSpec[], path: string, name: string | undefined): SweepSpec {
  const names = sweeps.map((sweep) => sweep.name);
  if (sweeps.length === 0) throw usageError('no-sweep', `${path} declares no sweep.`);
  const chosen = name === undefined ? sweeps : sweeps.filter((sweep) => sweep.name === name);
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return only;
  if (name === undefined)
    throw usageError('which-sweep', `${path} has several sweeps: ${names.join(', ')}. Name one after the script.`);
  throw usageError('no-such-sweep', `${path} has no sweep '${name}'; it has ${names.join(', ')}.`);
}

function named(value: OptionValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && 'component' in value ? value.component : undefined;
}

/** What the script asks to be plotted; the first axis and the first metric where it says nothing. */
function plotOf(sweep: SweepSpec, rows: readonly SweepRow[]): SweepPlot | undefined {
  const [axis = 'seed'] = Object.keys(sweep.axes);
  const known = new Set([...Object.keys(sweep.axes), 'seed', 'run', 'step', 'loss']);
  const metric = rows.flatMap((row) => Object.keys(row)).find((key) => !known.has(key));
  const y = named(sweep.plot?.options.y) ?? metric;
  return y === undefined ? undefined : { x: named(sweep.plot?.options.x) ?? axis, y };
}

/** Trains, samples and evaluates one point; parts that are done already are not done again. */
async function runPoint(
  job: Job,
  script: LoadedScript,
  sweep: SweepSpec,
  point: SweepPoint,
  runDir: string,
  signal: AbortSignal,
): Promise<SweepRow | undefined> {
  const { currentEvaluation, evaluate, readRun, sample, train } = await import('@kraus/models');
  const spec = await lowerLoaded(script, point.values);
  const { alreadyMeasured, measureForwards } = await import('../devices/index.js');
  const earlier = isRunFolder(runDir) ? (await readRun(runDir)).model : undefined;
  const chosen = alreadyMeasured(chooseModel(spec, script.path, sweep.model), earlier);
  // Devices that charge are for single runs: a sweep has no --max-seconds.
  const model = await measureForwards(job, chosen, { file: script.file, maxSeconds: undefined, signal, runDir });
  const task = requireTask(spec, script.path, model.name, 'train');
  const reporter = createRunReporter(job.output, point.name);
  const common = { runDir, signal, onEvent: reporter.onEvent };
  const data = { baseDir: dirname(script.file) };
  try {
    const trained = await train({
      ...common,
      model,
      task: { ...task, options: { ...task.options, seed: point.seed } },
      evaluate: taskOf(spec, model.name, 'evaluate'),
      sample: taskOf(spec, model.name, 'sample'),
      script: { path: script.path, text: readFileSync(script.file, 'utf8'), hash: spec.sourceHash },
      resume: isRunFolder(runDir),
      data,
    });
    if (trained.status === 'stopped') return undefined;
    let evaluation = await currentEvaluation(common);
    if (evaluation === undefined) {
      await sample(common);
      evaluation = await evaluate({ ...common, data });
    }
    const { best } = await readRun(runDir);
    return {
      ...point.values,
      seed: point.seed,
      run: point.name,
      step: trained.step,
      ...(best === undefined ? {} : { loss: best.loss }),
      ...measuredValues(evaluation.metrics),
    };
  } finally {
    reporter.finish();
  }
}

async function sweep(job: Job, path: string, name: string | undefined, options: SweepOptions): Promise<ExitCode> {
  const { output, context } = job;
  const script = await loadScript(job, path);
  const spec = chooseSweep((await lowerLoaded(script)).sweeps, path, name);
  const folder =
    options.out === undefined
      ? join(runsFolderOf(script.file), spec.name)
      : resolve(context.workingDirectory, options.out);
  const points = sweepPoints(spec.axes, spec.seeds);
  const { startEngine } = await import('@kraus/models');
  await startEngine(options);
  const rows: SweepRow[] = [];
  let files: string[] = [];
  return withInterrupts(output, async (signal) => {
    for (const [index, point] of points.entries()) {
      output.note(`${output.noteColours.bold(point.name)} (${index + 1} of ${points.length})`);
      const row = await runPoint(job, script, spec, point, join(folder, point.name), signal);
      if (row === undefined || signal.aborted) {
        output.result(`Stopped and saved after ${rows.length} of ${points.length} runs. The same command goes on.`);
        return ExitCode.Stopped;
      }
      rows.push(row);
      output.event({ event: 'point', index, total: points.length, row });
      files = writeResults(folder, spec.name, rows, plotOf(spec, rows));
    }
    output.event({ event: 'sweep', name: spec.name, folder, files, rows });
    output.result(
      [`${spec.name}: ${rows.length} runs.`, ...files.map((file) => `  ${shownPath(job, file)}`)].join('\n'),
    );
    return ExitCode.Ok;
  });
}

/** `kraus sweep file [name]` */
export function sweepCommand(session: Session): Command {
  const command = createCommand(
    'sweep',
    'train, sample and evaluate a model over parameters and seeds',
    "Runs a script's sweep: for every combination of the axes' values and every seed a run folder in runs/SWEEP, then a table (JSON and CSV) and a chart with the spread over seeds. Ctrl-C saves; the same command goes on, and what is done is not done again.",
    [
      ['kraus sweep walk.kraus', 'the sweep of the script'],
      ['kraus sweep walk.kraus OmegaCurve --out curves/omega', 'one of several, into a folder of your choice'],
    ],
  )
    .argument('<file>', 'the script')
    .argument('[name]', 'the sweep, if the script has several')
    .addOption(new Option('-o, --out <folder>', 'the folder of its runs (default: runs/SWEEP beside the script)'));
  for (const option of engineOptions()) command.addOption(option);
  return command.action(action(session, sweep));
}
