import { maximallyMixed, type RandomStream, stream } from '@kraus/core';
import type { Tensor } from '../engine/index.js';
import type { Parameters } from '../generative-model/index.js';
import { type ParameterValues, VectorMlp } from '../networks/index.js';
import { densityMatrices, drawStates, ensembleOf, haarStates, type StateEnsemble } from '../state-data/index.js';
import type { StateNoise } from '../state-noise/index.js';
import type { GeneratedLoss, PassDraws, StateReverse } from './reverse-step.js';
import { rootCotangents, statesOf, type Wires } from './wires.js';

/**
 * A perceptron as reverse model: it sees the coordinates of ρ_t (its real matrix entries: D diagonal ones, then real and imaginary parts
 * above the diagonal; of one qubit these are the Bloch vector up to a linear map) and t, and yields a matrix M, lower triangular with D²
 * real numbers, of which the state it predicts is made, M M†/tr M M†: a state, whatever the network says.
 */
export class MlpReverse implements StateReverse {
  readonly name = 'mlp';
  readonly perStep = false;
  readonly #network: VectorMlp;
  readonly #names: readonly string[];
  readonly #scales = new Map<number, Scale>();

  /**
   * @param noise that lies between ρ_t and a clean state to be predicted: late in it states lie close together, and coordinates are then
   *   taken from the middle of Haar-random states after t steps and in units of their spread, so that the network sees numbers of one size
   *   at every t (arXiv:2206.00364, section 5). Undefined: as they are, as the step before lies close to them.
   */
  constructor(
    private readonly shape: { readonly dimension: number; readonly steps: number },
    private readonly noise: StateNoise | undefined,
    options: { readonly width: number; readonly layers: number },
  ) {
    const size = shape.dimension ** 2;
    this.#network = new VectorMlp({ inputs: size, outputs: size, steps: shape.steps }, options);
    this.#names = this.#network.names();
  }

  initial(random: RandomStream): ParameterValues {
    return this.#network.initial(random);
  }

  parametersOf(): readonly string[] {
    return this.#names;
  }

  denoise(parameters: Parameters, states: StateEnsemble, t: number): StateEnsemble {
    const outputs = this.#network.run(parameters, this.#inputs(states, t), new Int32Array(states.count).fill(t));
    return this.#states(outputs, states.count).generated;
  }

  gradient(
    parameters: Parameters,
    states: StateEnsemble,
    t: number,
    _draws: PassDraws,
    loss: (generated: StateEnsemble) => GeneratedLoss,
  ): { readonly value: number; readonly gradients: Tensor[] } {
    let value = Number.NaN;
    const times = new Int32Array(states.count).fill(t);
    const gradients = this.#network.gradient(parameters, this.#inputs(states, t), times, (outputs) => {
      const { generated, m, traces } = this.#states(outputs, states.count);
      const found = loss(generated);
      value = found.value;
      return this.#cotangents(m, traces, generated, found.gradient);
    });
    return { value, gradients };
  }

  dispose(): void {
    this.#network.dispose();
  }

  #inputs(states: StateEnsemble, t: number): Float64Array {
    if (this.noise === undefined) return coordinates(states);
    let scale = this.#scales.get(t);
    if (scale === undefined) {
      scale = scaleAt(this.noise, this.shape.dimension, t);
      this.#scales.set(t, scale);
    }
    const { centre, spread } = scale;
    return coordinates(states).map((x, k) => (x - (centre[k % centre.length] as number)) / spread);
  }

  /** M, tr M M† and M M†/tr M M† of every row of outputs. The identity is added to M, so that an untrained network says I/D. */
  #states(outputs: Float64Array, count: number) {
    const d = this.shape.dimension;
    const m = new Float64Array(2 * count * d * d);
    const traces = new Float64Array(count);
    eachEntry(d, count, (output, entry, diagonal) => {
      m[entry] = (outputs[output] as number) + (diagonal ? 1 : 0);
    });
    for (let n = 0; n < count; n++) {
      let trace = 0;
      for (let k = 2 * n * d * d; k < 2 * (n + 1) * d * d; k++) trace += (m[k] as number) ** 2;
      traces[n] = trace;
    }
    const generated = statesOf(this.#wires, count, m);
    const size = 2 * d * d;
    const data = generated.data.map((x, k) => x / (traces[Math.floor(k / size)] as number));
    return { m, traces, generated: { ...generated, data } };
  }

  get #wires(): Wires {
    const d = this.shape.dimension;
    return { ancilla: 1, data: d, purifier: d };
  }

  /** ∂L/∂outputs: of ρ = A/tr A, ∂L/∂A = (G − tr(G†ρ) I)/tr A, then that of A = M M†. */
  #cotangents(
    m: Float64Array,
    traces: Float64Array,
    { data, count }: StateEnsemble,
    gradient: Float64Array,
  ): Float64Array {
    const d = this.shape.dimension;
    const size = 2 * d * d;
    const ofA = Float64Array.from(gradient);
    for (let n = 0; n < count; n++) {
      let inner = 0;
      for (let k = n * size; k < (n + 1) * size; k++) inner += (gradient[k] as number) * (data[k] as number);
      for (let i = 0; i < d; i++) {
        const at = n * size + 2 * (i * d + i);
        ofA[at] = (ofA[at] as number) - inner;
      }
      for (let k = n * size; k < (n + 1) * size; k++) ofA[k] = (ofA[k] as number) / (traces[n] as number);
    }
    const ofM = rootCotangents(this.#wires, count, m, ofA);
    const out = new Float64Array(count * d * d);
    eachEntry(d, count, (output, entry) => {
      out[output] = ofM[entry] as number;
    });
    return out;
  }
}

/** Places of the D² real numbers of a state among its outputs and in `[count, D, D, 2]`: the lower triangle of M. */
function eachEntry(d: number, count: number, visit: (output: number, entry: number, diagonal: boolean) => void): void {
  for (let n = 0; n < count; n++) {
    let output = n * d * d;
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        const entry = 2 * (n * d * d + i * d + j);
        visit(output++, entry, i === j);
        if (i !== j) visit(output++, entry + 1, false);
      }
    }
  }
}

/** Where Haar-random states lie after t steps of noise. */
interface Scale {
  /** Coordinates of their mean, [D²]. */
  readonly centre: Float64Array;
  /** Root mean square deviation of a coordinate from it. */
  readonly spread: number;
}

/** Haar-random states that the spread is taken from. */
const PROBES = 64;

function scaleAt(noise: StateNoise, dimension: number, t: number): Scale {
  const random = stream(0, 'scale', t);
  const centre = coordinates(noise.noisy(ensembleOf([maximallyMixed(dimension)]), t, random.child('mean')));
  const probes = drawStates(haarStates(dimension), PROBES, random.child('states'));
  const away = coordinates(noise.noisy(probes, t, random.child('noise')));
  const square = away.reduce((sum, x, k) => sum + (x - (centre[k % centre.length] as number)) ** 2, 0) / away.length;
  // Where nothing is left there is nothing to scale.
  return { centre, spread: square > 1e-20 ? Math.sqrt(square) : 1 };
}

/** The D² real numbers of every density matrix, scaled so that they are of size one. */
function coordinates(states: StateEnsemble): Float64Array {
  const { dimension: d, count, data } = densityMatrices(states);
  const out = new Float64Array(count * d * d);
  eachEntry(d, count, (output, entry, diagonal) => {
    out[output] = diagonal ? d * (data[entry] as number) - 1 : d * (data[entry] as number);
  });
  return out;
}
