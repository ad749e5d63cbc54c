import { type ForwardSpec, KrausError, type ModelSpec, resolveOptions } from '@kraus/core';
import { GaussianChain, gaussianScheduleOf, scheduleOf } from '../gaussian-diffusion/index.js';
import { chosenClasses } from '../image-models/index.js';
import { buildImageNetwork, type ImageNetwork, type ImageShape } from '../networks/index.js';
import { p2Schema } from '../objectives/schema.js';
import { gaussianNoise, type NoiseSource, quantumNoise } from './noise.js';
import { quantumNoiseSchema } from './schema.js';

/** Diffusion of images of real numbers: chain, noise and network. */
export interface PixelModel {
  readonly spec: ModelSpec;
  readonly shape: ImageShape;
  readonly chain: GaussianChain;
  readonly noise: NoiseSource;
  /** What the network predicts. */
  readonly predict: 'noise' | 'x0';
  /** Weight of the squared error of step t, at t − 1. */
  readonly weights: Float64Array;
  readonly network: ImageNetwork;
  /** Labels that are drawn; empty unless the model is conditioned on the class. */
  readonly classes: readonly number[];
  /** Pixels × colours of an image. */
  readonly imageSize: number;
}

/**
 * Builds a model for images of the given shape and classes.
 * @throws KrausError `models/unsupported-…` where the specification asks for what such a model cannot do; those of the parts
 */
export function buildPixelModel(
  spec: ModelSpec,
  [height, width, channels]: readonly [number, number, number],
  classes: number,
): PixelModel {
  const { chain, noise } = forwardOf(spec);
  if (spec.predict !== 'noise' && spec.predict !== 'x0') {
    throw unsupported(spec, 'predict', `predict ${spec.predict}`, 'noise or x0');
  }
  for (const condition of spec.condition) {
    if (condition !== 'time' && condition !== 'class') {
      throw unsupported(spec, 'condition', `condition ${condition}`, 'time, class');
    }
  }
  const conditioned = spec.condition.includes('class');
  const shape = { height, width, channels, steps: chain.steps, classes: conditioned ? classes : 0 };
  return {
    spec,
    shape,
    chain,
    noise,
    predict: spec.predict,
    weights: weightsOf(spec, chain),
    network: buildImageNetwork(spec.reverse, shape),
    classes: conditioned ? chosenClasses(spec, classes) : [],
    imageSize: height * width * channels,
  };
}

function forwardOf(spec: ModelSpec): { chain: GaussianChain; noise: NoiseSource } {
  const [forward, ...others] = spec.forward;
  if (forward?.kind !== 'component' || others.length > 0) {
    throw unsupported(spec, 'forward', forwardWords(spec.forward), 'gaussian or quantumNoise, for so many steps');
  }
  switch (forward.process.component) {
    case 'gaussian':
      return { chain: new GaussianChain(gaussianScheduleOf(forward)), noise: gaussianNoise };
    case 'quantumNoise': {
      const options = resolveOptions(quantumNoiseSchema, forward.process.options, { name: 'quantumNoise', ...forward });
      return {
        chain: new GaussianChain(scheduleOf(options, forward.steps, forward.span)),
        noise: quantumNoise(forward),
      };
    }
    default:
      throw unsupported(spec, 'forward', forwardWords(spec.forward), 'gaussian or quantumNoise, for so many steps');
  }
}

function forwardWords(forward: readonly ForwardSpec[]): string {
  return `forward ${forward.map((part) => (part.kind === 'component' ? part.process.component : part.name)).join(', ') || 'nothing'}`;
}

function weightsOf(spec: ModelSpec, chain: GaussianChain): Float64Array {
  const [term, ...others] = spec.objective;
  if (others.length === 0 && term?.component === 'mse') return new Float64Array(chain.steps).fill(1);
  if (others.length === 0 && term?.component === 'p2') {
    const { gamma, k } = resolveOptions(p2Schema, term.options, { name: 'p2', span: term.span });
    return chain.alphaBars.map((left) => (k + left / (1 - left)) ** -gamma);
  }
  const words = spec.objective.map(({ component }) => component).join(' + ') || 'nothing';
  throw unsupported(spec, 'objective', `objective ${words}`, 'mse or p2');
}

function unsupported(spec: ModelSpec, part: string, given: string, expected: string): KrausError {
  return new KrausError(
    `models/unsupported-${part}`,
    `model ${spec.name}: ${given} does not go with encode pixels; use ${expected}.`,
    { span: spec.span },
  );
}
