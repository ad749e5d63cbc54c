import path from 'node:path';
import { type EngineInfo, engineInfo, startEngine } from '../engine/index.js';
import type { GenerativeModel, Learning } from '../generative-model/index.js';
import { parameterCount } from '../networks/index.js';
import {
  appendMetrics,
  pruneCheckpoints,
  RunLock,
  type RunRecord,
  removeUnfinished,
  writeCheckpoint,
  writeRecord,
  writeScript,
} from '../runs/index.js';
import { familyOf, samplerOf } from './families.js';
import { beginBranch, restore } from './go-on.js';
import { baseDirOf, newRecord, previousRecord } from './new-record.js';
import { Pace } from './pace.js';
import { type TrainingPlan, trainingPlan } from './plan.js';
import type { TrainRequest, TrainResult } from './train-request.js';
import { Trainer } from './trainer.js';

/**
 * Trains a model into a run folder: loads the data, writes the record and the script, trains with checkpoints, metrics
 * and pictures. A run stopped by the signal or killed goes on with `resume` and ends in the same bits.
 *
 * @throws KrausError `runs/exists` (a run is there and `resume` is not set), `runs/no-checkpoint`, `runs/branch-at-end`, `runs/absent`, `runs/other-script`,
 *   `runs/locked`, `models/not-finite`, and those of data, model and engine
 */
export async function train(request: TrainRequest): Promise<TrainResult> {
  const { runDir, resume = false, signal, onEvent } = request;
  const previous = await previousRecord(request);
  if (previous?.status === 'done') return resultOf(runDir, previous, 'steps', 0);
  const lock = await RunLock.acquire(runDir);
  try {
    await removeUnfinished(runDir);
    const engine = await ensureEngine();
    const opened = await familyOf(request.model).open(request.model, {
      ...request.data,
      baseDir: baseDirOf(request),
      signal,
      onProgress: (progress) => onEvent?.({ kind: 'data', progress }),
    });
    const { model, summary } = opened;
    const plan = trainingPlan(request.task, summary.counts.train);
    samplerOf(request.model, plan.sampler);
    const learning = opened.learn(plan);
    const trainer = new Trainer(learning, plan, model.initial(plan.seed));
    try {
      const parameters = parameterCount(trainer.checkpoint().weights);
      const from = resume ? await restore(trainer, runDir) : await beginBranch(trainer, request, plan.steps);
      const record = previous
        ? { ...previous, status: 'running' as const, resumed: previous.resumed + 1, updated: now() }
        : newRecord(request, { plan, data: summary, facts: learning.facts, engine, parameters, from });
      if (previous && previous.engine.backend !== engine.backend) {
        const text = `The run was begun on the ${previous.engine.backend} engine and goes on with ${engine.backend}: its last bits may differ.`;
        onEvent?.({ kind: 'note', text });
      }
      await writeScript(runDir, request.script.text);
      await writeRecord(runDir, record);
      onEvent?.({
        kind: 'start',
        runDir,
        model: request.model.name,
        engine,
        parameters,
        items: summary.counts.train,
        batch: plan.batch,
        steps: plan.steps,
        from,
        left: learning.facts.left,
      });
      return await runTrainer({ request, trainer, model, learning, plan, record });
    } finally {
      trainer.dispose();
      model.dispose?.();
    }
  } finally {
    await lock.release();
  }
}

/** Starts the engine if nobody has. */
export async function ensureEngine(): Promise<EngineInfo> {
  try {
    return engineInfo();
  } catch {
    return startEngine();
  }
}

interface Running {
  readonly request: TrainRequest;
  readonly trainer: Trainer;
  readonly model: GenerativeModel;
  readonly learning: Learning;
  readonly plan: TrainingPlan;
  record: RunRecord;
}

async function runTrainer(running: Running): Promise<TrainResult> {
  const { request, trainer, model, learning, plan } = running;
  const { runDir, signal, onEvent } = request;
  const update = async (change: Partial<RunRecord>): Promise<void> => {
    running.record = { ...running.record, ...change, updated: now() };
    await writeRecord(runDir, running.record);
  };
  const pace = new Pace(trainer.done, plan.steps);
  const began = performance.now();
  if (trainer.done === 0 || (request.branch !== undefined && request.resume !== true)) {
    const file = path.join(runDir, 'samples', 'forward.png');
    await learning.writeForward(file, plan.seed);
    onEvent?.({ kind: 'picture', what: 'forward', step: 0, file });
  }
  try {
    const end = await trainer.run(
      {
        onStep: (step, loss) => onEvent?.({ kind: 'step', step, steps: plan.steps, loss, ...pace.at(step) }),
        onMetrics: async (lines) => {
          await appendMetrics(runDir, lines);
          for (const line of lines) if (line.kind === 'validation') onEvent?.(line);
        },
        onCheckpoint: async (checkpoint) => {
          const file = await writeCheckpoint(runDir, checkpoint);
          await update({ step: checkpoint.step, best: trainer.best });
          await pruneCheckpoints(runDir, plan.keep, trainer.best?.step);
          onEvent?.({ kind: 'checkpoint', step: checkpoint.step, file });
        },
        onPictures: async (step, average) => {
          const file = path.join(runDir, 'samples', `step-${String(step).padStart(7, '0')}.png`);
          const drawn = await model.draw(average, { seed: plan.seed, count: 36, sampler: plan.sampler });
          await drawn.write(file);
          onEvent?.({ kind: 'picture', what: 'grid', step, file });
        },
      },
      signal,
    );
    const seconds = (performance.now() - began) / 1000;
    if (end === 'stopped') {
      await update({ status: 'stopped' });
      onEvent?.({ kind: 'stopped', step: trainer.done, steps: plan.steps, seconds });
      return resultOf(runDir, running.record, 'signal', seconds);
    }
    const file = path.join(runDir, 'samples', 'reverse.png');
    await model.writeReverse(trainer.parameters, file, { seed: plan.seed, count: 6, sampler: plan.sampler });
    onEvent?.({ kind: 'picture', what: 'reverse', step: trainer.done, file });
    const note = end === 'patience' ? `validation did not improve ${plan.patience} times in a row` : undefined;
    await update({ status: 'done', step: trainer.done, best: trainer.best, note });
    onEvent?.({ kind: 'done', step: trainer.done, seconds, reason: end });
    return resultOf(runDir, running.record, end, seconds);
  } catch (error) {
    await update({ status: 'failed', note: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

function resultOf(runDir: string, record: RunRecord, reason: TrainResult['reason'], seconds: number): TrainResult {
  const status = reason === 'signal' ? 'stopped' : 'done';
  return { status, reason, runDir, step: record.step, steps: record.steps, best: record.best, seconds };
}

function now(): string {
  return new Date().toISOString();
}
