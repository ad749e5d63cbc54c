import { KrausError, type ModelSpec, resolveOptions } from '@kraus/core';
import { mseSchema } from '../objectives/index.js';
import { densityMatrices, type StateEnsemble } from '../state-data/index.js';
import {
  discrepancyLoss,
  mixedDiscrepancyLoss,
  pairedLoss,
  pairedSquares,
  pureDiscrepancyLoss,
  type StateKernel,
  wassersteinLoss,
} from '../state-metrics/index.js';
import type { GeneratedLoss } from './reverse-step.js';
import { fidelitySchema, mmdSchema, superfidelitySchema, wassersteinSchema } from './schema.js';

/** What a step is trained by. */
export interface StateObjective {
  readonly name: string;
  /**
   * `pairs`: state n of the targets is what state n should become. `ensembles`: the targets are other states of the same law, so that a
   * step may be trained on states that the model made itself.
   */
  readonly compares: 'pairs' | 'ensembles';
  /** Whether the loss of mixed states, weighted sums of pure ones, is the weighted sum of losses, as learning from all outcomes needs. */
  readonly linear: boolean;
  loss(generated: StateEnsemble, targets: StateEnsemble): GeneratedLoss;
}

/** @throws KrausError `models/unsupported-objective`, `core/…-option` */
export function stateObjective(spec: ModelSpec, kind: StateEnsemble['kind']): StateObjective {
  const [term, ...others] = spec.objective;
  if (term === undefined || others.length > 0) return refuse(spec);
  const context = { name: term.component, span: term.span };
  const kernelOf = (given: string | undefined): StateKernel =>
    given === 'fidelity' || given === 'superfidelity' ? given : kind === 'pure' ? 'fidelity' : 'superfidelity';
  switch (term.component) {
    case 'mmd': {
      const { kernel: given, estimator } = resolveOptions(mmdSchema, term.options, context);
      const kernel = kernelOf(given);
      return {
        name: 'mmd',
        compares: 'ensembles',
        linear: kernel === 'fidelity' && kind === 'pure',
        loss(x, y) {
          const taken = alike(kernel, x);
          if (x.kind === 'pure' && y.kind === 'pure' && taken === 'fidelity')
            return pureDiscrepancyLoss(x, y, estimator);
          if (x.kind === 'mixed' && taken === 'superfidelity') return mixedDiscrepancyLoss(x, y, estimator);
          return discrepancyLoss(x, y, { kernel: taken, estimator });
        },
      };
    }
    case 'wasserstein': {
      const { kernel: given, regularisation } = resolveOptions(wassersteinSchema, term.options, context);
      const kernel = kernelOf(given);
      return {
        name: 'wasserstein',
        compares: 'ensembles',
        linear: false,
        loss: (x, y) => wassersteinLoss(x, y, { kernel: alike(kernel, x), regularisation }),
      };
    }
    case 'fidelity':
    case 'superfidelity': {
      resolveOptions(term.component === 'fidelity' ? fidelitySchema : superfidelitySchema, term.options, context);
      const kernel = term.component;
      return {
        name: kernel,
        compares: 'pairs',
        linear: kind === 'pure',
        loss: (x, y) => pairedLoss(x.dimension === 2 ? 'superfidelity' : kernel, x, y),
      };
    }
    case 'mse':
      resolveOptions(mseSchema, term.options, context);
      return {
        name: 'mse',
        compares: 'pairs',
        linear: false,
        loss(x, y) {
          if (x.kind === 'mixed') return pairedSquares(x, densityMatrices(y));
          const text = `model ${spec.name}: objective mse compares density matrices, and this model makes pure states; use fidelity.`;
          throw new KrausError('models/unsupported-objective', text, { span: term.span });
        },
      };
    default:
      return refuse(spec);
  }
}

/** The fidelity of two mixed states has no gradient here; of one qubit it is the superfidelity. */
function alike(kernel: StateKernel, x: StateEnsemble): StateKernel {
  return x.kind === 'mixed' && x.dimension === 2 ? 'superfidelity' : kernel;
}

function refuse(spec: ModelSpec): never {
  const given = spec.objective.map(({ component }) => component).join(' + ') || 'empty';
  throw new KrausError(
    'models/unsupported-objective',
    `model ${spec.name}: the objective is ${given}; for states use one of mmd, wasserstein, fidelity, superfidelity, mse.`,
    { span: spec.objective[0]?.span },
  );
}
