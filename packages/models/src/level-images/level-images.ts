import { type ModelSpec, stream } from '@kraus/core';
import { type ImageDataset, type LoadOptions, loadDataset } from '../data/index.js';
import {
  checkJoint,
  type GenerativeModel,
  type Learning,
  type LearnSettings,
  type ModelFacts,
  type ModelFamily,
  type OpenedModel,
} from '../generative-model/index.js';
import {
  drawnImages,
  IMAGE_METRICS,
  imageShape,
  measureImages,
  SHOWN,
  summaryOf,
  VALIDATION_IMAGES,
} from '../image-models/index.js';
import { TrainingBatches, validationBatches } from './batches.js';
import { generate } from './generate.js';
import { buildLevelModel, type LevelModel } from './level-model.js';
import { bitsPerDim, lossAndGradients, meanLoss, priorOn } from './objective.js';
import { picturesOf, writeForwardStrip, writeReverseStrip } from './pictures.js';

/** Images of grey levels, noised by a walk of every pixel, denoised by a network: discrete diffusion. */
export const levelImages: ModelFamily = {
  defaultMetrics: IMAGE_METRICS,
  accepts: (spec) => spec.encode.component === 'levels',
  open: openLevelImages,
  build: (spec, shape) => generativeModel(buildLevelModel(spec, imageShape(shape))),
};

async function openLevelImages(spec: ModelSpec, options: LoadOptions): Promise<OpenedModel> {
  const dataset = await loadDataset(spec.data, options);
  const model = buildLevelModel(spec, dataset.shape);
  return {
    summary: summaryOf(dataset),
    model: generativeModel(model),
    learn: (settings) => learning(model, dataset, settings),
    measure: (drawn, request) =>
      measureImages(dataset, drawn, request, {
        pixels: model.encoding.quantise,
        how: `quantised to ${model.encoding.count} levels`,
      }),
  };
}

function generativeModel(model: LevelModel): GenerativeModel {
  return {
    spec: model.spec,
    initial: (seed) => model.network.initial(stream(seed, 'initial', model.network.name)),
    async draw(parameters, options) {
      const levels = await generate(model, parameters, options);
      return drawnImages(picturesOf(model, levels));
    },
    writeReverse: (parameters, file, options) => writeReverseStrip(model, parameters, file, options),
  };
}

function learning(model: LevelModel, dataset: ImageDataset, settings: LearnSettings): Learning {
  const { seed, batch } = settings;
  checkJoint(settings, 'the network');
  const images = model.encoding.encode(dataset.train.pixels);
  const held = model.encoding.encode(dataset.validation.pixels);
  const batches = new TrainingBatches(model, images, batch, seed);
  const validation = validationBatches(model, held, { seed, batch, most: VALIDATION_IMAGES });
  const prior = priorOn(model, images);
  const shown = (held.length >= model.imageSize ? held : images).slice(0, SHOWN * model.imageSize);
  return {
    facts: factsOf(model, prior),
    step: (variables, step) => lossAndGradients(model, variables, batches.at(step)),
    validate:
      validation.length === 0
        ? undefined
        : (parameters) => {
            const { loss, terms } = meanLoss(model, parameters, validation);
            return { loss, terms: { ...terms, bitsPerDim: bitsPerDim(model, terms.bound, prior) } };
          },
    writeForward: (file, pictureSeed) => writeForwardStrip(model, shown, file, pictureSeed),
  };
}

/** @param prior KL(q(x_T|x₀) ‖ prior) on the training images, nats a pixel */
function factsOf({ chain }: LevelModel, prior: number): ModelFacts {
  const kind =
    chain.posterior === 'markov' ? 'Each row is one path of the noise.' : 'Each column is drawn anew at its step.';
  return {
    lossUnit: 'nats per pixel',
    figures: [{ term: 'bitsPerDim', title: 'Bound on the likelihood', unit: 'bits per pixel' }],
    process: `${chain.levels} levels, ${chain.steps} steps of noise`,
    forwardCaption: `Pictures dissolve from left (t = 0) to right (t = ${chain.steps}). ${kind}`,
    reverseCaption: `The trained model forms pictures from noise, left (t = ${chain.steps}) to right (t = 0).`,
    left: `left of an image after the forward process: ${prior.toPrecision(4)} nats a pixel`,
  };
}
