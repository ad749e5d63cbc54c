import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KrausError, type ModelSpec } from '@kraus/core';
import type { Evaluation } from '@kraus/models';
import { alreadyMeasured, measureForwards } from '../devices/index.js';
import { isRunFolder } from '../run-folders/index.js';
import { chooseModel, requireTask, taskOf } from '../scripts/index.js';
import { createRunReporter } from '../terminal/index.js';
import type { Trial } from './study.js';

/** What errors call a study's script. */
const path = 'study.kraus';

export interface ScriptTrial {
  /** The whole script; one model with `train` and `evaluate`. */
  readonly text: string;
  /** Values of the model's parameters. */
  readonly set?: Readonly<Record<string, number>>;
  /** Called with what the run tells, for progress. */
  readonly trial: Trial;
}

export interface ScriptOutcome {
  readonly evaluation: Evaluation;
  /** The model as trained: walks on devices as what was measured. */
  readonly model: ModelSpec;
  /** The run's pictures of the forward and the reverse process. */
  readonly forward: string;
  readonly reverse: string;
  /** The picture of what the trained model draws. */
  readonly samples: string;
  readonly loss: number | undefined;
}

/** The specification of a study's script, and its only model. */
export async function studyModel(text: string, set: Readonly<Record<string, number>> = {}) {
  const [{ checkScript, formatDiagnostics, lowerScript }, { catalogue }] = await Promise.all([
    import('@kraus/lang'),
    import('@kraus/models/catalogue'),
  ]);
  const { diagnostics, script } = await checkScript({
    path,
    readFile: (name) => (name === path ? text : undefined),
    catalogue,
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    throw new KrausError('cli/study-script', `The study's script has errors.\n${formatDiagnostics(diagnostics)}`);
  }
  const spec = lowerScript(script, { set });
  return { spec, model: chooseModel(spec, path, undefined) };
}

/**
 * Trains the model of a script with the trial's seed into a run folder, goes on with one that is there, and evaluates it.
 * Devices of the script are asked first; what they draw has the same seed.
 * @returns undefined when the signal stopped it
 */
export async function runScript({ text, set, trial }: ScriptTrial): Promise<ScriptOutcome | undefined> {
  const { currentEvaluation, evaluate, readRun, train } = await import('@kraus/models');
  const { spec, model: written } = await studyModel(text, set);
  const task = requireTask(spec, path, written.name, 'train');
  const { seed, signal, job } = trial;
  const runDir = join(trial.folder, 'run');
  const reporter = createRunReporter(job.output, `${trial.arm}, seed ${seed}`);
  const common = { runDir, signal, onEvent: reporter.onEvent };
  const resume = existsSync(runDir) && isRunFolder(runDir);
  const earlier = resume ? (await readRun(runDir)).model : undefined;
  const model = await measureForwards(job, alreadyMeasured(written, earlier), {
    file: join(trial.folder, path),
    maxSeconds: undefined,
    ...{ seed, signal, runDir },
  });
  try {
    const trained = await train({
      ...common,
      model,
      task: { ...task, options: { ...task.options, seed } },
      evaluate: taskOf(spec, model.name, 'evaluate'),
      script: { path, text, hash: spec.sourceHash },
      resume,
    });
    if (trained.status === 'stopped') return undefined;
    const asked = { ...common, seed, untrained: false };
    const evaluation = (await currentEvaluation(asked)) ?? (await evaluate(asked));
    const picture = (name: string): string => join(runDir, 'samples', `${name}.png`);
    const samples = picture(`step-${String(trained.step).padStart(7, '0')}`);
    const pictures = { forward: picture('forward'), reverse: picture('reverse'), samples };
    return { evaluation, model, ...pictures, loss: trained.best?.loss };
  } finally {
    reporter.finish();
  }
}
