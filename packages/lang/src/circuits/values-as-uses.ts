import type { ChannelProgram } from '@kraus/core';
import type { AstNode } from 'langium';
import { fail, systemWords } from '../evaluate/index.js';
import { SparseMatrix, unitarityDefect } from '../matrix/index.js';
import { describeValue, formatReal, product, type Value } from '../values/index.js';
import type { CircuitState } from './circuit-state.js';
import type { Use } from './place.js';

/**
 * A matrix or channel that has been worked out, as something to apply.
 *
 * @param dims of the system that it should act on; of a matrix alone they cannot be told
 */
export function useOfValue(
  value: Value,
  { name, node, dims, state }: { name: string; node: AstNode; dims: readonly number[]; state: CircuitState },
): Use {
  if (value.kind === 'channel') return channelUse(value.program, name, node, state);
  if (value.kind !== 'matrix') {
    return fail({ code: 'K119', message: `expected a gate or channel, found ${describeValue(value)}`, node });
  }
  const { matrix } = value;
  if (!matrix.isSquare || matrix.rows !== product(dims)) {
    const message = `${describeValue(value)} does not act on ${systemWords(dims)}`;
    return fail({ code: 'K110', message, node });
  }
  const defect = unitarityDefect(matrix);
  if (defect !== undefined || value.unit !== 0) {
    const norm = defect === undefined ? '' : `: U†U − I has norm ${formatReal(defect)}`;
    fail({ code: 'K205', message: `\`${name}\` is not unitary${norm}`, node });
  }
  return matrixUse(matrix, name, dims, node, state);
}

function matrixUse(
  matrix: SparseMatrix,
  name: string,
  dims: readonly number[],
  node: AstNode,
  state: CircuitState,
): Use {
  const data = matrix.toData();
  const emit = (targets: readonly number[]): void =>
    state.emit({ kind: 'matrix', matrix: data, targets, controls: [] }, node);
  return { name, node, dims, emit };
}

/** A channel; one with a single Kraus operator is a unitary. */
export function channelUse(channel: ChannelProgram, name: string, node: AstNode, state: CircuitState): Use {
  const [only, ...others] = channel.kind === 'kraus' ? channel.operators : [];
  if (only !== undefined && others.length === 0) {
    return matrixUse(SparseMatrix.fromData(only), name, channel.dims, node, state);
  }
  const emit = (targets: readonly number[]): void => state.emit({ kind: 'channel', channel, targets }, node);
  return { name, node, dims: channel.dims, emit };
}
