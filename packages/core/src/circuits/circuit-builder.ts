import { gateNamed, type PauliLetter } from '../gates/index.js';
import { type ComplexMatrix, matrixToData } from '../linear-algebra/index.js';
import { channelNamed } from '../noise-channels/index.js';
import {
  type Angle,
  type ChannelProgram,
  CIRCUIT_VERSION,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  type Condition,
  type InitialState,
  type MatrixData,
  type Observable,
  type PauliTerm,
} from '../program/index.js';
import { type AngleLike, toAngle } from './angles.js';
import { checkCircuit } from './check-circuit.js';

/** Options of {@link CircuitBuilder.gate}. */
export interface GateOptions {
  readonly controls?: readonly number[];
  readonly power?: number;
  readonly condition?: Condition;
}

/**
 * Builds a {@link CircuitProgram}, one operation after another:
 *
 * ```ts
 * const program = circuit(2).gate('H', [0]).gate('RX', [1], [parameter(0)]).gate('CX', [0, 1]).expectation(pauli('ZZ')).build();
 * ```
 *
 * The numbers of parameters, inputs and classical bits are what is used, unless more is asked for.
 */
export class CircuitBuilder {
  readonly #dims: readonly number[];
  readonly #operations: CircuitOperation[] = [];
  readonly #outputs: CircuitOutput[] = [];
  #initial: InitialState = 'zero';
  #bits = 0;
  #parameters = 0;
  #inputs = 0;

  constructor(dims: readonly number[]) {
    this.#dims = dims;
  }

  /** Starts from amplitudes or a density matrix given with every sample, instead of |0…0>. */
  startFrom(initial: InitialState): this {
    this.#initial = initial;
    return this;
  }

  /** At least so many parameters and inputs, used or not. */
  reserve(counts: { readonly parameters?: number; readonly inputs?: number }): this {
    this.#parameters = Math.max(this.#parameters, counts.parameters ?? 0);
    this.#inputs = Math.max(this.#inputs, counts.inputs ?? 0);
    return this;
  }

  /** A gate by name or alias. @throws KrausError `core/unknown-gate` */
  gate(name: string, targets: readonly number[], angles: readonly AngleLike[] = [], options: GateOptions = {}): this {
    return this.#add({
      kind: 'gate',
      gate: gateNamed(name).name,
      angles: this.#written(angles),
      targets,
      controls: options.controls ?? [],
      power: options.power ?? 1,
      ...when(options.condition),
    });
  }

  /** A unitary matrix on `targets`, the first the least significant factor. */
  matrix(
    matrix: ComplexMatrix | MatrixData,
    targets: readonly number[],
    controls: readonly number[] = [],
    condition?: Condition,
  ): this {
    const data = 'entries' in matrix ? matrix : matrixToData(matrix);
    return this.#add({ kind: 'matrix', matrix: data, targets, controls, ...when(condition) });
  }

  /** Any quantum channel. */
  channel(channel: ChannelProgram, targets: readonly number[], condition?: Condition): this {
    return this.#add({ kind: 'channel', channel, targets, ...when(condition) });
  }

  /** A noise channel of the registry by name or alias; its values may be parameters or inputs. @throws KrausError `core/unknown-channel` */
  noise(name: string, targets: readonly number[], values: readonly AngleLike[] = [], condition?: Condition): this {
    const channel = channelNamed(name).name;
    return this.#add({ kind: 'noise', channel, values: this.#written(values), targets, ...when(condition) });
  }

  /** Measures one wire into a classical digit. */
  measure(target: number, bit: number): this {
    this.#bits = Math.max(this.#bits, bit + 1);
    return this.#add({ kind: 'measure', target, bit });
  }

  /** Puts one wire into |0>. */
  reset(target: number, condition?: Condition): this {
    return this.#add({ kind: 'reset', target, ...when(condition) });
  }

  barrier(targets: readonly number[] = this.#dims.map((_, k) => k)): this {
    return this.#add({ kind: 'barrier', targets });
  }

  /** Expectation values, one a given observable. */
  expectation(...observables: readonly Observable[]): this {
    this.#outputs.push({ kind: 'expectation', observables });
    return this;
  }

  /** Probabilities of the outcomes of `targets` (all of them unless told). */
  probabilities(targets: readonly number[] = this.#dims.map((_, k) => k)): this {
    this.#outputs.push({ kind: 'probabilities', targets });
    return this;
  }

  state(): this {
    this.#outputs.push({ kind: 'state' });
    return this;
  }

  /** The density matrix. */
  density(): this {
    this.#outputs.push({ kind: 'density' });
    return this;
  }

  /** Probabilities of the values of classical digits (all of them unless told). */
  classical(bits: readonly number[] = Array.from({ length: this.#bits }, (_, k) => k)): this {
    this.#outputs.push({ kind: 'classical', bits });
    return this;
  }

  /** Fidelity with a target state: amplitudes (re, im interleaved), or one given with every sample. */
  fidelity(target: readonly number[] | 'per-sample'): this {
    this.#outputs.push({ kind: 'fidelity', target });
    return this;
  }

  /** The program, checked. @throws KrausError what {@link checkCircuit} throws */
  build(): CircuitProgram {
    const program: CircuitProgram = {
      version: CIRCUIT_VERSION,
      kind: 'circuit',
      dims: this.#dims,
      bits: this.#bits,
      parameters: this.#parameters,
      inputs: this.#inputs,
      initial: this.#initial,
      operations: [...this.#operations],
      outputs: [...this.#outputs],
    };
    checkCircuit(program);
    return program;
  }

  /** Linear forms as data; the parameters and inputs they use are counted. */
  #written(forms: readonly AngleLike[]): readonly Angle[] {
    const written = forms.map(toAngle);
    for (const term of written.flatMap((angle) => angle.terms)) {
      if (term.source === 'parameter') this.#parameters = Math.max(this.#parameters, term.index + 1);
      else this.#inputs = Math.max(this.#inputs, term.index + 1);
    }
    return written;
  }

  #add(operation: CircuitOperation): this {
    this.#operations.push(operation);
    return this;
  }
}

function when(condition: Condition | undefined): { readonly condition?: Condition } {
  return condition === undefined ? {} : { condition };
}

/** Begins a circuit on `wires` qubits, or on qudits of the given dimensions. */
export function circuit(wires: number | readonly number[]): CircuitBuilder {
  return new CircuitBuilder(typeof wires === 'number' ? Array.from({ length: wires }, () => 2) : wires);
}

/** A Pauli string as an observable; as in bitstrings the last letter acts on qubit 0: `pauli('XIZ')` = X₂ Z₀. */
export function pauli(letters: string, coefficient = 1): Observable {
  const paulis: [number, 'X' | 'Y' | 'Z'][] = [];
  for (const [k, letter] of [...letters].reverse().entries()) {
    if (letter !== 'I') paulis.push([k, letter as Exclude<PauliLetter, 'I'>]);
  }
  return { kind: 'pauli-sum', terms: [{ coefficient, paulis }] };
}

/** A weighted sum of Pauli terms as one observable. */
export function pauliSum(...terms: readonly PauliTerm[]): Observable {
  return { kind: 'pauli-sum', terms };
}

/** Z on one qubit. */
export function pauliZ(qubit: number): Observable {
  return { kind: 'pauli-sum', terms: [{ coefficient: 1, paulis: [[qubit, 'Z']] }] };
}
