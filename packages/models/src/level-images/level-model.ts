import { type ForwardSpec, KrausError, type MatricesForwardSpec, type ModelSpec, resolveOptions } from '@kraus/core';
import { forwardTransitions } from '@kraus/sim';
import {
  concatenateChains,
  type DiscreteChain,
  discreteChain,
  type ForwardTable,
  forwardTable,
  type LossTables,
  lossTables,
  markovChain,
} from '../diffusion/index.js';
import { type LevelEncoding, levelEncoding } from '../encode/index.js';
import { levelsSchema } from '../encode/schema.js';
import { buildNetwork, type NetworkShape, type ReverseNetwork } from '../networks/index.js';
import { vlbSchema } from './schema.js';

/** Discrete diffusion of images of grey (or colour) levels: chain, loss tables and network. */
export interface LevelModel {
  readonly spec: ModelSpec;
  readonly shape: NetworkShape;
  readonly encoding: LevelEncoding;
  readonly chain: DiscreteChain;
  readonly forward: ForwardTable;
  readonly loss: LossTables;
  /** λ of the hybrid loss. */
  readonly ceWeight: number;
  readonly network: ReverseNetwork;
  /** Pixels × colours of an image. */
  readonly imageSize: number;
}

/**
 * Builds a model for images of the given shape.
 *
 * @throws KrausError `models/unsupported-…` where the specification asks for what a discrete model cannot do,
 *   `models/levels-differ` if encoding and forward process disagree; those of the parts
 */
export function buildLevelModel(spec: ModelSpec, image: readonly [number, number, number]): LevelModel {
  const encoding = encodingOf(spec);
  const chain = concatenateChains(spec.forward.map(chainOf));
  if (chain.levels !== encoding.count) {
    throw new KrausError(
      'models/levels-differ',
      `model ${spec.name}: images have ${encoding.count} levels and the forward process acts on ${chain.levels}; ` +
        `write encode levels { count: ${chain.levels} }, or a channel on level[${encoding.count}].`,
      { span: spec.encode.span },
    );
  }
  if (spec.predict !== 'x0') {
    throw new KrausError(
      'models/unsupported-predict',
      `model ${spec.name}: predict ${spec.predict} is not known; use x0.`,
      spec,
    );
  }
  for (const condition of spec.condition) {
    if (condition !== 'time') {
      throw new KrausError(
        'models/unsupported-condition',
        `model ${spec.name}: condition ${condition} is not known; use time.`,
        spec,
      );
    }
  }
  const [height, width, channels] = image;
  const shape: NetworkShape = { height, width, channels, levels: chain.levels, steps: chain.steps };
  return {
    spec,
    shape,
    encoding,
    chain,
    forward: forwardTable(chain),
    loss: lossTables(chain),
    ceWeight: objectiveOf(spec),
    network: buildNetwork(spec.reverse, shape),
    imageSize: height * width * channels,
  };
}

function encodingOf(spec: ModelSpec): LevelEncoding {
  const context = { name: 'levels', span: spec.encode.span };
  return levelEncoding(resolveOptions(levelsSchema, spec.encode.options, context).count);
}

function chainOf(forward: ForwardSpec): DiscreteChain {
  if (forward.kind === 'matrices') return chainOfMatrices(forward);
  if (forward.kind === 'device') {
    throw new KrausError(
      'models/forward-not-measured',
      `forward ${forward.name} on ${forward.device.name}: the device has not been asked yet; \`kraus train\` does that first.`,
      { span: forward.span },
    );
  }
  if (forward.kind !== 'channel') {
    throw new KrausError(
      'models/unsupported-forward',
      `forward ${forward.process.component}: levels need a channel on one level[n] system as forward process.`,
      { span: forward.span },
    );
  }
  return discreteChain(forwardTransitions(forward));
}

/** The chain of a walk that a device did. */
function chainOfMatrices({ levels, steps, oneStep, marginals, stationary }: MatricesForwardSpec): DiscreteChain {
  const prior = Float64Array.from(stationary);
  if (oneStep !== undefined) {
    const step = Float64Array.from(oneStep);
    return markovChain(
      Array.from({ length: steps }, () => step),
      prior,
    );
  }
  const identity = Float64Array.from({ length: levels * levels }, (_, k) => (k % (levels + 1) === 0 ? 1 : 0));
  const cumulative = [identity, ...(marginals ?? []).map((matrix) => Float64Array.from(matrix))];
  return discreteChain({ levels, steps, oneStep: [], cumulative, stationary: prior, markov: false });
}

function objectiveOf(spec: ModelSpec): number {
  const [term, ...others] = spec.objective;
  if (term?.component !== 'vlb' || others.length > 0) {
    throw new KrausError(
      'models/unsupported-objective',
      `model ${spec.name}: the objective is ${spec.objective.map((o) => o.component).join(' + ') || 'empty'}; use vlb { ce: 0.01 }.`,
      { span: term?.span },
    );
  }
  return resolveOptions(vlbSchema, term.options, { name: 'vlb', span: term.span }).ce;
}
