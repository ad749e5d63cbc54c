/**
 * Channels and generators as plain, serialisable data: what the language lowers to and what every engine reads.
 * Nothing here computes; see `../channels` and `../generators`.
 */

/** One non-zero entry `[row, column, re, im]` of a {@link MatrixData}. */
export type MatrixEntry = readonly [row: number, column: number, re: number, im: number];

/** A complex matrix as its non-zero entries, each position at most once, ordered by row, then column. */
export interface MatrixData {
  readonly rows: number;
  readonly columns: number;
  readonly entries: readonly MatrixEntry[];
}

/**
 * A Lindblad generator dρ/dt = −i[H, ρ] + Σ_k (L_k ρ L_k† − ½{L_k†L_k, ρ}) on a system of dimensions `dims`
 * (`dims[0]` is the least significant factor of the basis index). Rates are absorbed into the jump operators.
 */
export interface GeneratorProgram {
  readonly kind: 'generator';
  readonly dims: readonly number[];
  readonly hamiltonian: MatrixData;
  readonly jumps: readonly MatrixData[];
}

/** A quantum channel: trace preserving and completely positive on a system of dimensions `dims`. */
export type ChannelProgram =
  | {
      /** ρ → Σ_k K_k ρ K_k†. A unitary is one operator. */
      readonly kind: 'kraus';
      readonly dims: readonly number[];
      readonly operators: readonly MatrixData[];
    }
  | {
      /** ρ → exp(ℒ·time) ρ. `time` is in seconds, or in units of 1/J where the generator is dimensionless. */
      readonly kind: 'evolve';
      readonly dims: readonly number[];
      readonly generator: GeneratorProgram;
      readonly time: number;
    }
  | {
      /** The parts one after another, the first acts first. */
      readonly kind: 'compose';
      readonly dims: readonly number[];
      readonly parts: readonly ChannelProgram[];
    }
  | {
      /** The parts side by side, the first on the least significant factors. */
      readonly kind: 'tensor';
      readonly dims: readonly number[];
      readonly parts: readonly ChannelProgram[];
    }
  | {
      /** The channel applied `times` times (a whole number, 0 is the identity). */
      readonly kind: 'power';
      readonly dims: readonly number[];
      readonly channel: ChannelProgram;
      readonly times: number;
    };
