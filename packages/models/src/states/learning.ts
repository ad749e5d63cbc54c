import { stream } from '@kraus/core';
import { engineInfo } from '../engine/index.js';
import {
  checkJoint,
  type Learning,
  type LearnSettings,
  type LossMeans,
  type ModelFacts,
  type Parameters,
  stagePlace,
} from '../generative-model/index.js';
import { meanState, type StateDataset, type StateEnsemble, takeStates } from '../state-data/index.js';
import { purities } from '../state-metrics/index.js';
import { chosenOf, NoisyPool } from './noisy-pool.js';
import { writeForwardClouds } from './pictures.js';
import type { StateModel } from './state-model.js';
import { WalkBack } from './walk-back.js';

/** States that the model makes for a stage to be trained on, at least. */
const POOL = 1000;
/** States that a validation takes for each step, at most. */
const VALIDATED = 256;

/**
 * Trains the reverse steps. Jointly, training step k takes one step t of the diffusion, drawn anew, and noised data. Stepwise, stage s trains
 * t = T − s, on noised data or on what the trained steps above it make of the start; where states are compared in pairs only noised data
 * have a partner, and those are taken.
 * @throws KrausError `models/unsupported-curriculum`
 */
export function stateLearning(model: StateModel, data: StateDataset, settings: LearnSettings): Learning {
  const { seed, batch, steps, curriculum, inputs } = settings;
  const { reverse, objective } = model;
  const stepwise = curriculum === 'stepwise';
  if (!reverse.perStep) checkJoint(settings, reverse.name);
  const stages = stepwise ? model.steps : 1;
  stagePlace(1, steps, stages);
  const own = stepwise && inputs === 'own' && objective.compares === 'ensembles';
  const noisy = new NoisyPool(model, data.train, seed);
  const walk = new WalkBack(model, { count: Math.max(POOL, batch), seed, after: steps });
  const stepOf = (k: number): number =>
    stepwise
      ? model.steps - stagePlace(k, steps, stages).stage
      : 1 + stream(seed, 'training step', k).integer(model.steps);

  const example = (parameters: Parameters, k: number, t: number): { given: StateEnsemble; targets: StateEnsemble } => {
    const random = stream(seed, 'batch', k);
    const wanted = noisy.at(model.target(t));
    const chosen = chosenOf(wanted, batch, random);
    const targets = takeStates(wanted, chosen);
    if (objective.compares === 'pairs') return { given: takeStates(noisy.at(t), chosen), targets };
    const pool = own ? walk.at(parameters, t) : noisy.at(t);
    return { given: takeStates(pool, chosenOf(pool, batch, random)), targets };
  };

  return {
    facts: factsOf(model, data),
    stages,
    active: reverse.perStep ? (k) => reverse.parametersOf(stepOf(k)) : undefined,
    step(variables, k) {
      const t = stepOf(k);
      const { given, targets } = example(variables, k, t);
      const draws = { seed, step: k };
      const { value, gradients } = reverse.gradient(variables, given, t, draws, (made) =>
        objective.loss(made, targets),
      );
      return { means: { loss: value, terms: {} }, gradients };
    },
    validate: stepwise || data.validation === undefined ? undefined : validation(model, data.validation, settings),
    writeForward: (file, pictureSeed) => writeForwardClouds(model, data.train, file, pictureSeed),
  };
}

/** The mean over all steps of the loss of one step back from noised held-out data, the same draws every time. */
function validation(
  model: StateModel,
  held: StateEnsemble,
  { seed, steps: trained }: LearnSettings,
): (parameters: Parameters) => LossMeans {
  const { reverse, objective, steps } = model;
  const count = Math.min(held.count, VALIDATED);
  const half = objective.compares === 'pairs' ? count : Math.max(2, Math.floor(count / 2));
  const part = (from: number): StateEnsemble =>
    takeStates(
      held,
      Uint32Array.from({ length: half }, (_, n) => (from + n) % held.count),
    );
  const [inputs, targets] = [part(0), part(objective.compares === 'pairs' ? 0 : half)];
  return (parameters) => {
    let loss = 0;
    for (let t = 1; t <= steps; t++) {
      const given = model.noisy(inputs, t, stream(seed, 'validation', 'inputs', t));
      const made = reverse.denoise(parameters, given, t, { seed, step: trained + t });
      const wanted = model.noisy(targets, model.target(t), stream(seed, 'validation', 'targets', t));
      loss += objective.loss(made, wanted).value / steps;
    }
    return { loss, terms: {} };
  };
}

function factsOf(model: StateModel, data: StateDataset): ModelFacts {
  const { forward, steps, objective, dimension } = model;
  const end = model.noisy(data.train, steps, stream(0, 'what is left'));
  const mean = meanState(end).data;
  // tr ρ̄² − 1/D: 0 where the mean state is I/D.
  const left = mean.reduce((sum, x) => sum + x * x, 0) - 1 / dimension;
  const purity = purities(end).reduce((sum, x) => sum + x / end.count, 0);
  return {
    lossUnit: { pairs: 'a pair of states', ensembles: 'between ensembles' }[objective.compares],
    figures: [],
    process: `${model.kind} states of dimension ${dimension}, ${steps} ${steps === 1 ? 'step' : 'steps'} of ${forward.name}, on ${engineInfo().backend}`,
    forwardCaption: `Bloch vectors of each qubit from the data (t = 0) to noise (t = ${steps}).`,
    reverseCaption: `Bloch vectors of each qubit as the trained model turns noise (t = ${steps}) into states (t = 0).`,
    left: `left of the states after the forward process: purity of the mean state above I/D ${left.toPrecision(3)}, mean purity ${purity.toPrecision(3)}`,
  };
}
