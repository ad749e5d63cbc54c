import type { Span } from '../errors/index.js';
import type { CircuitProgram } from './circuit-program.js';

/** How a trainable parameter is initialised. */
export type InitialValue =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number };

/** A trainable parameter or an input of a circuit: an array that takes a run of consecutive entries of θ or x, row-major. */
export interface CircuitVariable {
  /** As written; of a circuit used inside another it has that circuit's name in front, e.g. `Layer.theta`, `Layer[1].theta`. */
  readonly name: string;
  /** `angle`, `real`, `prob`, `time` … */
  readonly type: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  /** Index of the first entry in θ or x. */
  readonly start: number;
  readonly length: number;
  /** How training should initialise it, if the script says. */
  readonly initial?: InitialValue | undefined;
  readonly span?: Span | undefined;
}

/** A program with the names of its trainable parameters and inputs. */
export interface TrainableCircuit {
  readonly program: CircuitProgram;
  readonly parameters: readonly CircuitVariable[];
  readonly inputs: readonly CircuitVariable[];
}

/** A circuit of the script as a part of a model: the reverse process, a bottleneck, a scrambler. */
export interface CircuitPart {
  readonly kind: 'circuit';
  /** The circuit's name in the script. */
  readonly name: string;
  /**
   * One circuit for every step, or, where its arguments depend on the time `t`, one a step: index k is step k + 1, at
   * t = (k + 1)/T, as in a forward process.
   */
  readonly circuits: readonly TrainableCircuit[];
  readonly span?: Span | undefined;
}
