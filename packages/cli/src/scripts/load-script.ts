import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DeviceJudge, ModelSpec, ScriptSpec, TaskSpec } from '@kraus/core';
import { ScriptErrors, usageError } from '../failures.js';
import type { Job } from '../job.js';
import type { LoadedScript, LoweredScript } from './loaded-script.js';
import { printDiagnostics } from './print-diagnostics.js';

/** Loaded, with the calibration tables, when a script names a device. */
async function loadDeviceJudge(): Promise<DeviceJudge> {
  return (await import('@kraus/hardware/suitability')).deviceJudge;
}

/** Checks a script without printing anything. */
export async function checkFile(job: Job, path: string): Promise<LoadedScript> {
  const file = resolve(job.context.workingDirectory, path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    throw usageError(
      'no-such-file',
      `There is no file ${path}. Give the path of a .kraus script; kraus init writes a first one.`,
    );
  }
  if (found.isDirectory()) throw usageError('not-a-script', `${path} is a folder; give the path of a .kraus script.`);
  const [{ checkScript }, { readScriptFile }, { catalogue }] = await Promise.all([
    import('@kraus/lang'),
    import('@kraus/lang/node'),
    import('@kraus/models/catalogue'),
  ]);
  const { diagnostics, script } = await checkScript({
    path,
    readFile: (name) => readScriptFile(resolve(job.context.workingDirectory, name)),
    catalogue,
    devices: loadDeviceJudge,
  });
  return { path, file, script, diagnostics };
}

/** Checks a script and prints what the checker says. @throws ScriptErrors if it has errors. */
export async function loadScript(job: Job, path: string): Promise<LoadedScript> {
  const loaded = await checkFile(job, path);
  await printDiagnostics(job.output, loaded);
  if (loaded.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw new ScriptErrors();
  return loaded;
}

/** {@link loadScript}, then the specification with the parameters of `--set`. */
export async function lowerFile(
  job: Job,
  path: string,
  set: Readonly<Record<string, number>> = {},
): Promise<LoweredScript> {
  const loaded = await loadScript(job, path);
  return { ...loaded, spec: await lowerLoaded(loaded, set) };
}

/** The specification of a checked script with the parameters of `--set`. */
export async function lowerLoaded(
  loaded: LoadedScript,
  set: Readonly<Record<string, number>> = {},
): Promise<ScriptSpec> {
  const { lowerScript } = await import('@kraus/lang');
  return lowerScript(loaded.script, { set });
}

/** The model that `name` or, without it, the script itself points to. */
export function chooseModel(spec: ScriptSpec, path: string, name: string | undefined): ModelSpec {
  const names = spec.models.map((model) => model.name);
  if (names.length === 0) throw usageError('no-model', `${path} declares no model.`);
  if (name !== undefined) {
    const found = spec.models.find((model) => model.name === name);
    if (found === undefined)
      throw usageError('no-such-model', `${path} has no model '${name}'; it has ${names.join(', ')}.`);
    return found;
  }
  const trained = [...new Set(spec.tasks.filter((task) => task.task === 'train').map((task) => task.model))];
  const candidates = trained.length > 0 ? spec.models.filter((model) => trained.includes(model.name)) : spec.models;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  throw usageError(
    'which-model',
    `${path} has several models: ${candidates.map((m) => m.name).join(', ')}. Name one after the script.`,
  );
}

/** What the script says to do with `model`, for one kind of task. */
export function taskOf(spec: ScriptSpec, model: string, task: TaskSpec['task']): TaskSpec | undefined {
  return spec.tasks.find((candidate) => candidate.model === model && candidate.task === task);
}

/** {@link taskOf}, where the command cannot do without it. */
export function requireTask(spec: ScriptSpec, path: string, model: string, task: TaskSpec['task']): TaskSpec {
  const found = taskOf(spec, model, task);
  if (found !== undefined) return found;
  const example = task === 'train' ? `train ${model} { epochs: 20, batch: 64 }` : `${task} ${model} { count: 100 }`;
  throw usageError(`no-${task}`, `${path} does not say how to ${task} ${model}; add e.g. ${example}`);
}
