import {
  type ChannelProgram,
  ComplexMatrix,
  dagger,
  KrausError,
  krausOperators,
  maxDifference,
  multiply,
  noiseChannel,
} from '@kraus/core';
import type { KrausOperator } from './plan.js';

/** Largest deviation of Σ K†K from the identity that counts as rounding. */
const TRACE_TOLERANCE = 1e-8;
const EXACT = 1e-13;

/**
 * The Kraus operators of a channel with their effects K†K.
 * @throws KrausError `sim/not-trace-preserving`
 */
export function operatorsOf(channel: ChannelProgram, where: string): readonly KrausOperator[] {
  const operators = krausOperators(channel).map((matrix) => ({
    matrix: matrix.data,
    effect: multiply(dagger(matrix), matrix).data,
  }));
  const size = Math.round(Math.sqrt((operators[0] as KrausOperator).matrix.length / 2));
  const total = new ComplexMatrix(size, size);
  for (const { effect } of operators) for (let i = 0; i < effect.length; i++) total.data[i]! += effect[i] as number;
  const residual = maxDifference(total, ComplexMatrix.identity(size));
  if (!(residual <= TRACE_TOLERANCE)) {
    throw new KrausError(
      'sim/not-trace-preserving',
      `${where}: the channel's Σ K†K differs from the identity by ${residual.toExponential(2)}; trajectories need a trace-preserving channel.`,
    );
  }
  return operators;
}

/** The operators of a channel of the registry at the given values. @throws KrausError those of `noiseChannel` */
export function noiseOperators(channel: string, values: readonly number[]): readonly KrausOperator[] {
  return operatorsOf(noiseChannel(channel, ...values), channel);
}

/** Whether every effect is diagonal, so that populations give the probabilities. */
export function diagonalEffects(operators: readonly KrausOperator[]): boolean {
  return operators.every(({ effect }) => isDiagonal(effect));
}

export function isDiagonal(matrix: Float64Array): boolean {
  const size = Math.round(Math.sqrt(matrix.length / 2));
  return matrix.every((x, i) => Math.abs(x) <= EXACT || (i >> 1) % (size + 1) === 0);
}

/** Unitaries and their probabilities, where a channel is a mixture of unitaries as it stands; operators that are 0 are left out. */
export function unitaryMixture(
  operators: readonly KrausOperator[],
): readonly { readonly probability: number; readonly unitary: Float64Array }[] | undefined {
  const mixture: { probability: number; unitary: Float64Array }[] = [];
  for (const { matrix, effect } of operators) {
    const probability = effect[0] as number;
    const size = Math.round(Math.sqrt(matrix.length / 2));
    const scaled = effect.every((x, i) => Math.abs(x - (i % (2 * size + 2) === 0 ? probability : 0)) <= EXACT);
    if (!scaled) return undefined;
    if (probability <= EXACT * EXACT) continue;
    const scale = 1 / Math.sqrt(probability);
    mixture.push({ probability, unitary: matrix.map((x) => x * scale) });
  }
  return mixture;
}

export function isIdentity(matrix: Float64Array): boolean {
  const size = Math.round(Math.sqrt(matrix.length / 2));
  return matrix.every((x, i) => Math.abs(x - (i % (2 * size + 2) === 0 ? 1 : 0)) <= EXACT);
}
