import { stream } from '@kraus/core';
import { drawNoisy, drawStep } from '../diffusion/index.js';
import type { Tensor } from '../engine/index.js';
import type { DrawOptions } from '../generative-model/index.js';
import { stripTimes, writeStrip } from '../image-models/index.js';
import type { PictureBatch } from '../pictures/index.js';
import { generate } from './generate.js';
import type { LevelModel } from './level-model.js';

/** Levels as a batch of pictures. */
export function picturesOf(model: LevelModel, levels: Uint8Array): PictureBatch {
  const { height, width, channels } = model.shape;
  return { count: levels.length / model.imageSize, height, width, channels, pixels: model.encoding.decode(levels) };
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
  await writeStrip(frames, file);
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
  await writeStrip(frames, file);
}
