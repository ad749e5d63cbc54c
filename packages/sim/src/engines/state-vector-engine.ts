import type { CircuitProgram } from '@kraus/core';
import { LARGEST_STATE_VECTOR } from '../plan/index.js';
import { prepareStateVector } from '../statevector/index.js';
import { firstNotUnitary, firstQudit } from './circuit-facts.js';
import type { Engine, Refusal } from './engine.js';
import { withoutFinalMeasurements } from './final-measurements.js';

/** Pure states of qubits: exact, and the fastest wherever it applies. */
export const STATE_VECTOR: Engine = {
  name: 'state-vector',
  documentation: `Pure states of at most ${LARGEST_STATE_VECTOR} qubits under unitary gates; measurements only at the very end.`,
  refusal,
  exact: () => true,
  prepare: (program, options) => prepareStateVector(withoutFinalMeasurements(program) ?? program, options),
};

function refusal(given: CircuitProgram): Refusal | undefined {
  const program = withoutFinalMeasurements(given) ?? given;
  const unsupported = (reason: string): Refusal => ({ code: 'sim/unsupported', reason });
  const qudit = firstQudit(program);
  if (qudit !== undefined) return unsupported(qudit);
  if (program.initial === 'density') return unsupported('it starts from density matrices');
  const operation = firstNotUnitary(program);
  if (operation !== undefined) return unsupported(operation);
  const mixed = program.outputs.find(({ kind }) => kind === 'density' || kind === 'classical');
  if (mixed !== undefined) return unsupported(`it yields the output '${mixed.kind}'`);
  if (program.outputs.length === 0) return { code: 'sim/no-outputs', reason: 'it yields nothing' };
  if (program.dims.length > LARGEST_STATE_VECTOR) {
    return {
      code: 'sim/too-many-qubits',
      reason: `it has ${program.dims.length} qubits, at most ${LARGEST_STATE_VECTOR} are supported`,
    };
  }
  return undefined;
}
