import { isCircuitPart, KrausError, type ModelSpec, resolveOptions } from '@kraus/core';
import { circuitSchema } from '../circuits/schema.js';
import { betasOf, GaussianChain, gaussianScheduleOf } from '../gaussian-diffusion/index.js';
import { VectorMlp } from '../networks/index.js';
import { mlpSchema } from '../networks/schema.js';
import { CircuitNetwork } from './circuit-network.js';
import type { PointObjective } from './objective.js';
import type { PointNetwork } from './point-network.js';
import { type PointPrediction, pointPredictions, ReverseStep } from './reverse-step.js';

/** Gaussian diffusion of points: chain, reverse step, objective and network. */
export interface PointModel {
  readonly spec: ModelSpec;
  readonly dimension: number;
  readonly chain: GaussianChain;
  readonly step: ReverseStep;
  readonly objective: PointObjective;
  readonly network: PointNetwork;
}

/**
 * Builds a model for points of the given dimension.
 * @throws KrausError `models/unsupported-…` where the specification asks for what points cannot do; those of the parts
 */
export function buildPointModel(spec: ModelSpec, dimension: number): PointModel {
  const chain = chainOf(spec);
  const step = new ReverseStep(chain, predictionOf(spec), dimension);
  const objective = objectiveOf(spec, step.prediction);
  if (!spec.condition.every((condition) => condition === 'time')) {
    throw refusal(spec, 'condition', spec.condition.join(', '), 'time');
  }
  const shape = { dimension, outputs: step.outputs, steps: chain.steps };
  return { spec, dimension, chain, step, objective, network: networkOf(spec, shape) };
}

function chainOf(spec: ModelSpec): GaussianChain {
  const betas = spec.forward.flatMap((forward) => {
    if (forward.kind === 'component' && forward.process.component === 'gaussian') {
      return [...betasOf(gaussianScheduleOf(forward))];
    }
    const name = forward.kind === 'component' ? forward.process.component : forward.name;
    throw refusal(spec, 'forward', name, 'gaussian { … }');
  });
  return new GaussianChain({ kind: 'table', betas });
}

function predictionOf(spec: ModelSpec): PointPrediction {
  const found = pointPredictions.find((prediction) => prediction === spec.predict);
  if (found === undefined) throw refusal(spec, 'predict', spec.predict, pointPredictions.join(', '));
  return found;
}

function objectiveOf(spec: ModelSpec, prediction: PointPrediction): PointObjective {
  const [term, ...others] = spec.objective;
  const name = term?.component;
  const weighted = term !== undefined && Object.keys(term.options).length > 0;
  if ((name !== 'kl' && name !== 'mse') || others.length > 0 || weighted) {
    throw refusal(spec, 'objective', spec.objective.map(({ component }) => component).join(' + '), 'kl or mse, alone');
  }
  if (name === 'mse' && prediction === 'meanVariance') {
    throw refusal(spec, 'objective', 'mse with predict meanVariance', 'kl, as the squared error knows no variance');
  }
  return name;
}

function networkOf(
  spec: ModelSpec,
  shape: { readonly dimension: number; readonly outputs: number; readonly steps: number },
): PointNetwork {
  const { component, options, span } = spec.reverse;
  const context = { name: component, span };
  if (component === 'mlp')
    return new VectorMlp({ ...shape, inputs: shape.dimension }, resolveOptions(mlpSchema, options, context));
  if (component !== 'circuit') throw refusal(spec, 'reverse', component, 'mlp or a circuit of the script');
  const { circuit, parameters, collapse } = resolveOptions(circuitSchema, options, context);
  if (collapse !== 'exact') {
    throw refusal(spec, 'collapse', collapse, 'exact, as expectation values are means over all outcomes');
  }
  if (!isCircuitPart(circuit)) throw refusal(spec, 'reverse', component, 'a circuit of the script');
  return new CircuitNetwork(circuit, { perStep: parameters === 'perStep' }, shape);
}

function refusal(spec: ModelSpec, what: string, given: string, expected: string): KrausError {
  return new KrausError(
    `models/unsupported-${what}`,
    `model ${spec.name}: ${what} ${given || '(empty)'} is not known for points; use ${expected}.`,
    spec,
  );
}
