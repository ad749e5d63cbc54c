import { KrausError } from '@kraus/core';

/**
 * A discrete-state forward process in the form that the posterior, the loss and the samplers read.
 *
 * Matrices are float64, row-major `[levels × levels]`, column-stochastic: entry `i * levels + j` is P(j → i).
 * With x₀ = j: P(x_t = i | x₀ = j) = `cumulative[t]`_{ij}, and the posterior of the step before is
 * q(x_{t−1} = k | x_t = i, x₀ = j) = `step[t−1]`_{ik} · `cumulative[t−1]`_{kj} / `normaliser[t−1]`_{ij}.
 */
export interface DiscreteChain {
  readonly levels: number;
  readonly steps: number;
  /**
   * `markov`: `step[t−1]` is the transition matrix Q_t and `normaliser[t−1]` is Q̄_t (D3PM, arXiv:2107.03006, eq. 3).
   * `independent`: only the marginals Q̄_t are given (a coherent walk, measured once); x_{t−1} and x_t are then taken
   * as independent draws given x₀, an assumption that keeps every marginal and makes the bound valid:
   * `step` and `normaliser` are all ones.
   */
  readonly posterior: 'markov' | 'independent';
  readonly step: readonly Float64Array[];
  /** Q̄_0 = I, Q̄_1, …, Q̄_T. */
  readonly cumulative: readonly Float64Array[];
  readonly normaliser: readonly Float64Array[];
  /** The distribution that x_T is drawn from when sampling. */
  readonly prior: Float64Array;
}

/** The marginals and one-step matrices that a forward process hands over (`forwardTransitions` of `@kraus/sim`). */
export interface ChainData {
  readonly levels: number;
  readonly steps: number;
  readonly oneStep: readonly Float64Array[];
  readonly cumulative: readonly Float64Array[];
  readonly stationary: Float64Array;
  readonly markov: boolean;
}

/**
 * A chain from its matrices.
 *
 * @throws KrausError `models/chain-shape`, `models/chain-not-stochastic` if a matrix has the wrong size, or a column
 *   is not a distribution to 1e-9.
 */
export function discreteChain(data: ChainData): DiscreteChain {
  const { levels, steps } = data;
  if (!Number.isInteger(levels) || levels < 2) {
    throw new KrausError('models/chain-shape', `A discrete chain needs at least 2 levels; ${levels} were given.`);
  }
  if (!Number.isInteger(steps) || steps < 1) {
    throw new KrausError('models/chain-shape', `A discrete chain needs at least 1 step; ${steps} were given.`);
  }
  if (data.cumulative.length !== steps + 1 || (data.markov && data.oneStep.length !== steps)) {
    throw new KrausError(
      'models/chain-shape',
      `A chain of ${steps} steps needs ${steps} one-step and ${steps + 1} cumulative matrices; ` +
        `${data.oneStep.length} and ${data.cumulative.length} were given.`,
    );
  }
  const cumulative = data.cumulative.map((matrix, t) => stochastic(matrix, levels, `Q̄_${t}`));
  if (data.stationary.length !== levels) {
    throw new KrausError(
      'models/chain-shape',
      `The stationary distribution has ${data.stationary.length} entries; ${levels} were expected, one a level.`,
    );
  }
  const prior = normalised(data.stationary, 'The stationary distribution');
  if (data.markov) {
    const step = data.oneStep.map((matrix, t) => stochastic(matrix, levels, `Q_${t + 1}`));
    return { levels, steps, posterior: 'markov', step, cumulative, normaliser: cumulative.slice(1), prior };
  }
  const ones = new Float64Array(levels * levels).fill(1);
  const same = Array.from({ length: steps }, () => ones);
  return { levels, steps, posterior: 'independent', step: same, cumulative, normaliser: same, prior };
}

/** A Markov chain from its one-step matrices Q_1 … Q_T; Q̄_t = Q_t ⋯ Q_1. */
export function markovChain(oneStep: readonly Float64Array[], stationary: Float64Array): DiscreteChain {
  const levels = stationary.length;
  let product = identity(levels);
  const cumulative = [product];
  for (const matrix of oneStep) {
    product = multiply(matrix, product, levels);
    cumulative.push(product);
  }
  return discreteChain({ levels, steps: oneStep.length, oneStep, cumulative, stationary, markov: true });
}

/** The chains one after another (each a Markov chain of the same number of levels); x_T follows the last one's prior. */
export function concatenateChains(chains: readonly DiscreteChain[]): DiscreteChain {
  const last = chains.at(-1);
  if (last === undefined) throw new KrausError('models/forward-missing', 'The model has no forward process.');
  if (chains.length === 1) return last;
  for (const chain of chains) {
    if (chain.posterior !== 'markov') {
      throw new KrausError(
        'models/forward-not-composable',
        'A coherent forward process is not a Markov chain and cannot be composed with others; ' +
          'write it alone, or `measured`.',
      );
    }
    if (chain.levels !== last.levels) {
      throw new KrausError(
        'models/forward-not-composable',
        `Forward processes on ${chain.levels} and on ${last.levels} levels cannot be composed; ` +
          'give them the same number of levels.',
      );
    }
  }
  return markovChain(
    chains.flatMap((chain) => chain.step),
    last.prior,
  );
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k];
      for (let j = 0; j < n; j++) product[i * n + j] += factor * b[k * n + j];
    }
  }
  return product;
}

/** Checks the columns, clips rounding noise below zero, and makes each sum to one. */
function stochastic(matrix: Float64Array, n: number, name: string): Float64Array {
  if (matrix.length !== n * n) {
    throw new KrausError(
      'models/chain-shape',
      `${name} has ${matrix.length} entries; ${n * n} were expected for ${n} levels.`,
    );
  }
  const result = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const column = normalised(
      Float64Array.from({ length: n }, (_, i) => matrix[i * n + j]),
      `Column ${j} of ${name}`,
    );
    for (let i = 0; i < n; i++) result[i * n + j] = column[i];
  }
  return result;
}

function normalised(weights: Float64Array, name: string): Float64Array {
  let sum = 0;
  for (const weight of weights) {
    if (!(weight >= -1e-9)) {
      throw new KrausError(
        'models/chain-not-stochastic',
        `${name} holds ${weight}; expected probabilities. The forward channel is not a physical one.`,
      );
    }
    sum += Math.max(weight, 0);
  }
  if (!(Math.abs(sum - 1) <= 1e-9)) {
    throw new KrausError(
      'models/chain-not-stochastic',
      `${name} sums to ${sum}; expected 1. The forward channel does not preserve the trace.`,
    );
  }
  return weights.map((weight) => Math.max(weight, 0) / sum);
}
