import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ModelSpec, ScriptSpec, TaskSpec } from '@kraus/core';
import { type Command, Option } from 'commander';
import { ExitCode } from '../exit-codes.js';
import { CommandFailure, usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { claimRunFolder, isRunFolder, newestRun, releaseRunFolder, shownPath } from '../run-folders/index.js';
import { chooseModel, type LoadedScript, loadScript, lowerLoaded, requireTask, taskOf } from '../scripts/index.js';
import { createRunReporter, formatDuration, formatNumber } from '../terminal/index.js';
import { type EngineOptions, engineOptions, maxSecondsOption, setOption, wholeNumber } from './options.js';

interface TrainOptions extends EngineOptions {
  readonly set?: Record<string, number>;
  readonly out?: string;
  readonly resume?: boolean;
  readonly from?: string;
  readonly step?: number;
  readonly seed?: number;
  readonly steps?: number;
  readonly batch?: number;
  readonly maxSeconds?: number;
}

interface Plan {
  readonly spec: ScriptSpec;
  readonly model: ModelSpec;
  readonly task: TaskSpec;
  readonly runDir: string;
  readonly claimed: boolean;
  /** The checkpoint of another run to begin from. */
  readonly branch: { readonly runDir: string; readonly step: number | undefined } | undefined;
}

/** The model's train statement with what the command line says instead; steps take the place of epochs. */
function trainTask(
  spec: ScriptSpec,
  path: string,
  model: string,
  seed: number | undefined,
  { steps, batch }: Pick<TrainOptions, 'steps' | 'batch'>,
): TaskSpec {
  const task = requireTask(spec, path, model, 'train');
  const { epochs, ...others } = task.options;
  return {
    ...task,
    options: {
      ...(steps === undefined ? task.options : { ...others, steps }),
      ...(seed === undefined ? {} : { seed }),
      ...(batch === undefined ? {} : { batch }),
    },
  };
}

function chooseFolder(
  job: Job,
  script: LoadedScript,
  model: string,
  options: TrainOptions,
): { runDir: string; claimed: boolean } {
  if (options.out !== undefined) {
    const runDir = resolve(job.context.workingDirectory, options.out);
    const holdsRun = isRunFolder(runDir);
    if (options.resume === true && !holdsRun) throw noRun(`${options.out} holds no run to go on with.`);
    if (options.resume !== true && holdsRun) {
      throw new CommandFailure(
        ExitCode.Run,
        'cli/run-exists',
        `${options.out} holds a run already; go on with it by --resume, or choose another folder.`,
      );
    }
    return { runDir, claimed: false };
  }
  if (options.resume === true) {
    const runDir = newestRun(script.file, model);
    if (runDir === undefined)
      throw noRun(`${model} has no run beside ${script.path} to go on with; leave out --resume to start one.`);
    return { runDir, claimed: false };
  }
  return { runDir: claimRunFolder(script.file, model), claimed: true };
}

function noRun(message: string): CommandFailure {
  return new CommandFailure(ExitCode.Run, 'cli/no-run', message);
}

/** The run that `--from` names. */
function branchOf(job: Job, { from, step, resume }: TrainOptions): Plan['branch'] {
  if (from === undefined) {
    if (step !== undefined)
      throw usageError('step-alone', '--step goes with --from, e.g. --from runs/MyModel-1 --step 400');
    return undefined;
  }
  if (resume === true)
    throw usageError('resume-or-from', '--resume goes on with a run, --from begins a new one: give one of them.');
  const runDir = resolve(job.context.workingDirectory, from);
  if (!isRunFolder(runDir)) throw noRun(`${from} holds no run to begin from.`);
  return { runDir, step };
}

/** Model, task and folder. A resumed run keeps its parameters and seed, a branch its parameters, unless the command line gives others. */
async function makePlan(
  job: Job,
  script: LoadedScript,
  modelName: string | undefined,
  options: TrainOptions,
): Promise<Plan> {
  const first = await lowerLoaded(script, options.set);
  const { name } = chooseModel(first, script.path, modelName);
  trainTask(first, script.path, name, options.seed, options);
  const branch = branchOf(job, options);
  const folder = chooseFolder(job, script, name, options);
  let spec = first;
  let seed = options.seed;
  let earlier: ModelSpec | undefined;
  if (options.resume === true || branch !== undefined) {
    const { readRun } = await import('@kraus/models');
    const record = await readRun(branch?.runDir ?? folder.runDir);
    spec = await lowerLoaded(script, { ...record.model.parameters, ...options.set });
    if (branch === undefined) {
      // Where neither script nor command line gave one the run has the default, and its task says nothing of it.
      const given = record.task.options.seed;
      seed ??= typeof given === 'number' ? given : undefined;
      earlier = record.model;
    }
  }
  const { alreadyMeasured } = await import('../devices/index.js');
  const model = chooseModel(spec, script.path, name);
  return {
    spec,
    model: alreadyMeasured(model, earlier),
    task: trainTask(spec, script.path, name, seed, options),
    branch,
    ...folder,
  };
}

function quoted(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}

async function train(job: Job, path: string, modelName: string | undefined, options: TrainOptions): Promise<ExitCode> {
  const { output } = job;
  const script = await loadScript(job, path);
  const { startEngine, train: trainModel } = await import('@kraus/models');
  const plan = await makePlan(job, script, modelName, options);
  const { runDir, spec } = plan;
  const { maxSeconds } = options;
  const engine = await startEngine(options);
  const where = shownPath(job, runDir);
  output.note(
    `${options.resume === true ? 'Going on with' : 'Training'} ${plan.model.name} in ${where} (${engine.backend}, ${engine.threads} thread${engine.threads === 1 ? '' : 's'})`,
  );
  const reporter = createRunReporter(output, plan.model.name);
  const started = performance.now();
  try {
    const { measureForwards } = await import('../devices/index.js');
    const model = await withInterrupts(output, (signal) =>
      measureForwards(job, plan.model, { file: script.file, maxSeconds, signal, runDir }),
    );
    const result = await withInterrupts(output, (signal) =>
      trainModel({
        model,
        task: plan.task,
        evaluate: taskOf(spec, model.name, 'evaluate'),
        sample: taskOf(spec, model.name, 'sample'),
        script: { path: script.path, text: readFileSync(script.file, 'utf8'), hash: spec.sourceHash },
        runDir,
        data: { baseDir: dirname(script.file) },
        resume: options.resume === true,
        branch: plan.branch,
        signal,
        onEvent: reporter.onEvent,
      }),
    );
    reporter.finish();
    if (result.status === 'stopped') {
      const target = options.out === undefined ? [] : ['--out', quoted(options.out)];
      const budget = (['steps', 'batch'] as const).flatMap((name) =>
        options[name] === undefined ? [] : [`--${name} ${options[name]}`],
      );
      const again = ['kraus train', quoted(path), model.name, '--resume', ...budget, ...target].join(' ');
      output.result(`Stopped and saved at step ${result.step}. Go on with:\n  ${again}`);
      return ExitCode.Stopped;
    }
    output.result(
      `Trained ${model.name}: ${result.step} steps in ${formatDuration((performance.now() - started) / 1000)}` +
        `${result.best === undefined ? '' : `, best validation loss ${formatNumber(result.best.loss)} at step ${result.best.step}`}.\n` +
        `The run is in ${where}. Next: kraus sample ${quoted(where)}`,
    );
    return ExitCode.Ok;
  } finally {
    reporter.finish();
    if (plan.claimed) releaseRunFolder(runDir);
  }
}

/** `kraus train file [model]` */
export function trainCommand(session: Session): Command {
  const command = createCommand(
    'train',
    'train a model of a script into a run folder',
    'Checks the script, then trains the model as its train statement says, into runs/MODEL-N beside the script. Ctrl-C finishes the step and saves; --resume goes on and ends in the same bits as a run that was never stopped.',
    [
      ['kraus train walk.kraus', 'train the model of the script'],
      [
        'kraus train walk.kraus WalkDigits --set omega=0.5 --out runs/half',
        'another parameter, a folder of your choice',
      ],
      ['kraus train walk.kraus --steps 20 --batch 8', 'a short trial of the whole'],
      ['kraus train walk.kraus --resume', 'go on with the newest run'],
      ['kraus train walk.kraus --from runs/WalkDigits-1 --step 400', 'a new run from a checkpoint of another'],
      ['kraus train walk.kraus --json | tee events.jsonl', 'one JSON object for each event'],
    ],
  )
    .argument('<file>', 'the script')
    .argument('[model]', 'the model, if the script has several')
    .addOption(setOption())
    .addOption(new Option('-o, --out <folder>', 'the run folder (default: runs/MODEL-N beside the script)'))
    .addOption(new Option('--resume', 'go on with a run that was stopped or killed'))
    .addOption(new Option('--from <run>', 'begin a new run from a checkpoint of this one'))
    .addOption(
      new Option('--step <n>', 'with --from: the step of the checkpoint (default: the last)').argParser(wholeNumber(1)),
    )
    .addOption(new Option('--seed <n>', 'another seed than the script says').argParser(wholeNumber(0)))
    .addOption(new Option('--steps <n>', 'so many training steps, whatever the script says').argParser(wholeNumber(1)))
    .addOption(new Option('--batch <n>', 'so many data in a step, whatever the script says').argParser(wholeNumber(1)))
    .addOption(maxSecondsOption());
  for (const option of engineOptions()) command.addOption(option);
  return command.action(action(session, train));
}
