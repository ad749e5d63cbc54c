import {
  isCircuitPart,
  KrausError,
  type ModelSpec,
  maximallyMixed,
  type RandomStream,
  resolveOptions,
  stream,
} from '@kraus/core';
import { circuitSchema } from '../circuits/schema.js';
import type { Parameters } from '../generative-model/index.js';
import { mlpSchema } from '../networks/schema.js';
import {
  densityMatrices,
  drawStates,
  haarStates,
  type StateEnsemble,
  type StateLaw,
  stateLaw,
} from '../state-data/index.js';
import type { StateNoise } from '../state-noise/index.js';
import { CircuitReverse } from './circuit-reverse.js';
import { type StateForward, stateForward } from './forward.js';
import { MlpReverse } from './mlp-reverse.js';
import { type StateObjective, stateObjective } from './objective.js';
import type { PassDraws, StateReverse } from './reverse-step.js';
import { stateSchema } from './schema.js';

/** Diffusion of quantum states: noise, reverse model, objective, and what generation starts from. */
export interface StateModel {
  readonly spec: ModelSpec;
  readonly dimension: number;
  /** Of the states within the diffusion: pure where data and noise are. */
  readonly kind: StateEnsemble['kind'];
  readonly steps: number;
  readonly forward: StateForward;
  readonly reverse: StateReverse;
  readonly objective: StateObjective;
  readonly start: 'haar' | 'mixed' | 'noised';
  /** The states that generation starts from; state n depends on (stream, n) alone. */
  startStates(count: number, random: RandomStream): StateEnsemble;
  /** Data after t steps of noise, in the kind of the model. */
  noisy(data: StateEnsemble, t: number, random: RandomStream): StateEnsemble;
  /** The step whose states the reverse model is trained to make of those of step t: t − 1, or 0 where it predicts clean states. */
  target(t: number): number;
  /** The states of step t − 1 that are made of those of step t; clean states, where such are predicted, go through t − 1 steps of noise. */
  stepBack(parameters: Parameters, states: StateEnsemble, t: number, draws: PassDraws): StateEnsemble;
}

/**
 * Builds a model of states of a dimension.
 * @throws KrausError `models/unsupported-…`, `models/circuit-…`, `models/no-start` and those of the parts
 */
export function buildStateModel(spec: ModelSpec, dimension: number, dataKind: StateEnsemble['kind']): StateModel {
  const forward = stateForward(spec, dimension);
  const kind = forward.pure && dataKind === 'pure' ? 'pure' : 'mixed';
  const steps = forward.noise.steps;
  checkWords(spec);
  const context = { name: 'state', span: spec.encode.span };
  const start = resolveOptions(stateSchema, spec.encode.options, context).start ?? (forward.pure ? 'haar' : 'noised');
  const asKind = (states: StateEnsemble): StateEnsemble => (kind === 'mixed' ? densityMatrices(states) : states);
  const noisy: StateModel['noisy'] = (data, t, random) => asKind(forward.noise.noisy(data, t, random));
  const law = startLaw(spec, start, dimension);
  const objective = stateObjective(spec, kind);
  const reverse = reverseOf(
    spec,
    { dimension, kind, steps },
    objective,
    spec.predict === 'x0' ? forward.noise : undefined,
  );
  return {
    spec,
    dimension,
    kind,
    steps,
    forward,
    objective,
    reverse,
    start,
    noisy,
    target: (t) => (spec.predict === 'x0' ? 0 : t - 1),
    stepBack(parameters, states, t, draws) {
      const made = reverse.denoise(parameters, states, t, draws);
      return spec.predict === 'x0' ? noisy(made, t - 1, stream(draws.seed, 'noised again', draws.step)) : made;
    },
    startStates(count, random) {
      const drawn = drawEach(law, count, random);
      return start === 'noised' ? noisy(drawn, steps, random.child('noise')) : asKind(drawn);
    },
  };
}

/** State n from the stream's child n, so that the first of many are those of few. */
function drawEach(law: StateLaw, count: number, random: RandomStream): StateEnsemble {
  let n = 0;
  return drawStates(() => law(random.child(n++)), count, random);
}

function startLaw(spec: ModelSpec, start: StateModel['start'], dimension: number): StateLaw {
  if (start === 'haar') return haarStates(dimension);
  if (start === 'mixed') return () => maximallyMixed(dimension);
  const law = stateLaw(spec.data);
  if (law !== undefined) return law;
  throw new KrausError(
    'models/no-start',
    `model ${spec.name}: generation cannot start from noised data of a file, as the model does not keep them; write encode state { start: mixed } or { start: haar }.`,
    { span: spec.encode.span },
  );
}

function checkWords(spec: ModelSpec): void {
  if (spec.predict !== 'previous' && spec.predict !== 'x0') {
    const text = `model ${spec.name}: predict ${spec.predict} is not known for states; use previous or x0.`;
    throw new KrausError('models/unsupported-predict', text, spec);
  }
  const other = spec.condition.find((condition) => condition !== 'time');
  if (other === undefined) return;
  const text = `model ${spec.name}: condition ${other} is not known for states; use time.`;
  throw new KrausError('models/unsupported-condition', text, spec);
}

function reverseOf(
  spec: ModelSpec,
  shape: { readonly dimension: number; readonly kind: StateEnsemble['kind']; readonly steps: number },
  objective: StateObjective,
  noise: StateNoise | undefined,
): StateReverse {
  const { component, options, span } = spec.reverse;
  const context = { name: component, span };
  if (component === 'mlp') return new MlpReverse(shape, noise, resolveOptions(mlpSchema, options, context));
  if (component !== 'circuit') {
    const text = `model ${spec.name}: reverse ${component} does not take states; use a circuit or mlp.`;
    throw new KrausError('models/unsupported-reverse', text, { span });
  }
  const { circuit, parameters, collapse, score, ancillas } = resolveOptions(circuitSchema, options, context);
  if (!isCircuitPart(circuit)) throw new KrausError('core/wrong-option-type', 'reverse circuit: no circuit.', { span });
  if (collapse === 'enumerated' && !objective.linear) {
    const text = `model ${spec.name}: collapse enumerated weighs outcomes by their probabilities, which needs pure states and the objective mmd or fidelity; use exact or sampled.`;
    throw new KrausError('models/unsupported-collapse', text, { span });
  }
  return new CircuitReverse(circuit, { perStep: parameters === 'perStep', collapse, score, ancillas }, shape);
}
