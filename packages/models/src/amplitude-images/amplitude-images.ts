import { type ModelSpec, stream } from '@kraus/core';
import { type ImageDataset, type LoadOptions, loadDataset } from '../data/index.js';
import { tf, type Variable } from '../engine/index.js';
import {
  type DrawOptions,
  disposeVariables,
  type GenerativeModel,
  type Learning,
  type LearnSettings,
  type ModelFacts,
  type ModelFamily,
  makeVariables,
  type OpenedModel,
  type Parameters,
  stagePlace,
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
import { brightnessOf, type Distributions, distributionsOf, meanOverlap, normalise, pixelsOf } from './embedding.js';
import { generate } from './generate.js';
import { measureRows } from './measurement.js';
import { lossAndGradients, meanLoss, stepLossAndGradients } from './objective.js';
import { drawPrior, emptyPrior, fittedPrior } from './prior.js';

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

function learning(model: AmplitudeModel, dataset: ImageDataset, settings: LearnSettings): Learning {
  const { size, embedding, forward, reverse } = model;
  const { seed, batch, steps, curriculum } = settings;
  const images = distributionsOf(dataset.train.pixels, size, embedding);
  const held = distributionsOf(dataset.validation.pixels.slice(0, VALIDATION_IMAGES * size), size, embedding);
  const order = new EpochOrder(dataset.train.count, batch, seed);
  const validation =
    held.length === 0 ? undefined : forward.paths(held, (row, t) => stream(seed, 'validation', row, t));
  const shown = (held.length > 0 ? held : images).slice(0, SHOWN * size);
  const brightness = brightnessOf(dataset.train.pixels, size, model.brightness);
  const pathsOf = (step: number, last?: number): Distributions[] => {
    const start = gather(images, size, order.at(step), new Float32Array(batch * size));
    return forward.paths(start, (row, t) => stream(seed, 'train', 'noise', step, row, t), last);
  };
  const stages = curriculum === 'stepwise' ? forward.steps : 1;
  const timeOf = (step: number): number => forward.steps - stagePlace(step, steps, stages).stage;
  timeOf(1);
  const stepwise = {
    stages,
    active: (step: number) => [reverse.variableOf(timeOf(step))],
    step(variables: Readonly<Record<string, Variable>>, step: number) {
      const t = timeOf(step);
      const own = settings.inputs === 'own';
      const paths = pathsOf(step, own ? undefined : t);
      const wanted = paths[t - 1] as Distributions;
      const given = own ? walkBack(model, variables, paths, t, settings, step) : (paths[t] as Distributions);
      return stepLossAndGradients(model, variables, { given, wanted, t }, [reverse.variableOf(t)]);
    },
  };
  const joint = {
    step: (variables: Readonly<Record<string, Variable>>, step: number) =>
      lossAndGradients(model, variables, pathsOf(step)),
  };
  return {
    facts: factsOf(model, shown, fittedPrior(model, dataset.train.pixels, seed)),
    ...(curriculum === 'stepwise' ? stepwise : joint),
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

/** What the reverse steps T … t + 1 make of the ends of paths, measured as in sampling. */
function walkBack(
  { size, forward, reverse }: AmplitudeModel,
  parameters: Parameters,
  paths: readonly Distributions[],
  t: number,
  { seed }: LearnSettings,
  step: number,
): Distributions {
  let x = paths[forward.steps] as Distributions;
  for (let s = forward.steps; s > t; s--) {
    const made = tf.tidy(() => reverse.apply(parameters, x, s));
    x = normalise(Float32Array.from(made.dataSync()), size);
    made.dispose();
    const shots = forward.shotsAt(s - 1);
    if (shots !== undefined) measureRows(x, size, shots, (row) => stream(seed, 'train', 'own', step, row, s));
  }
  return x;
}

function factsOf(model: AmplitudeModel, shown: Distributions, prior: ParameterValues): ModelFacts {
  const { forward, size, embedding } = model;
  const exact = embedding === 'root' && model.reverse.channels && forward.shotsAt(1) === undefined;
  const parameters = makeVariables(prior);
  const starts = drawPrior(model, parameters, SHOWN, (row) => stream(0, 'facts', row));
  disposeVariables(parameters);
  return {
    lossUnit: 'L1 distance plus Kullback–Leibler divergence of distributions, weighted as the objective says',
    figures: [
      { term: 'l1', title: 'L1 distance', unit: '0 … 2' },
      { term: 'kl', title: 'Kullback–Leibler divergence', unit: 'nats' },
    ],
    process: `amplitudes of ${Math.log2(size)} qubits (${embedding === 'root' ? 'roots of pixels' : 'pixels'}), ${forward.steps} steps of noise and scrambling`,
    forwardCaption: `Pictures dissolve from left (t = 0) to right (t = ${forward.steps}). Each row is one path.`,
    reverseCaption: `The trained circuits form pictures from the prior, left (t = ${forward.steps}) to right (t = 0).`,
    left: overlapWords(meanOverlap(shown, size), meanOverlap(starts, size), exact),
  };
}

function overlapWords(images: number, starts: number, exact: boolean): string {
  const words = `overlap Σ√(p q) of two images ${images.toPrecision(2)}, of two starts of sampling ${starts.toPrecision(2)}`;
  if (!exact || starts <= images) return words;
  return `${words}: exact measurements never lower it, so samples will be more alike than images (give scramble shots)`;
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

function pictures(model: AmplitudeModel, rows: Distributions, brightness: number): PictureBatch {
  const { shape, size, embedding } = model;
  const [height, width, channels] = shape;
  const pixels = pixelsOf(rows, size, embedding, { kind: model.brightness, value: brightness });
  return { count: rows.length / size, height, width, channels, pixels };
}
