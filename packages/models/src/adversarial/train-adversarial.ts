import { setImmediate } from 'node:timers/promises';
import { type CircuitPart, KrausError, stream, type TrainableCircuit } from '@kraus/core';
import { initialParameters } from '../circuits/index.js';
import { Adam, tf, type Variable } from '../engine/index.js';
import { disposeVariables, makeVariables, readVariables } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import { drawStates, haarStates, type StateEnsemble, takeStates } from '../state-data/index.js';
import { CircuitReverse, type PassDraws } from '../states/index.js';
import { Critic } from './critic.js';

/** A generator against a critic. */
export interface AdversarialGame {
  /** Pure training states. */
  readonly data: StateEnsemble;
  /** The qubits of the states, and in front of them ancillas that start in |0…0> and are measured. It is given Haar-random states. */
  readonly generator: CircuitPart;
  /** The qubits of the states, and in front of them ancillas; it returns one expectation value, the score. */
  readonly critic: CircuitPart;
  /** In each round the critic trains so many steps, then the generator. QuDDPM's baseline: 5 rounds of 2001 and 6001. */
  readonly rounds: number;
  readonly criticSteps: number;
  readonly generatorSteps: number;
  readonly batch: number;
  /** Of Adam, for both. */
  readonly lr: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Training steps of both done and to do. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface AdversarialResult {
  /** After each round: how far the critic tells data from what is generated, mean score of data − mean score of generated. */
  readonly gaps: readonly number[];
  /** The same seed gives the same states. */
  generate(count: number, seed: number): StateEnsemble;
  /** Gives its memory back. */
  dispose(): void;
}

/** Training steps between looks at the signal. */
const BREATH = 20;

/**
 * Trains a circuit to make states that another circuit cannot tell from data: the critic raises the difference of mean scores
 * s(data) − s(generated), the generator lowers it (the quantum GAN that QuDDPM is compared with; Lloyd and Weedbrook, PRL 121, 040502). The
 * outcomes of the generator's ancillas are sampled; its gradient has the score-function term and is unbiased. Needs a started engine.
 * @throws KrausError `models/circuit-…`, `states/wrong-shape` for mixed states; rejects with the signal's reason
 */
export async function trainAdversarial(game: AdversarialGame): Promise<AdversarialResult> {
  const { data, seed, signal, onProgress } = game;
  if (data.kind === 'mixed') {
    throw new KrausError(
      'states/wrong-shape',
      'Adversarial training: the states are density matrices; expected pure states.',
    );
  }
  const players = new Players(game);
  const total = game.rounds * (game.criticSteps + game.generatorSteps);
  const gaps: number[] = [];
  try {
    let done = 0;
    const turn = async (steps: number, step: (k: number) => void): Promise<void> => {
      for (let k = 0; k < steps; k++) {
        signal?.throwIfAborted();
        step(++done);
        if (done % BREATH !== 0) continue;
        onProgress?.(done, total);
        // Lets signals and timers in.
        await setImmediate();
      }
    };
    for (let round = 0; round < game.rounds; round++) {
      await turn(game.criticSteps, (k) => players.trainCritic(k));
      await turn(game.generatorSteps, (k) => players.trainGenerator(k));
      gaps.push(players.gap(done));
    }
    onProgress?.(done, total);
    return { gaps, ...players.frozen(seed) };
  } finally {
    players.dispose();
  }
}

/** Generator and critic with their parameters and optimizers. */
class Players {
  readonly #game: AdversarialGame;
  readonly #generator: CircuitReverse;
  readonly #critic: Critic;
  readonly #generatorTheta: Record<string, Variable>;
  readonly #criticTheta: Record<string, Variable>;
  readonly #generatorAdam: Adam;
  readonly #criticAdam: Adam;

  constructor(game: AdversarialGame) {
    this.#game = game;
    const { seed, lr, data } = game;
    const [critic, ...others] = game.critic.circuits as [TrainableCircuit, ...TrainableCircuit[]];
    if (others.length > 0) {
      throw new KrausError(
        'models/circuit-parameters',
        'Critic: its arguments depend on the time; expected one circuit.',
      );
    }
    this.#generator = reverseOf(game.generator, data.dimension);
    this.#critic = new Critic(critic.program, data.dimension);
    this.#generatorTheta = makeVariables(this.#generator.initial(stream(seed, 'generator')));
    const theta = initialParameters(critic, stream(seed, 'critic'));
    this.#criticTheta = makeVariables({ theta: { shape: [theta.length], values: Float32Array.from(theta) } });
    this.#generatorAdam = new Adam(this.#generatorTheta, { lr });
    this.#criticAdam = new Adam(this.#criticTheta, { lr });
  }

  trainCritic(step: number): void {
    const theta = this.#critics();
    const { batch } = this.#game;
    const real = this.#critic.gradient(theta, this.#real(step), -1 / batch);
    const made = this.#critic.gradient(theta, this.#made(step), 1 / batch);
    const gradient = tf.tensor1d(Float32Array.from(real.parameters, (x, k) => x + (made.parameters[k] as number)));
    this.#criticAdam.apply([gradient]);
    gradient.dispose();
  }

  trainGenerator(step: number): void {
    const theta = this.#critics();
    const { batch } = this.#game;
    const { gradients } = this.#generator.gradient(
      this.#generatorTheta,
      this.#start(step),
      1,
      this.#draws(step),
      (made) => {
        const { scores, amplitudes } = this.#critic.gradient(theta, made, -1 / batch);
        const sum = scores.reduce((all, score) => all + score, 0);
        // The mean score of the other states takes variance away, not truth.
        const shares = scores.map((score) => -(score - (batch === 1 ? 0 : (sum - score) / (batch - 1))) / batch);
        return { value: -sum / batch, gradient: amplitudes, shares };
      },
    );
    this.#generatorAdam.apply(gradients);
    for (const gradient of gradients) gradient.dispose();
  }

  gap(step: number): number {
    const mean = (states: StateEnsemble): number =>
      this.#critic.scores(this.#critics(), states).reduce((sum, score) => sum + score / states.count, 0);
    return mean(this.#game.data) - mean(this.#made(step));
  }

  /** The generator as it is now. */
  frozen(seed: number): Pick<AdversarialResult, 'generate' | 'dispose'> {
    const values: ParameterValues = readVariables(this.#generatorTheta);
    const { dimension } = this.#game.data;
    const generator = reverseOf(this.#game.generator, dimension);
    const theta = makeVariables(values);
    return {
      generate: (count, own) =>
        generator.denoise(theta, haar(dimension, count, own, 'generation'), 1, { seed: own, step: seed }),
      dispose() {
        generator.dispose();
        disposeVariables(theta);
      },
    };
  }

  dispose(): void {
    this.#generator.dispose();
    this.#critic.dispose();
    this.#generatorAdam.dispose();
    this.#criticAdam.dispose();
    disposeVariables(this.#generatorTheta);
    disposeVariables(this.#criticTheta);
  }

  #critics(): Float64Array {
    return Float64Array.from(this.#criticTheta.theta?.dataSync() ?? []);
  }

  #real(step: number): StateEnsemble {
    const { data, batch, seed } = this.#game;
    const random = stream(seed, 'batch', step);
    return takeStates(
      data,
      Uint32Array.from({ length: batch }, () => random.integer(data.count)),
    );
  }

  #start(step: number): StateEnsemble {
    const { data, batch, seed } = this.#game;
    return haar(data.dimension, batch, seed, 'start', step);
  }

  #made(step: number): StateEnsemble {
    return this.#generator.denoise(this.#generatorTheta, this.#start(step), 1, this.#draws(step));
  }

  #draws(step: number): PassDraws {
    return { seed: this.#game.seed, step };
  }
}

function reverseOf(part: CircuitPart, dimension: number): CircuitReverse {
  const options = { perStep: true, collapse: 'sampled', score: true, ancillas: 'zero' } as const;
  return new CircuitReverse(part, options, { dimension, kind: 'pure', steps: 1 });
}

function haar(dimension: number, count: number, seed: number, ...names: (string | number)[]): StateEnsemble {
  return drawStates(haarStates(dimension), count, stream(seed, ...names));
}
