import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { ExitCode } from '../exit-codes.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { findRun, shownPath } from '../run-folders/index.js';
import { createRunReporter, formatDuration } from '../terminal/index.js';
import { type EngineOptions, engineOptions, wholeNumber } from './options.js';

interface SampleOptions extends EngineOptions {
  readonly count?: number;
  readonly seed?: number;
  readonly out?: string;
}

async function sample(job: Job, target: string, model: string | undefined, options: SampleOptions): Promise<ExitCode> {
  const { output, context } = job;
  const runDir = await findRun(job, target, model);
  const { readRun, sample: sampleRun, startEngine } = await import('@kraus/models');
  const record = await readRun(runDir);
  const save = options.out === undefined ? undefined : resolve(context.workingDirectory, options.out);
  await startEngine(options);
  const reporter = createRunReporter(output, record.model.name);
  try {
    const result = await withInterrupts(output, (signal) =>
      sampleRun({ runDir, count: options.count, seed: options.seed, save, signal, onEvent: reporter.onEvent }),
    );
    reporter.finish();
    const { count, file, step, seconds } = result;
    output.event({ event: 'sampled', runDir, file, count, step, seconds });
    output.result(
      `Drew ${count} from ${record.model.name} (step ${step}) in ${formatDuration(seconds)}: ${shownPath(job, file)}`,
    );
    return ExitCode.Ok;
  } finally {
    reporter.finish();
  }
}

/** `kraus sample run|file [model]` */
export function sampleCommand(session: Session): Command {
  const command = createCommand(
    'sample',
    'draw from a trained model',
    "Draws images, points or states from the best checkpoint of a run and writes them as one PNG into the run folder, or where --out says. What is drawn depends on the weights, the seed and its number alone. Count and seed are the script's unless given here.",
    [
      ['kraus sample runs/WalkDigits-1', 'as the script of that run says'],
      ['kraus sample walk.kraus --count 100 --seed 3 --out digits.png', "the newest run of the script's model"],
    ],
  )
    .argument('<run-or-file>', 'a run folder, or a script (its newest run)')
    .argument('[model]', 'the model, if the script has several')
    .addOption(new Option('-n, --count <n>', 'how many').argParser(wholeNumber(1)))
    .addOption(new Option('--seed <n>', 'seed of the draws').argParser(wholeNumber(0)))
    .addOption(new Option('-o, --out <png>', 'where to write the picture'));
  for (const option of engineOptions()) command.addOption(option);
  return command.action(action(session, sample));
}
