import { type ModelSpec, stream } from '@kraus/core';
import type { LoadOptions } from '../data/index.js';
import type { DataSummary, GenerativeModel, ModelFamily, OpenedModel } from '../generative-model/index.js';
import { loadStates, type StateDataset, type StateEnsemble } from '../state-data/index.js';
import { evaluateStates } from '../state-evaluation/index.js';
import { drawStatesOf } from './draw.js';
import { stateLearning } from './learning.js';
import { shownSteps, writeClouds } from './pictures.js';
import { buildStateModel, type StateModel } from './state-model.js';

/** Ensembles of quantum states under quantum noise, denoised by circuits or a perceptron. */
export const states: ModelFamily = {
  defaultMetrics: [
    { component: 'mmd', options: {} },
    { component: 'wasserstein', options: {} },
    { component: 'purity', options: {} },
  ],
  accepts: (spec) => spec.encode.component === 'state',
  open: openStates,
  build: (spec, shape) => {
    const [dimension = 0] = shape;
    return generativeModel(buildStateModel(spec, dimension, shape.length === 1 ? 'pure' : 'mixed'));
  },
};

async function openStates(spec: ModelSpec, options: LoadOptions): Promise<OpenedModel> {
  const data = await loadStates(spec.data, options);
  const model = buildStateModel(spec, data.dimension, data.kind);
  return {
    summary: summaryOf(data),
    model: generativeModel(model),
    learn: (settings) => stateLearning(model, data, settings),
    measure: (drawn, request) =>
      evaluateStates({
        ...request,
        data,
        generated: {
          kind: drawn.shape.length === 2 ? 'pure' : 'mixed',
          dimension: data.dimension,
          count: drawn.count,
          data: Float64Array.from(drawn.values),
        },
      }),
  };
}

function summaryOf({ name, kind, dimension, train, validation, test, provenance }: StateDataset): DataSummary {
  const counts = { train: train.count, validation: validation?.count ?? 0, test: test?.count ?? 0 };
  return { name, shape: kind === 'pure' ? [dimension] : [dimension, dimension], classes: [], counts, provenance };
}

function generativeModel(model: StateModel): GenerativeModel {
  const { reverse, steps } = model;
  return {
    spec: model.spec,
    initial: (seed) => reverse.initial(stream(seed, 'initial', reverse.name)),
    async draw(parameters, options) {
      const drawn = await drawStatesOf(model, parameters, options);
      return {
        count: drawn.count,
        // Real and imaginary part of every amplitude or matrix entry.
        shape: [...(drawn.kind === 'pure' ? [drawn.dimension] : [drawn.dimension, drawn.dimension]), 2],
        values: drawn.data,
        write: (file) => writeClouds([{ t: 0, states: drawn }], 'Generated states', file),
      };
    },
    async writeReverse(parameters, file, options) {
      const shown = shownSteps(steps);
      const frames: { t: number; states: StateEnsemble }[] = [];
      await drawStatesOf(model, parameters, { ...options, count: 150 }, (made, t) => {
        if (shown.includes(t)) frames.push({ t, states: made });
      });
      await writeClouds(frames, 'Reverse process', file);
    },
    dispose: () => reverse.dispose(),
  };
}
