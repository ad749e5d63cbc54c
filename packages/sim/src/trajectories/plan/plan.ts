import type { Angle } from '@kraus/core';
import type { CircuitShape } from '../../executable/index.js';

/**
 * A small system inside the whole one. Its state a lies at amplitude `base + offsets[a]`, where `base` runs over `groups`
 * values that begin at `first` (controls set to 1) and follow the mixed-radix counter `steps`, innermost digit first.
 */
export interface SmallSystem {
  readonly size: number;
  readonly offsets: readonly number[];
  readonly groups: number;
  readonly first: number;
  readonly steps: readonly (readonly [count: number, stride: number])[];
}

/** Holds where Σ weight · outcome of draw = value. Digits that are not measured yet are 0 and left out. */
export interface PlanCondition {
  readonly value: number;
  readonly terms: readonly (readonly [draw: number, weight: number])[];
}

/** One factor of a block's matrix. */
export type Factor =
  | {
      /** exp(−i angle/2 P), P |a> = phases[a] |rows[a]>; the identity on states with rows[a] = −1. */
      readonly kind: 'rotation';
      readonly rows: readonly number[];
      /** re, im interleaved. */
      readonly phases: readonly number[];
      readonly angle: Angle;
      readonly condition: PlanCondition | undefined;
    }
  | {
      readonly kind: 'constant';
      /** Row-major, re and im interleaved. */
      readonly matrix: Float64Array;
      readonly condition: PlanCondition | undefined;
    }
  | {
      /** One of some unitaries at random, with probabilities that depend on nothing. */
      readonly kind: 'mixture';
      readonly cumulative: readonly number[];
      readonly matrices: readonly Float64Array[];
      /** The option that is the identity, −1 if there is none. */
      readonly idle: number;
      readonly draw: number;
      readonly condition: PlanCondition | undefined;
    };

/** The product of `factors`, the first acts first. */
export interface BlockStep {
  readonly kind: 'block';
  readonly system: SmallSystem;
  readonly factors: readonly Factor[];
  /** All factors are diagonal. */
  readonly diagonal: boolean;
  /** The matrix differs from lane to lane: inputs, conditions, random choices. */
  readonly wide: boolean;
  /** Every factor can be the identity in a lane. */
  readonly optional: boolean;
}

/** |rows[a]> ← phases[a] |a>; no phases are all 1. */
export interface PermutationStep {
  readonly kind: 'permutation';
  readonly system: SmallSystem;
  readonly rows: readonly number[];
  readonly phases: readonly number[] | undefined;
}

/** A Kraus operator K and K†K, row-major, re and im interleaved. */
export interface KrausOperator {
  readonly matrix: Float64Array;
  readonly effect: Float64Array;
}

/** One Kraus operator of a channel, drawn with its probability in the present state. */
export interface KrausStep {
  readonly kind: 'kraus';
  readonly system: SmallSystem;
  readonly draw: number;
  /** Constant operators, or a channel of the registry whose values are linear forms. */
  readonly operators: readonly KrausOperator[] | { readonly channel: string; readonly values: readonly Angle[] };
  /** Every K†K is diagonal. */
  readonly diagonal: boolean;
  readonly condition: PlanCondition | undefined;
}

export interface MeasureStep {
  readonly kind: 'measure';
  readonly system: SmallSystem;
  readonly draw: number;
}

export interface ResetStep {
  readonly kind: 'reset';
  readonly system: SmallSystem;
  /** Its own draw, or, where a measurement has just told the outcome, a place in the list of outcomes behind all draws. */
  readonly draw: number;
  readonly known: number | undefined;
  readonly condition: PlanCondition | undefined;
}

export type Step = BlockStep | PermutationStep | KrausStep | MeasureStep | ResetStep;

/** coefficient · P with P |a> = phases[a] |rows[a]>. */
export interface PauliString {
  readonly system: SmallSystem;
  readonly coefficient: number;
  readonly rows: readonly number[];
  readonly phases: readonly number[];
}

export type PlanObservable =
  | { readonly kind: 'strings'; readonly strings: readonly PauliString[] }
  | { readonly kind: 'matrix'; readonly system: SmallSystem; readonly matrix: Float64Array };

export type PlanOutput = { readonly column: number; readonly size: number } & (
  | { readonly kind: 'expectation'; readonly observables: readonly PlanObservable[] }
  | { readonly kind: 'probabilities'; readonly system: SmallSystem }
  | { readonly kind: 'state' }
  | { readonly kind: 'density' }
  | { readonly kind: 'classical'; readonly terms: PlanCondition['terms'] }
  | { readonly kind: 'fidelity'; readonly target: readonly number[] | 'per-sample' }
);

/** A draw of the plan, in the circuit's order. */
export interface Draw {
  readonly kind: 'measure' | 'reset' | 'channel';
  /** Index of the circuit's operation. */
  readonly operation: number;
  /** How many outcomes it has. */
  readonly options: number;
}

/** A circuit compiled for pure states that are measured, reset and disturbed. */
export interface TrajectoryPlan extends CircuitShape {
  readonly dims: readonly number[];
  readonly steps: readonly Step[];
  readonly draws: readonly Draw[];
  /** Places in the list of outcomes: the draws and the resets with known outcome. */
  readonly choices: number;
  readonly outputs: readonly PlanOutput[];
}
