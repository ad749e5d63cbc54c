import { type ChannelProgram, matrixFromData, unitarityResidual } from '@kraus/core';
import type { Check } from './inspect-channel.js';
import { type ComplexRows, complexRows } from './matrices.js';

/** What `kraus inspect` says of a gate. */
export interface GateInspection {
  readonly kind: 'gate';
  readonly name: string;
  readonly dims: readonly number[];
  readonly parameters: Readonly<Record<string, number>>;
  /** Rows of [re, im]; the first wire is the least significant factor of the index. */
  readonly unitary: ComplexRows;
  readonly checks: Readonly<Record<'unitary', Check>>;
}

/** The channel of one Kraus operator as a gate; undefined if it is none. */
export function inspectGate(
  name: string,
  channel: ChannelProgram,
  parameters: Readonly<Record<string, number>>,
): GateInspection | undefined {
  const operator = channel.kind === 'kraus' && channel.operators.length === 1 ? channel.operators[0] : undefined;
  if (operator === undefined) return undefined;
  const matrix = matrixFromData(operator);
  const residual = unitarityResidual(matrix);
  const checks = { unitary: { holds: residual <= 1e-10, residual } };
  return { kind: 'gate', name, dims: channel.dims, parameters, unitary: complexRows(matrix), checks };
}
