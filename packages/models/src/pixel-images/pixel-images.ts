import { type ModelSpec, stream } from '@kraus/core';
import { type ImageDataset, type LoadOptions, loadDataset } from '../data/index.js';
import {
  checkJoint,
  type DrawOptions,
  type GenerativeModel,
  type Learning,
  type LearnSettings,
  type ModelFacts,
  type ModelFamily,
  type OpenedModel,
  type Parameters,
} from '../generative-model/index.js';
import {
  drawnImages,
  IMAGE_METRICS,
  imageShape,
  measureImages,
  SHOWN,
  stripTimes,
  summaryOf,
  VALIDATION_IMAGES,
  writeStrip,
} from '../image-models/index.js';
import type { PictureBatch } from '../pictures/index.js';
import { type LabelledImages, TrainingBatches, validationBatches } from './batches.js';
import { generate } from './generate.js';
import { lossAndGradients, meanLoss } from './objective.js';
import { buildPixelModel, type PixelModel } from './pixel-model.js';

/** Images of real pixels, noised by Gaussian noise or measurement records, denoised by a network, with or without a circuit in it. */
export const pixelImages: ModelFamily = {
  defaultMetrics: IMAGE_METRICS,
  samplers: ['ancestral', 'ddim'],
  accepts: (spec) => spec.encode.component === 'pixels',
  open: openPixelImages,
  build: (spec, shape, classes) => generativeModel(buildPixelModel(spec, imageShape(shape), classes.length)),
};

async function openPixelImages(spec: ModelSpec, options: LoadOptions): Promise<OpenedModel> {
  const dataset = await loadDataset(spec.data, options);
  const model = buildPixelModel(spec, dataset.shape, dataset.classes.length);
  return {
    summary: summaryOf(dataset),
    model: generativeModel(model),
    learn: (settings) => learning(model, dataset, settings),
    measure: (drawn, request) => measureImages(dataset, drawn, request),
  };
}

function generativeModel(model: PixelModel): GenerativeModel {
  return {
    spec: model.spec,
    initial: (seed) => model.network.initial(stream(seed, 'initial', model.network.name)),
    draw: async (parameters, options) => drawnImages(picturesOf(model, await generate(model, parameters, options))),
    writeReverse: (parameters, file, options) => writeReverse(model, parameters, file, options),
  };
}

function learning(model: PixelModel, dataset: ImageDataset, settings: LearnSettings): Learning {
  const { seed, batch } = settings;
  checkJoint(settings, 'the network');
  const images: LabelledImages = { pixels: valuesOf(dataset.train.pixels), labels: dataset.train.labels };
  const held = { pixels: valuesOf(dataset.validation.pixels), labels: dataset.validation.labels };
  const batches = new TrainingBatches(model, images, batch, seed);
  const validation = validationBatches(model, held, { seed, batch, most: VALIDATION_IMAGES });
  const shown = (held.labels.length > 0 ? held : images).pixels.slice(0, SHOWN * model.imageSize);
  return {
    facts: factsOf(model),
    step: (variables, step) => lossAndGradients(model, variables, batches.at(step)),
    validate: validation.length === 0 ? undefined : (parameters) => meanLoss(model, parameters, validation),
    writeForward: (file, pictureSeed) => writeForward(model, shown, file, pictureSeed),
  };
}

function factsOf({ chain, noise, predict }: PixelModel): ModelFacts {
  const left = Math.sqrt(chain.alphaBar(chain.steps));
  return {
    lossUnit: `squared error of ${predict === 'noise' ? 'the noise' : 'the image'} per pixel, weighted as the objective says`,
    figures: [],
    process: `real pixels, ${chain.steps} steps of ${noise.words}`,
    forwardCaption: `Pictures dissolve from left (t = 0) to right (t = ${chain.steps}). Each column is drawn anew at its step.`,
    reverseCaption: `The trained model forms pictures from noise, left (t = ${chain.steps}) to right (t = 0).`,
    left: `left of an image's contrast after the forward process: ${left.toPrecision(4)}`,
  };
}

/** A row for each image, dissolving from left to right, each column drawn anew from the marginal. */
async function writeForward(model: PixelModel, images: Float32Array, file: string, seed: number): Promise<void> {
  const frames = stripTimes(model.chain.steps).map((t) => {
    if (t === 0) return picturesOf(model, images);
    const noise = new Float32Array(images.length);
    model.noise.fill(noise, stream(seed, 'pictures', 'forward', t));
    const left = model.chain.alphaBar(t);
    return picturesOf(
      model,
      images.map((x, k) => Math.sqrt(left) * x + Math.sqrt(1 - left) * noise[k]),
    );
  });
  await writeStrip(frames, file);
}

async function writeReverse(
  model: PixelModel,
  parameters: Parameters,
  file: string,
  options: DrawOptions,
): Promise<void> {
  const visited: PictureBatch[] = [];
  await generate(model, parameters, {
    ...options,
    batch: options.count,
    onFrame: (_, values) => visited.push(picturesOf(model, values)),
  });
  await writeStrip(
    stripTimes(visited.length - 1).map((k) => visited[k]),
    file,
  );
}

/** −1 … 1 as pixels 0 … 255; what lies beyond is cut. */
function picturesOf({ shape, imageSize }: PixelModel, values: Float32Array): PictureBatch {
  const { height, width, channels } = shape;
  // A Uint8ClampedArray rounds to the nearest and cuts.
  const pixels = new Uint8Array(Uint8ClampedArray.from(values, (x) => (x + 1) * 127.5).buffer);
  return { count: values.length / imageSize, height, width, channels, pixels };
}

function valuesOf(pixels: Uint8Array): Float32Array {
  return Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1);
}
