import { type ModelSpec, stream } from '@kraus/core';
import { type ImageDataset, type LoadOptions, loadDataset } from '../data/index.js';
import type {
  DrawOptions,
  GenerativeModel,
  Learning,
  ModelFacts,
  ModelFamily,
  OpenedModel,
  Parameters,
} from '../generative-model/index.js';
import {
  drawnImages,
  EpochOrder,
  gather,
  IMAGE_METRICS,
  imageShape,
  measureImages,
  SHOWN,
  stripTimes,
  summaryOf,
  VALIDATION_IMAGES,
  writeStrip,
} from '../image-models/index.js';
import type { ParameterValues } from '../networks/index.js';
import type { PictureBatch } from '../pictures/index.js';
import { type AmplitudeModel, buildAmplitudeModel } from './amplitude-model.js';
import { type Distributions, distributionsOf, pixelsOf } from './embedding.js';
import { generate } from './generate.js';
import { lossAndGradients, meanLoss } from './objective.js';
import { emptyPrior, fittedPrior } from './prior.js';

/** Images as amplitudes, scrambled by fixed unitaries, formed by circuits with a measurement after each step (QSC-Diffusion). */
export const amplitudeImages: ModelFamily = {
  defaultMetrics: IMAGE_METRICS,
  samplers: ['collapse'],
  accepts: (spec) => spec.encode.component === 'amplitude',
  open: openAmplitudeImages,
  build: (spec, shape) => {
    const model = buildAmplitudeModel(spec, imageShape(shape));
    return generativeModel(model, () => emptyPrior(model));
  },
};

async function openAmplitudeImages(spec: ModelSpec, options: LoadOptions): Promise<OpenedModel> {
  const dataset = await loadDataset(spec.data, options);
  const model = buildAmplitudeModel(spec, dataset.shape);
  return {
    summary: summaryOf(dataset),
    model: generativeModel(model, (seed) => fittedPrior(model, dataset.train.pixels, seed)),
    learn: (settings) => learning(model, dataset, settings),
    measure: (drawn, request) => measureImages(dataset, drawn, request),
  };
}

/** @param prior numbers that are fitted, not trained, but kept with the weights */
function generativeModel(model: AmplitudeModel, prior: (seed: number) => ParameterValues): GenerativeModel {
  return {
    spec: model.spec,
    initial: (seed) => ({ ...model.reverse.initial(stream(seed, 'initial', 'circuits')), ...prior(seed) }),
    draw: async (parameters, options) =>
      drawnImages(picturesOf(model, parameters, await generate(model, parameters, options))),
    writeReverse: (parameters, file, options) => writeReverse(model, parameters, file, options),
  };
}

function learning(
  model: AmplitudeModel,
  dataset: ImageDataset,
  { seed, batch }: { readonly seed: number; readonly batch: number },
): Learning {
  const { size, embedding, forward } = model;
  const images = distributionsOf(dataset.train.pixels, size, embedding);
  const held = distributionsOf(dataset.validation.pixels.slice(0, VALIDATION_IMAGES * size), size, embedding);
  const order = new EpochOrder(dataset.train.count, batch, seed);
  const validation =
    held.length === 0 ? undefined : forward.paths(held, (row, t) => stream(seed, 'validation', row, t));
  const shown = (held.length > 0 ? held : images).slice(0, SHOWN * size);
  const brightness = dataset.train.pixels.reduce((sum, pixel) => sum + pixel, 0) / dataset.train.count;
  return {
    facts: factsOf(model, shown),
    step: (variables, step) => {
      const start = gather(images, size, order.at(step), new Float32Array(batch * size));
      const paths = forward.paths(start, (row, t) => stream(seed, 'train', 'noise', step, row, t));
      return lossAndGradients(model, variables, paths);
    },
    validate: validation === undefined ? undefined : (parameters) => meanLoss(model, parameters, validation),
    writeForward: async (file, pictureSeed) => {
      const paths = forward.paths(shown, (row, t) => stream(pictureSeed, 'pictures', 'forward', row, t));
      await writeStrip(
        stripTimes(forward.steps).map((t) => pictures(model, paths[t] as Distributions, brightness)),
        file,
      );
    },
  };
}

function factsOf({ forward, size, embedding }: AmplitudeModel, shown: Distributions): ModelFacts {
  // How far the ends of two images' paths are apart when only the image differs, in total variation.
  const ends = forward.paths(shown, (_, t) => stream(0, 'facts', t))[forward.steps] as Distributions;
  let apart = 0;
  for (let k = 0; k < size && shown.length > size; k++) apart += Math.abs(ends[k] - ends[size + k]) / 2;
  return {
    lossUnit: 'L1 distance plus Kullback–Leibler divergence of distributions, weighted as the objective says',
    figures: [
      { term: 'l1', title: 'L1 distance', unit: '0 … 2' },
      { term: 'kl', title: 'Kullback–Leibler divergence', unit: 'nats' },
    ],
    process: `amplitudes of ${Math.log2(size)} qubits (${embedding === 'root' ? 'roots of pixels' : 'pixels'}), ${forward.steps} steps of noise and scrambling`,
    forwardCaption: `Pictures dissolve from left (t = 0) to right (t = ${forward.steps}). Each row is one path.`,
    reverseCaption: `The trained circuits form pictures from the prior, left (t = ${forward.steps}) to right (t = 0).`,
    left: `two images end ${apart.toPrecision(3)} apart in total variation under the same noise (0 … 1)`,
  };
}

async function writeReverse(
  model: AmplitudeModel,
  parameters: Parameters,
  file: string,
  options: DrawOptions,
): Promise<void> {
  const frames = new Map<number, PictureBatch>();
  await generate(model, parameters, {
    ...options,
    batch: options.count,
    onFrame: (t, rows) => frames.set(t, picturesOf(model, parameters, rows)),
  });
  const shown = stripTimes(model.forward.steps).reverse();
  await writeStrip(
    shown.map((t) => frames.get(t)).filter((frame) => frame !== undefined),
    file,
  );
}

function picturesOf(model: AmplitudeModel, parameters: Parameters, rows: Distributions): PictureBatch {
  return pictures(model, rows, parameters['prior.brightness'].dataSync()[0]);
}

function pictures({ shape, size, embedding }: AmplitudeModel, rows: Distributions, brightness: number): PictureBatch {
  const [height, width, channels] = shape;
  return { count: rows.length / size, height, width, channels, pixels: pixelsOf(rows, size, embedding, brightness) };
}
