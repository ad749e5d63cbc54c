import type { ComplexMatrix } from '../linear-algebra/index.js';
import type { ParameterRecord } from './parameter-record.js';

/** A condition that couples parameters. */
export interface ParameterCondition {
  /** As a reader would write it, e.g. `t2 <= 2 * t1`. */
  readonly text: string;
  readonly holds: (values: readonly number[]) => boolean;
}

/** Everything that is known of a noise channel. */
export interface ChannelRecord {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly documentation: string;
  readonly source: string;
  readonly parameters: readonly ParameterRecord[];
  readonly conditions: readonly ParameterCondition[];
  /** Dimensions of the system, least significant first. */
  readonly dims: (values: readonly number[]) => readonly number[];
  /** Kraus operators; call through {@link noiseChannel} to have the values checked. */
  readonly kraus: (values: readonly number[]) => readonly ComplexMatrix[];
  /**
   * ∂S/∂θ_k of the superoperator (column stacking) for every parameter; undefined for whole-number parameters.
   * Finite inside the domain; Kraus operators themselves often have none at the edge (√p at 0).
   */
  readonly derivatives: (values: readonly number[]) => readonly (ComplexMatrix | undefined)[];
  /** Whether I goes to I for all values. */
  readonly unital: boolean;
}
