import { type CircuitProgram, KrausError } from '@kraus/core';
import { type CircuitExecutable, compileCircuit } from '@kraus/sim';
import type { StateEnsemble } from '../state-data/index.js';

/**
 * A circuit that scores pure states by one expectation value. The states are on its last wires; in front of them are ancillas in |0…0>.
 */
export class Critic {
  readonly parameters: number;
  readonly #executable: CircuitExecutable;
  readonly #ancilla: number;

  /** @throws KrausError `models/circuit-wires`, `models/circuit-outputs` */
  constructor(
    program: CircuitProgram,
    private readonly dimension: number,
  ) {
    const size = program.dims.reduce((product, d) => product * d, 1);
    if (program.dims.some((d) => d !== 2) || size % dimension !== 0) {
      throw new KrausError(
        'models/circuit-wires',
        `Critic: a circuit of dimension ${size} does not hold states of dimension ${dimension}; expected their qubits, and ancillas in front of them.`,
      );
    }
    const [output] = program.outputs;
    if (program.outputs.length !== 1 || output?.kind !== 'expectation') {
      throw new KrausError(
        'models/circuit-outputs',
        'Critic: the circuit must return one expectation value, its score.',
      );
    }
    this.#ancilla = size / dimension;
    this.parameters = program.parameters;
    this.#executable = compileCircuit({ ...program, initial: 'amplitudes' }, { gradient: true });
  }

  scores(theta: Float64Array, states: StateEnsemble): Float64Array {
    return Float64Array.from(this.#executable.run(this.#batch(theta, states)).values);
  }

  /** Gradients of Σ weight · score by the parameters, and by the amplitudes of the states. */
  gradient(theta: Float64Array, states: StateEnsemble, weight: number) {
    const cotangents = new Float64Array(states.count).fill(weight);
    const found = this.#executable.gradient(this.#batch(theta, states), cotangents, { initial: true });
    const { ancilla, all } = { ancilla: this.#ancilla, all: found.initial as ArrayLike<number> };
    const amplitudes = new Float64Array(states.data.length);
    for (let k = 0; k < states.count * this.dimension; k++) {
      amplitudes[2 * k] = all[2 * k * ancilla] as number;
      amplitudes[2 * k + 1] = all[2 * k * ancilla + 1] as number;
    }
    return { scores: Float64Array.from(found.values), parameters: found.parameters, amplitudes };
  }

  dispose(): void {
    this.#executable.dispose();
  }

  #batch(parameters: Float64Array, states: StateEnsemble) {
    return { batch: states.count, parameters, initial: withAncillas(states, this.#ancilla) };
  }
}

/** Amplitudes with ancillas in |0…0> as the least significant wires. */
export function withAncillas(states: StateEnsemble, ancilla: number): Float64Array {
  const amplitudes = states.count * states.dimension;
  const out = new Float64Array(2 * amplitudes * ancilla);
  for (let k = 0; k < amplitudes; k++) {
    out[2 * k * ancilla] = states.data[2 * k] as number;
    out[2 * k * ancilla + 1] = states.data[2 * k + 1] as number;
  }
  return out;
}
