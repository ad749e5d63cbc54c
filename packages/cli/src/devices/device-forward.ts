import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DeviceForwardSpec, ForwardSpec, MatricesForwardSpec, ModelSpec } from '@kraus/core';
import { countsToJson, levelCircuits, walkFromCounts } from '@kraus/hardware';
import { usageError } from '../failures.js';
import type { Job } from '../job.js';
import { type DeviceUse, resolveDevice } from './resolve-device.js';

/** Name of the file of counts in a run folder. */
export const COUNTS_FILE = 'device-counts.json';

export interface MeasureOptions extends DeviceUse {
  readonly signal?: AbortSignal | undefined;
  /** Where the counts are kept. */
  readonly runDir: string;
}

/** The model with the walks that devices do in it as matrices: the devices are asked, and their counts kept in the run folder. */
export async function measureForwards(job: Job, model: ModelSpec, options: MeasureOptions): Promise<ModelSpec> {
  const forward: ForwardSpec[] = [];
  for (const [k, process] of model.forward.entries()) {
    const note = join(options.runDir, `device-job-${k + 1}.json`);
    forward.push(process.kind === 'device' ? await measure(job, model, process, { ...options, note }) : process);
  }
  return { ...model, forward };
}

/** The model with the walks that an earlier run has already measured: a run goes on with what it began with. */
export function alreadyMeasured(model: ModelSpec, earlier: ModelSpec | undefined): ModelSpec {
  const forward = model.forward.map((each, k) => {
    const measured = earlier?.forward[k];
    return each.kind === 'device' && measured?.kind === 'matrices' ? measured : each;
  });
  return { ...model, forward };
}

async function measure(
  job: Job,
  model: ModelSpec,
  forward: DeviceForwardSpec,
  options: MeasureOptions & { /** The file that names the job's receipt. */ readonly note: string },
): Promise<MatricesForwardSpec> {
  const { name, steps, step, device, mode, span } = forward;
  const levels = model.encode.options.count;
  if (model.encode.component !== 'levels' || typeof levels !== 'number') {
    throw usageError(
      'walk-needs-levels',
      `model ${model.name}: a walk on a device noises grey levels; write encode levels { count: 8 }.`,
    );
  }
  const circuits = levelCircuits(step, levels, steps, mode);
  const { backend, shots } = await resolveDevice(job, device, options);
  job.output.note(`${name}: ${circuits.length} circuits of ${shots} shots on ${backend.name}`);
  const requests = circuits.map((circuit) => ({ name: circuit.name, program: circuit.program, shots }));
  const counts = await backend.run(requests, {
    signal: options.signal,
    onStatus: (text) => job.output.note(text),
    takeUp: await notedReceipt(options.note),
    onReceipt: (receipt) => writeWhole(options.note, `${JSON.stringify({ receipt })}\n`),
  });
  await writeWhole(join(options.runDir, COUNTS_FILE), countsToJson(counts));
  const walk = walkFromCounts(
    circuits,
    counts.circuits.map((circuit) => circuit.counts),
    levels,
    mode,
  );
  for (const remark of walk.remarks) job.output.note(remark);
  const from = `From ${shots} shots a circuit on ${counts.backend} (calibrated ${counts.calibrated}, seed ${counts.seed}).`;
  return {
    kind: 'matrices',
    name,
    steps,
    levels,
    ...(walk.oneStep === undefined ? {} : { oneStep: Array.from(walk.oneStep) }),
    ...(walk.marginals === undefined ? {} : { marginals: walk.marginals.map((matrix) => Array.from(matrix)) }),
    stationary: Array.from(walk.stationary),
    remarks: [from, ...walk.remarks],
    span,
  };
}

/** The receipt of a job that was begun for this run and whose counts did not arrive. */
async function notedReceipt(note: string): Promise<string | undefined> {
  const text = await readFile(note, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { receipt: string }).receipt;
}

/** Writes a file whole: beside its place, then renamed. */
export async function writeWhole(place: string, text: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await writeFile(`${place}.new`, text);
  await rename(`${place}.new`, place);
}
