import {
  averageGateFidelity,
  type BlochMap,
  blochMap,
  type ChannelProgram,
  choiFromSuperoperator,
  fixedPoint,
  krausFromChoi,
  superoperator,
  unitarity,
} from '@kraus/core';

/** Figures of a channel at one set of parameters. */
export interface ChannelFigures {
  readonly krausRank: number;
  readonly averageGateFidelity: number;
  readonly unitarity: number;
  /** Populations of a state that the channel leaves as it is, and whether there is no other. */
  readonly fixedPoint: { readonly populations: readonly number[]; readonly unique: boolean };
  /** For one qubit. */
  readonly bloch?: BlochMap | undefined;
}

/** The largest dimension whose figures are worked out for a hover: its superoperator has 64 rows and columns. */
export const largestDimension = 8;

/** The figures of a channel, or undefined if it is too large for them to be at hand at once. */
export function channelFigures(channel: ChannelProgram): ChannelFigures | undefined {
  const dimension = channel.dims.reduce((product, d) => product * d, 1);
  if (dimension > largestDimension) return undefined;
  const s = superoperator(channel);
  const fixed = fixedPoint(s);
  return {
    krausRank: krausFromChoi(choiFromSuperoperator(s)).length,
    averageGateFidelity: averageGateFidelity(s),
    unitarity: unitarity(s),
    fixedPoint: {
      populations: Array.from({ length: dimension }, (_, level) => fixed.state.re(level, level)),
      unique: fixed.unique,
    },
    ...(dimension === 2 ? { bloch: blochMap(s) } : {}),
  };
}
