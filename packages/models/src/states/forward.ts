import { type ComponentForwardSpec, type ForwardSpec, KrausError, type ModelSpec, resolveOptions } from '@kraus/core';
import {
  exactHaar,
  globalDepolarizing,
  type NoiseStep,
  randomScrambling,
  type StateNoise,
  stepwiseNoise,
} from '../state-noise/index.js';
import { depolarizeSchema, haarNoiseSchema, scrambleStatesSchema } from './schema.js';

/** The forward process of a model of states. */
export interface StateForward {
  readonly noise: StateNoise;
  /** Whether pure states stay pure: random circuits do, channels mix. */
  readonly pure: boolean;
  /** In words, e.g. `scrambleStates`. */
  readonly name: string;
}

/**
 * The forward process of a specification: channels on the states' qubits, step by step, or one component.
 * @throws KrausError `models/unsupported-forward`, `models/channel-dimension`, `core/…-option`, `diffusion/…`
 */
export function stateForward(spec: ModelSpec, dimension: number): StateForward {
  const qubits = Math.log2(dimension);
  const [first, ...others] = spec.forward;
  if (first?.kind === 'component') {
    if (others.length > 0) return refuse(spec, first, `${first.process.component} stands alone`);
    return component(spec, first, qubits);
  }
  const steps = spec.forward.flatMap((forward): NoiseStep[] => {
    if (forward.kind === 'component') return refuse(spec, forward, `${forward.process.component} stands alone`);
    if (forward.kind !== 'channel')
      return refuse(spec, forward, `${forward.name}: devices noise grey levels, not states`);
    const { channels, steps: count, name, span } = forward;
    const own = channels[0]?.dims.reduce((product, d) => product * d, 1) ?? 0;
    if (own !== dimension) {
      throw new KrausError(
        'models/channel-dimension',
        `forward ${name}: the channel acts on dimension ${own} and the states have dimension ${dimension}; give one on ${qubits === 1 ? 'one qubit' : `${qubits} qubits`}.`,
        { span },
      );
    }
    return Array.from({ length: count }, (_, k) => channels[channels.length === 1 ? 0 : k] as NoiseStep);
  });
  return { noise: stepwiseNoise(steps), pure: false, name: spec.forward.map(nameOf).join(', ') };
}

function component(spec: ModelSpec, forward: ComponentForwardSpec, qubits: number): StateForward {
  const { process, steps } = forward;
  const context = { name: process.component, span: process.span };
  switch (process.component) {
    case 'scrambleStates': {
      const { first, last, strengths: given } = resolveOptions(scrambleStatesSchema, process.options, context);
      const even = (k: number): number => (steps === 1 ? first : first + ((last - first) * k) / (steps - 1));
      const strengths = given ?? Array.from({ length: steps }, (_, k) => even(k));
      if (strengths.length !== steps) {
        return refuse(
          spec,
          forward,
          `scrambleStates has ${strengths.length} strengths for ${steps} steps; give one a step`,
        );
      }
      return { noise: randomScrambling({ qubits, strengths }), pure: true, name: 'scrambleStates' };
    }
    case 'haar': {
      resolveOptions(haarNoiseSchema, process.options, context);
      if (steps !== 1) return refuse(spec, forward, 'haar is all noise at once; write `haar for 1 step`');
      return { noise: exactHaar(), pure: true, name: 'haar' };
    }
    case 'depolarize': {
      const { schedule, first, last } = resolveOptions(depolarizeSchema, process.options, context);
      const kind = schedule === 'squaredCosine' ? 'squared-cosine' : schedule;
      const noise = globalDepolarizing(qubits, kind === 'linear' ? { kind, steps, first, last } : { kind, steps });
      return { noise, pure: false, name: 'depolarize' };
    }
    default:
      return refuse(
        spec,
        forward,
        `${process.component} is not noise on states; use a channel, scrambleStates, haar or depolarize`,
      );
  }
}

function nameOf(forward: ForwardSpec): string {
  return forward.kind === 'component' ? forward.process.component : forward.name;
}

function refuse(spec: ModelSpec, forward: ForwardSpec, why: string): never {
  throw new KrausError('models/unsupported-forward', `model ${spec.name}: forward: ${why}.`, { span: forward.span });
}
