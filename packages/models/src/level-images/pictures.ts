import { stream } from '@kraus/core';
import { drawNoisy, drawStep } from '../diffusion/index.js';
import type { Tensor } from '../engine/index.js';
import type { DrawOptions } from '../generative-model/index.js';
import { encodePng, type PictureBatch, pictureGrid, pictureStrip } from '../pictures/index.js';
import { writeAtomically } from '../runs/index.js';
import { generate } from './generate.js';
import type { LevelModel } from './level-model.js';

/** Columns of a strip, at most. */
const COLUMNS = 11;

/** Levels as a batch of pictures. */
export function picturesOf(model: LevelModel, levels: Uint8Array): PictureBatch {
  const { height, width, channels } = model.shape;
  return { count: levels.length / model.imageSize, height, width, channels, pixels: model.encoding.decode(levels) };
}

/** Writes images as one grid, enlarged so that small ones can be seen. */
export async function writeGrid(model: LevelModel, levels: Uint8Array, file: string): Promise<void> {
  await writeAtomically(file, encodePng(pictureGrid(picturesOf(model, levels), { scale: scaleFor(model) })));
}

/**
 * A row for each image, dissolving from left to right. Where the chain is Markov each row is one
 * path of it; else each column is drawn anew from the marginal.
 */
export async function writeForwardStrip(
  model: LevelModel,
  images: Uint8Array,
  file: string,
  seed: number,
): Promise<void> {
  const { chain } = model;
  const shown = new Set(stripTimes(chain.steps));
  const frames: PictureBatch[] = [picturesOf(model, images)];
  let x = images;
  for (let t = 1; t <= chain.steps; t++) {
    const uniforms = stream(seed, 'pictures', 'forward', t).fillUniform(new Float64Array(images.length));
    const next = new Uint8Array(images.length);
    if (chain.posterior === 'markov') drawStep(chain, t, x, uniforms, next);
    else drawNoisy(model.forward, images, t, uniforms, next);
    x = next;
    if (shown.has(t)) frames.push(picturesOf(model, x));
  }
  await writeAtomically(file, encodePng(pictureStrip(frames, { scale: scaleFor(model) })));
}

/** A row for each of `count` images, forming from left to right. */
export async function writeReverseStrip(
  model: LevelModel,
  parameters: Readonly<Record<string, Tensor>>,
  file: string,
  options: DrawOptions,
): Promise<void> {
  const shown = new Set(stripTimes(model.chain.steps));
  const frames: PictureBatch[] = [];
  await generate(model, parameters, {
    ...options,
    batch: options.count,
    onFrame: (t, _, levels) => {
      if (shown.has(t)) frames.push(picturesOf(model, levels.slice()));
    },
  });
  await writeAtomically(file, encodePng(pictureStrip(frames, { scale: scaleFor(model) })));
}

/** 0, T and times between, evenly spread. */
export function stripTimes(steps: number): number[] {
  const columns = Math.min(COLUMNS, steps + 1);
  return Array.from({ length: columns }, (_, i) => Math.round((i * steps) / (columns - 1)));
}

/** Pictures of about 56 pixels or more. */
function scaleFor(model: LevelModel): number {
  return Math.max(1, Math.round(56 / Math.max(model.shape.height, model.shape.width)));
}
