import { KrausError, type ModelSpec, stream } from '@kraus/core';
import type { LoadOptions } from '../data/index.js';
import {
  checkJoint,
  type DataSummary,
  type GenerativeModel,
  type Learning,
  type LearnSettings,
  type ModelFacts,
  type ModelFamily,
  type OpenedModel,
} from '../generative-model/index.js';
import { loadPoints, type PointDataset, type PointSet } from '../point-data/index.js';
import { fixedPoints, PointBatches } from './batches.js';
import { generatePoints } from './generate.js';
import { measurePoints } from './measure.js';
import { pointLoss, priorDivergence } from './objective.js';
import { writeCloud, writeForwardClouds, writeReverseClouds } from './pictures.js';
import { buildPointModel, type PointModel } from './point-model.js';

/** Points that a validation takes, as draws of (point, step, noise). */
const VALIDATION_DRAWS = 2048;

/** Points of any dimension under Gaussian noise, denoised by a perceptron or a circuit. */
export const points: ModelFamily = {
  defaultMetrics: [
    { component: 'slicedWasserstein', options: {} },
    { component: 'posteriorKl', options: {} },
  ],
  accepts: (spec) => spec.encode.component === 'points',
  open: openPoints,
  build: (spec, shape) => generativeModel(buildPointModel(spec, shape[0] ?? 0)),
};

async function openPoints(spec: ModelSpec, options: LoadOptions): Promise<OpenedModel> {
  const data = await loadPoints(spec.data, options);
  checkScale(data);
  const model = buildPointModel(spec, data.dimension);
  return {
    summary: summaryOf(data),
    model: generativeModel(model),
    learn: (settings) => learning(model, data, settings),
    measure: async (drawn, request) => measurePoints(model, data, drawn, request),
  };
}

/** x_T is drawn from N(0, I): coordinates far from unit scale would never be reached, or be drowned at once. */
function checkScale({ name, train: { values } }: PointDataset): void {
  const rms = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  if (rms >= 0.1 && rms <= 10) return;
  throw new KrausError(
    'models/points-scale',
    `dataset ${name}: the coordinates have root mean square ${rms.toPrecision(3)}; scale them to about 1, as noise has that size.`,
  );
}

function summaryOf({ name, dimension, train, validation, test, provenance }: PointDataset): DataSummary {
  const counts = { train: train.count, validation: validation?.count ?? 0, test: test?.count ?? 0 };
  return { name, shape: [dimension], classes: [], counts, provenance };
}

function generativeModel(model: PointModel): GenerativeModel {
  const { dimension, network } = model;
  return {
    spec: model.spec,
    initial: (seed) => network.initial(stream(seed, 'initial', network.name)),
    async draw(parameters, options) {
      const values = await generatePoints(model, parameters, options);
      const drawn: PointSet = { count: options.count, dimension, values };
      return {
        count: options.count,
        shape: [dimension],
        values,
        write: (file) => writeCloud(drawn, 'Generated points', file),
      };
    },
    writeReverse: (parameters, file, options) => writeReverseClouds(model, parameters, file, options),
    dispose: () => network.dispose(),
  };
}

function learning(model: PointModel, data: PointDataset, settings: LearnSettings): Learning {
  const { seed, batch } = settings;
  checkJoint(settings, 'the model');
  const { chain, network, step, objective } = model;
  const batches = new PointBatches(chain, data.train, batch, seed);
  const held = data.validation;
  const fixed =
    held === undefined ? undefined : fixedPoints(chain, held, Math.ceil(VALIDATION_DRAWS / held.count), seed);
  return {
    facts: factsOf(model, priorDivergence(step, data.train.values)),
    step(variables, at) {
      const noisy = batches.at(at);
      let found: ReturnType<typeof pointLoss> | undefined;
      const gradients = network.gradient(variables, noisy.xt, noisy.t, (outputs) => {
        found = pointLoss(step, objective, noisy, outputs);
        return found.cotangents;
      });
      const { loss = Number.NaN, terms = {} } = found ?? {};
      return { means: { loss, terms }, gradients };
    },
    validate:
      fixed === undefined
        ? undefined
        : (parameters) => {
            const { loss, terms } = pointLoss(step, objective, fixed, network.run(parameters, fixed.xt, fixed.t));
            return { loss, terms };
          },
    writeForward: (file, pictureSeed) => writeForwardClouds(model, data.train, file, pictureSeed),
  };
}

/** @param prior KL(q(x_T | x_0) ‖ N(0, I)) on the training points, nats */
function factsOf({ chain, objective }: PointModel, prior: number): ModelFacts {
  return {
    lossUnit: objective === 'kl' ? 'nats a point and step' : 'squared error a coordinate',
    figures: [{ term: 'divergence', title: 'Divergence of the reverse steps', unit: 'nats a point and step' }],
    process: `Gaussian noise, ${chain.steps} steps`,
    forwardCaption: `Points go from left (t = 0) to right (t = ${chain.steps}) into noise, each on one path.`,
    reverseCaption: `The trained model turns noise, left (t = ${chain.steps}), into points, right (t = 0).`,
    left: `left of a point after the forward process: ${prior.toPrecision(3)} nats`,
  };
}
