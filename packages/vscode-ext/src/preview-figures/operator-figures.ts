import {
  averageGateFidelity,
  type BlochMap,
  blochMap,
  type ChannelProgram,
  type ComplexMatrix,
  choiFromSuperoperator,
  fixedPoint,
  type GeneratorProgram,
  krausFromChoi,
  liouvillian,
  oneNorm,
  pauliLabel,
  pauliTransferFromSuperoperator,
  scale,
  superoperator,
  totalDimension,
  unitarity,
} from '@kraus/core';
import { identityTransition, multiplyTransitions, transitionMatrix } from '@kraus/sim';

/** What a channel is drawn from, applied a number of times. */
export interface OperatorFigures {
  readonly dims: readonly number[];
  readonly dimension: number;
  /** For one qubit. */
  readonly bloch: BlochMap | undefined;
  readonly kraus: readonly ComplexMatrix[];
  readonly choi: ComplexMatrix;
  /** For qubits: the Pauli-transfer matrix with the names of its rows and columns. */
  readonly transfer: { readonly matrix: ComplexMatrix; readonly labels: readonly string[] } | undefined;
  readonly averageGateFidelity: number;
  readonly unitarity: number;
  readonly fixedPoint: { readonly populations: readonly number[]; readonly unique: boolean };
}

/** The largest dimension whose superoperator is worked out while a slider moves: it has 64 rows and columns. */
export const LARGEST_DIMENSION = 8;
/** The largest number of levels whose transition matrix is. */
export const MOST_LEVELS = 64;

/** The channel that is drawn: itself so many times, or of a generator its evolution for a time. */
export function drawnChannel(program: ChannelProgram | GeneratorProgram, amount: number): ChannelProgram {
  if (program.kind === 'generator') return { kind: 'evolve', dims: program.dims, generator: program, time: amount };
  return amount === 1 ? program : { kind: 'power', dims: program.dims, channel: program, times: amount };
}

/** The longest time for which a generator is drawn: ten times what its fastest rate takes, rounded up to 1, 2 or 5. */
export function longestTime(generator: GeneratorProgram): number {
  if (totalDimension(generator.dims, 'Generator') > LARGEST_DIMENSION) return 10;
  const rate = oneNorm(liouvillian(generator));
  if (!(rate > 0)) return 10;
  const rough = 10 / rate;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((lead) => lead * power >= rough * (1 - 1e-9)) ?? 10);
}

/** The figures of a channel; undefined beyond {@link LARGEST_DIMENSION}. */
export function operatorFigures(channel: ChannelProgram): OperatorFigures | undefined {
  const dimension = totalDimension(channel.dims, 'Channel');
  if (dimension > LARGEST_DIMENSION) return undefined;
  const s = superoperator(channel);
  const choi = choiFromSuperoperator(s);
  const fixed = fixedPoint(s);
  const qubits = channel.dims.every((dim) => dim === 2) ? channel.dims.length : 0;
  return {
    dims: channel.dims,
    dimension,
    bloch: dimension === 2 ? blochMap(s) : undefined,
    kraus: krausFromChoi(choi).map(withRealPositive),
    choi,
    transfer:
      qubits === 0
        ? undefined
        : {
            matrix: pauliTransferFromSuperoperator(s),
            labels: Array.from({ length: dimension * dimension }, (_, k) => pauliLabel(qubits, k)),
          },
    averageGateFidelity: averageGateFidelity(s),
    unitarity: unitarity(s),
    fixedPoint: {
      populations: Array.from({ length: dimension }, (_, level) => fixed.state.re(level, level)),
      unique: fixed.unique,
    },
  };
}

/** An operator times a phase, which changes no channel: its largest entry becomes positive. */
function withRealPositive(operator: ComplexMatrix): ComplexMatrix {
  let [re, im, most] = [1, 0, 0];
  for (let k = 0; k < operator.data.length; k += 2) {
    const [x, y] = [operator.data[k] as number, operator.data[k + 1] as number];
    // Entries that differ by rounding alone are equal: the first of them counts.
    if (Math.hypot(x, y) > most + 1e-9) [re, im, most] = [x, y, Math.hypot(x, y)];
  }
  return most === 0 ? operator : scale(operator, [re / most, -im / most]);
}

/** A walk of levels that is measured after every step. */
export interface WalkFigures {
  readonly levels: number;
  /** One step, row-major, column-stochastic. */
  readonly step: Float64Array;
  /** The distribution after 0, 1, … steps from the level `start`. */
  readonly path: readonly (readonly number[])[];
}

/** The walk that a channel does when its levels are measured; undefined beyond {@link MOST_LEVELS} levels. */
export function walkFigures(channel: ChannelProgram, start: number, steps: number): WalkFigures | undefined {
  const levels = totalDimension(channel.dims, 'Channel');
  if (levels > MOST_LEVELS) return undefined;
  const step = transitionMatrix(channel);
  const path: number[][] = [];
  let reached = identityTransition(levels);
  for (let t = 0; t <= steps; t++) {
    path.push(Array.from({ length: levels }, (_, i) => reached[i * levels + start] as number));
    reached = multiplyTransitions(step, reached);
  }
  return { levels, step, path };
}
