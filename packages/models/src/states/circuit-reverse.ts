import {
  type CircuitPart,
  type CircuitProgram,
  haarKet,
  type RandomStream,
  stream,
  type TrainableCircuit,
} from '@kraus/core';
import { type CircuitExecutable, compileCircuit } from '@kraus/sim';
import { initialParameters } from '../circuits/index.js';
import { type Tensor, tf } from '../engine/index.js';
import type { Parameters } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import type { StateEnsemble } from '../state-data/index.js';
import { checkCircuitReverse } from './check-circuit-reverse.js';
import type { CircuitReverseOptions, StateShape } from './circuit-options.js';
import type { GeneratedLoss, PassDraws, StateReverse } from './reverse-step.js';
import type { Entering, SampledStep } from './sampled-step.js';
import { TrajectoryStep } from './trajectory-step.js';
import { UnitaryStep, unitaryPart } from './unitary-step.js';
import { joinedDensity, partedDensity, rootCotangents, roots, statesOf, type Wires } from './wires.js';

/**
 * Circuits as reverse model. A circuit has the qubits of the data and, in front of them (wires 0, 1, …), ancillas that start in |0> at every
 * step and are measured and dropped after it, whatever the circuit does with them. With `sampled` every measurement, reset and noise of a
 * step draws an outcome a state, which collapses it; with `exact` nobody looks at outcomes, and states come out mixed; `enumerated` learns
 * from all outcomes weighted by their probabilities and draws one when it generates.
 */
export class CircuitReverse implements StateReverse {
  readonly name: string;
  readonly perStep: boolean;
  readonly #sampled = new Map<TrainableCircuit, SampledStep>();
  readonly #density = new Map<TrainableCircuit, CircuitExecutable>();

  /** @throws KrausError `models/circuit-…`, see {@link checkCircuitReverse} */
  constructor(
    private readonly part: CircuitPart,
    private readonly options: CircuitReverseOptions,
    private readonly shape: StateShape,
  ) {
    checkCircuitReverse(part, options, shape);
    this.name = part.name;
    this.perStep = options.perStep;
  }

  initial(random: RandomStream): ParameterValues {
    const values: ParameterValues = {};
    const count = this.perStep ? this.shape.steps : 1;
    for (let t = 1; t <= count; t++) {
      const theta = initialParameters(this.#circuit(t), random.child('step', t));
      values[this.#parameter(t)] = { shape: [theta.length], values: theta };
    }
    return values;
  }

  parametersOf(t: number): readonly string[] {
    return [this.#parameter(t)];
  }

  denoise(parameters: Parameters, states: StateEnsemble, t: number, draws: PassDraws): StateEnsemble {
    const theta = this.#theta(parameters, t);
    if (this.options.collapse === 'exact') return this.#exact(theta, states, t);
    const entering = this.#entering(theta, states, t, draws);
    return statesOf(this.#wires(t, entering.purifier), states.count, this.#sampledOf(t).run(entering));
  }

  gradient(
    parameters: Parameters,
    states: StateEnsemble,
    t: number,
    draws: PassDraws,
    loss: (generated: StateEnsemble) => GeneratedLoss,
  ): { readonly value: number; readonly gradients: Tensor[] } {
    const theta = this.#theta(parameters, t);
    const found =
      this.options.collapse === 'sampled'
        ? this.#sampledGradient(theta, states, t, draws, loss)
        : this.#exactGradient(theta, states, t, loss);
    return { value: found.value, gradients: [tf.tensor1d(Float32Array.from(found.gradient))] };
  }

  dispose(): void {
    for (const executable of [...this.#sampled.values(), ...this.#density.values()]) executable.dispose();
    this.#sampled.clear();
    this.#density.clear();
  }

  #sampledGradient(
    theta: Float32Array,
    states: StateEnsemble,
    t: number,
    draws: PassDraws,
    loss: (generated: StateEnsemble) => GeneratedLoss,
  ): { value: number; gradient: ArrayLike<number> } {
    const { count } = states;
    const entering = this.#entering(theta, states, t, draws);
    const step = this.#sampledOf(t);
    const wires = this.#wires(t, entering.purifier);
    let total = Number.NaN;
    const gradient = step.gradient(entering, (m) => {
      const { value, gradient, shares } = loss(statesOf(wires, count, m));
      total = value;
      const scores = this.#scores(shares, value, count, () => {
        const others = step.run({ ...entering, draws: { ...draws, sample: count } });
        return loss(statesOf(wires, count, others)).value;
      });
      return { gradient: rootCotangents(wires, count, m, gradient), scores };
    });
    return { value: total, gradient };
  }

  /**
   * ∂L/∂log p of every state: its share of the loss, or, where the loss has no shares, the loss above that of other outcomes drawn
   * independently, which has the same mean.
   */
  #scores(shares: Float64Array | undefined, value: number, count: number, other: () => number): Float64Array {
    if (!this.options.score) return new Float64Array(count);
    return shares ?? new Float64Array(count).fill(value - other());
  }

  #exactGradient(
    theta: Float32Array,
    states: StateEnsemble,
    t: number,
    loss: (generated: StateEnsemble) => GeneratedLoss,
  ): { value: number; gradient: ArrayLike<number> } {
    const generated = this.#exact(theta, states, t);
    const { value, gradient } = loss(generated);
    const wires = this.#wires(t, 1);
    const cotangents = joinedDensity(wires, { ...generated, data: gradient });
    const batch = this.#densityBatch(theta, states, t);
    return { value, gradient: this.#densityOf(t).gradient(batch, cotangents).parameters };
  }

  #exact(theta: Float32Array, states: StateEnsemble, t: number): StateEnsemble {
    const { values } = this.#densityOf(t).run(this.#densityBatch(theta, states, t));
    return partedDensity(this.#wires(t, 1), states.count, values);
  }

  #densityBatch(theta: Float32Array, states: StateEnsemble, t: number) {
    const initial = joinedDensity(this.#wires(t, 1), states);
    return { batch: states.count, parameters: theta, initial, ...this.#time(t, states.count) };
  }

  #entering(theta: Float32Array, states: StateEnsemble, t: number, draws: PassDraws): Entering {
    const { count } = states;
    const purifier = states.kind === 'pure' ? 1 : states.dimension;
    const time = this.#circuit(t).program.inputs === 0 ? undefined : t / this.shape.steps;
    const kets = this.#kets(this.#wires(t, purifier), count, draws);
    return { theta, time, count, m: roots(states), purifier, kets, draws: { ...draws, sample: 0 } };
  }

  /** Kets of the ancillas, the first of them Haar-random; undefined where all are |0>. */
  #kets({ ancilla }: Wires, count: number, { seed, step }: PassDraws): Float64Array | undefined {
    if (this.options.ancillas === 'zero' || ancilla === 1) return undefined;
    const kets = new Float64Array(2 * ancilla * count);
    const random = stream(seed, 'ancillas', step);
    for (let n = 0; n < count; n++) kets.set(haarKet(random.child(n), 2).data, 2 * ancilla * n);
    return kets;
  }

  #time(t: number, count: number): { readonly inputs?: Float64Array } {
    if (this.#circuit(t).program.inputs === 0) return {};
    return { inputs: new Float64Array(count).fill(t / this.shape.steps) };
  }

  #theta(parameters: Parameters, t: number): Float32Array {
    return parameters[this.#parameter(t)]?.dataSync() as Float32Array;
  }

  #parameter(t: number): string {
    return this.perStep ? `step${String(t).padStart(4, '0')}` : 'theta';
  }

  #circuit(t: number): TrainableCircuit {
    return this.part.circuits[this.part.circuits.length === 1 ? 0 : t - 1] as TrainableCircuit;
  }

  #wires(t: number, purifier: number): Wires {
    const data = this.shape.dimension;
    return { ancilla: 2 ** this.#circuit(t).program.dims.length / data, data, purifier };
  }

  #sampledOf(t: number): SampledStep {
    const circuit = this.#circuit(t);
    let step = this.#sampled.get(circuit);
    if (step === undefined) {
      const { program } = circuit;
      const { ancilla } = this.#wires(t, 1);
      const unitary = unitaryPart(program, ancilla);
      step = unitary ? new UnitaryStep(unitary, ancilla) : new TrajectoryStep(program, ancilla);
      this.#sampled.set(circuit, step);
    }
    return step;
  }

  #densityOf(t: number): CircuitExecutable {
    const circuit = this.#circuit(t);
    let executable = this.#density.get(circuit);
    if (executable === undefined) {
      const { program } = circuit;
      const ancillas = Math.log2(this.#wires(t, 1).ancilla);
      const resets = Array.from({ length: ancillas }, (_, target) => ({ kind: 'reset', target }) as const);
      const dropping: CircuitProgram = {
        ...program,
        operations: [...program.operations, ...resets],
        initial: 'density',
        outputs: [{ kind: 'density' }],
      };
      executable = compileCircuit(dropping, { engine: 'density-matrix', gradient: true });
      this.#density.set(circuit, executable);
    }
    return executable;
  }
}
