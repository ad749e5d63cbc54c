import type { Angle, InitialState } from '@kraus/core';

/** A factor of a run: a rotation of the Bloch vector (0 X, 1 Y, 2 Z), a constant real 4 × 4 matrix, or parametrised noise. */
export type Factor =
  | { readonly kind: 'turn'; readonly axis: 0 | 1 | 2; readonly angle: Angle }
  | { readonly kind: 'fixed'; readonly matrix: Float64Array }
  | { readonly kind: 'noise'; readonly noise: number };

/** All maps on one qubit behind a coupling, the first acts first; each keeps the trace. */
export type Run = readonly Factor[];

/** Acts on the blocks (values of the kept classical digits) whose number has `value` under `mask`. */
export interface BlockCondition {
  readonly mask: number;
  readonly value: number;
}

/** A sparse real matrix: entry e of row i, rows[i] ≤ e < rows[i + 1], stands in column columns[e]. */
export interface Pattern {
  readonly size: number;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** Noise of the registry whose values depend on θ or x; its matrix is computed when the circuit is run. */
export interface NoiseForm {
  readonly channel: string;
  readonly values: readonly Angle[];
  readonly dims: readonly number[];
  /** Entries of the matrix that can differ from zero; for one qubit all 16. */
  readonly pattern: Pattern;
  /** Differs from sample to sample. */
  readonly perSample: boolean;
}

/** Bits of the coordinate index: `size` values from bit `shift` on. */
export interface Field {
  readonly shift: number;
  readonly size: number;
}

export type Coupling = 'none' | 'CZ' | 'CX' | 'ZZ';

interface PassFrame {
  readonly condition: BlockCondition | undefined;
  /** Blocks that may differ from zero in front of the pass, and that it goes over. */
  readonly before: number;
  readonly active: number;
}

/** One pass over the coordinates. Places are numbers of fields, see {@link Layout}. */
export type Pass = PassFrame &
  (
    | {
        readonly kind: 'pair';
        readonly coupling: Coupling;
        /** CX: the first controls. */
        readonly places: readonly [number, number];
        readonly runs: readonly [Run, Run];
        readonly angle: Angle | undefined;
      }
    | { readonly kind: 'single'; readonly place: number; readonly run: Run }
    | {
        readonly kind: 'map';
        readonly fields: readonly Field[];
        /** Places among the fields. */
        readonly places: readonly number[];
        readonly pattern: Pattern;
        readonly values: Float64Array | { readonly noise: number };
      }
    | {
        /** Exchanges the lowest place with another. */
        readonly kind: 'exchange';
        readonly place: number;
      }
  );

/** Outputs as linear functionals of the coordinates; `blocks` are summed. */
export type PlanOutput =
  | {
      readonly kind: 'functional';
      readonly column: number;
      readonly size: number;
      readonly blocks: readonly number[];
      readonly rows: Int32Array;
      readonly index: Int32Array;
      readonly coefficients: Float64Array;
    }
  | {
      readonly kind: 'marginal';
      readonly column: number;
      readonly size: number;
      readonly blocks: readonly number[];
      /** Coordinate of every combination of diagonal digits, the first factor the fastest. */
      readonly index: Int32Array;
      /** Levels of a wire whose digits become outcomes by `matrices`, or minus the number of values of a classical digit. */
      readonly factors: readonly number[];
      readonly matrices: readonly Float64Array[];
    }
  | { readonly kind: 'density'; readonly column: number; readonly size: number; readonly blocks: readonly number[] }
  | {
      readonly kind: 'fidelity';
      readonly column: number;
      readonly size: 1;
      readonly blocks: readonly number[];
      readonly target: Float64Array | 'per-sample';
    };

/** Where wires are: `places[w]` is the place of wire w; the field of a place begins at `shifts[place]`. */
export interface Layout {
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** A circuit ready to run: passes over coordinates tr(G_k ρ), see kernels-density-matrix/plan.h. */
export interface DensityMatrixPlan {
  readonly dims: readonly number[];
  readonly dimension: number;
  /** First bit of every place, and the bits of one block. */
  readonly shifts: readonly number[];
  readonly bits: number;
  readonly passes: readonly Pass[];
  readonly noises: readonly NoiseForm[];
  readonly layout: Layout;
  readonly outputs: readonly PlanOutput[];
  /** Most blocks that are active, and those at the end. */
  readonly blocks: number;
  readonly lastBlocks: number;
  readonly initial: InitialState;
  readonly parameters: number;
  readonly inputs: number;
  readonly columns: number;
  readonly targeted: boolean;
}
