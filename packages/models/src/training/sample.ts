import path from 'node:path';
import { KrausError, resolveOptions } from '@kraus/core';
import type { OnEvent } from './events.js';
import { generate } from './generate.js';
import { disposeVariables } from './parameters.js';
import { restoreModel } from './restore-model.js';
import { picturesOf, writeGrid } from './run-pictures.js';
import { sampleSchema } from './schema.js';
import { ensureEngine } from './train.js';

export interface SampleRequest {
  readonly runDir: string;
  /** Default: what the script's `sample` block says, else 64. */
  readonly count?: number | undefined;
  readonly seed?: number | undefined;
  /** A PNG file for the grid. Default: what the script says, within the run folder; else `samples/samples.png` there. */
  readonly save?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnEvent | undefined;
}

export interface SampleResult {
  readonly count: number;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** `[count, height, width, channels]`, decoded to 0 … 255. */
  readonly pixels: Uint8Array;
  /** The PNG written. */
  readonly file: string;
  /** The checkpoint's step. */
  readonly step: number;
  readonly seconds: number;
}

/**
 * Draws images from a trained run and writes them as one PNG grid. Image n depends on (weights, seed, n) alone.
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
    const levels = await generate(model, trained.parameters, {
      seed: request.seed ?? options.seed,
      count,
      signal: request.signal,
      onProgress: (done, total) => request.onEvent?.({ kind: 'progress', what: 'sample', done, total }),
    });
    const file = request.save ?? insideRun(request.runDir, options.save ?? path.join('samples', 'samples.png'));
    await writeGrid(model, levels, file);
    request.onEvent?.({ kind: 'picture', what: 'grid', step: trained.step, file });
    const { height, width, channels, pixels } = picturesOf(model, levels);
    const seconds = (performance.now() - began) / 1000;
    return { count, shape: [height, width, channels], pixels, file, step: trained.step, seconds };
  } finally {
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
