import path from 'node:path';
import { type ComponentSpec, KrausError, resolveOptions } from '@kraus/core';
import { disposeVariables } from '../generative-model/index.js';
import type { OnEvent } from './events.js';
import { samplerOf } from './families.js';
import { restoreModel } from './restore-model.js';
import { sampleSchema } from './schema.js';
import { ensureEngine } from './train.js';

export interface SampleRequest {
  readonly runDir: string;
  /** Default: what the script's `sample` block says, else 64. */
  readonly count?: number | undefined;
  readonly seed?: number | undefined;
  /** How the reverse process is run. Default: what the script's `sample` block says, else the family's own way. */
  readonly sampler?: ComponentSpec | undefined;
  /** A PNG file for the grid. Default: what the script says, within the run folder; else `samples/samples.png` there. */
  readonly save?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnEvent | undefined;
}

export interface SampleResult {
  readonly count: number;
  /** Of one item: `[height, width, channels]` of images. */
  readonly shape: readonly number[];
  /** `[count, …shape]`, as the model drew them. */
  readonly values: Uint8Array | Float64Array;
  /** The PNG written. */
  readonly file: string;
  /** The checkpoint's step. */
  readonly step: number;
  readonly seconds: number;
}

/**
 * Draws from a trained run and writes what was drawn as one PNG. Item n depends on (weights, seed, n) alone.
 *
 * @throws KrausError `runs/absent`, `runs/no-checkpoint`, `runs/weights-differ`, `runs/outside`; rejects with the signal's reason
 */
export async function sample(request: SampleRequest): Promise<SampleResult> {
  await ensureEngine();
  const trained = await restoreModel(request.runDir);
  try {
    const { model, record } = trained;
    const options = resolveOptions(sampleSchema, record.sample?.options ?? {}, { name: 'sample' });
    const count = request.count ?? options.count;
    const began = performance.now();
    const drawn = await model.draw(trained.parameters, {
      seed: request.seed ?? options.seed,
      count,
      sampler: samplerOf(record.model, request.sampler ?? options.sampler),
      signal: request.signal,
      onProgress: (done, total) => request.onEvent?.({ kind: 'progress', what: 'sample', done, total }),
    });
    const file = request.save ?? insideRun(request.runDir, options.save ?? path.join('samples', 'samples.png'));
    await drawn.write(file);
    request.onEvent?.({ kind: 'picture', what: 'grid', step: trained.step, file });
    const seconds = (performance.now() - began) / 1000;
    return { count, shape: drawn.shape, values: drawn.values, file, step: trained.step, seconds };
  } finally {
    trained.model.dispose?.();
    disposeVariables(trained.parameters);
  }
}

/** A script is not trusted: what it saves stays inside the run folder. */
function insideRun(runDir: string, name: string): string {
  const file = path.resolve(runDir, name);
  if (!file.startsWith(path.resolve(runDir) + path.sep)) {
    throw new KrausError('runs/outside', `sample: save "${name}" lies outside the run folder; give a name within it.`);
  }
  return file;
}
