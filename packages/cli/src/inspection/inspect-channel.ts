import {
  averageGateFidelity,
  type ChannelProgram,
  type ComplexMatrix,
  channelResiduals,
  choiFromSuperoperator,
  fixedPoint,
  krausFromChoi,
  matrixFromData,
  pauliTransferFromSuperoperator,
  superoperator,
  unitarity,
} from '@kraus/core';
import { mixing, transitionMatrix } from '@kraus/sim';
import { type ComplexRows, complexRows, MOST_WRITTEN, realRows } from './matrices.js';

/** Whether a property holds, and by how much it is missed. */
export interface Check {
  readonly holds: boolean;
  readonly residual: number;
}

/** What `kraus inspect` says of a channel. */
export interface ChannelInspection {
  readonly kind: 'channel';
  readonly name: string;
  /** How the program is made: `kraus`, `evolve`, `compose`, `tensor` or `power`. */
  readonly form: ChannelProgram['kind'];
  readonly dims: readonly number[];
  /** The values that `--set` gave. */
  readonly parameters: Readonly<Record<string, number>>;
  /** `transition[i][j]`: probability j → i when input and output are measured in the basis. */
  readonly transition?: readonly (readonly number[])[];
  readonly mixing?: {
    /** |λ₂| of the transition matrix. */
    readonly secondEigenvalue: number;
    /** Steps until every start is within 0.01 of the stationary distribution; null if never. */
    readonly steps: number | null;
    readonly stationary: readonly number[];
  };
  /**
   * Kraus operators, rows of [re, im]: those the channel is made of, else the canonical ones, by decreasing weight. Like `choi`
   * and `ptm` up to dimension 16.
   */
  readonly kraus?: readonly ComplexRows[];
  /** C[a + d i, b + d j] = E(|i><j|)[a, b], rows of [re, im]. */
  readonly choi?: ComplexRows;
  /** tr(P_m E(P_n))/d, letters I X Y Z, qubit 0 the least significant digit of the index; null for qudits. */
  readonly ptm?: readonly (readonly number[])[] | null;
  /** Least number of Kraus operators. */
  readonly krausRank?: number;
  readonly averageGateFidelity?: number;
  readonly unitarity?: number;
  /** A state that the channel leaves as it is: its populations, and whether it is the only one. */
  readonly fixedPoint?: {
    readonly populations: readonly number[];
    /** The state, rows of [re, im]. */
    readonly state: ComplexRows;
    readonly unique: boolean;
  };
  readonly checks: Readonly<Record<'tracePreserving' | 'completelyPositive' | 'unital', Check>> & {
    readonly columnsSumToOne?: Check;
  };
}

const TOLERANCE = 1e-10;
/** Levels up to which the transition matrix is given. */
const MOST_LEVELS = 64;

function check(residual: number): Check {
  return { holds: residual <= TOLERANCE, residual };
}

function diagonal(matrix: ComplexMatrix): number[] {
  return Array.from({ length: matrix.rows }, (_, i) => matrix.re(i, i));
}

/** Everything about one channel with all parameters at a value. */
export function inspectChannel(
  name: string,
  channel: ChannelProgram,
  parameters: Readonly<Record<string, number>>,
): ChannelInspection {
  const levels = channel.dims.reduce((product, d) => product * d, 1);
  const s = superoperator(channel);
  const residuals = channelResiduals(s);
  const fixed = fixedPoint(s);
  const choi = choiFromSuperoperator(s);
  const kraus = krausFromChoi(choi);
  return {
    kind: 'channel',
    name,
    form: channel.kind,
    dims: channel.dims,
    parameters,
    ...(levels <= MOST_LEVELS ? chainOf(channel, levels) : {}),
    ...(levels <= MOST_WRITTEN ? matricesOf(channel, s, choi, kraus) : {}),
    krausRank: kraus.length,
    averageGateFidelity: averageGateFidelity(s),
    unitarity: unitarity(s),
    fixedPoint: { populations: diagonal(fixed.state), state: complexRows(fixed.state), unique: fixed.unique },
    checks: {
      tracePreserving: check(residuals.tracePreserving),
      completelyPositive: check(residuals.completelyPositive),
      unital: check(residuals.unital),
    },
  };
}

function matricesOf(
  channel: ChannelProgram,
  s: ComplexMatrix,
  choi: ComplexMatrix,
  canonical: readonly ComplexMatrix[],
): Pick<ChannelInspection, 'kraus' | 'choi' | 'ptm'> {
  const operators = channel.kind === 'kraus' ? channel.operators.map(matrixFromData) : canonical;
  return {
    kraus: operators.map(complexRows),
    choi: complexRows(choi),
    ptm: channel.dims.every((d) => d === 2) ? realRows(pauliTransferFromSuperoperator(s)) : null,
  };
}

function chainOf(channel: ChannelProgram, levels: number): Pick<ChannelInspection, 'transition' | 'mixing'> {
  const q = transitionMatrix(channel);
  const { secondEigenvalue, steps, stationary } = mixing(q);
  return {
    transition: Array.from({ length: levels }, (_, i) => Array.from(q.subarray(i * levels, (i + 1) * levels))),
    mixing: { secondEigenvalue, steps: steps ?? null, stationary: Array.from(stationary) },
  };
}
