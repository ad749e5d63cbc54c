import type { CircuitProgram } from '@kraus/core';
import { circuitShape, type EngineOptions } from '../executable/index.js';
import { compileStateVector, LARGEST_STATE_VECTOR } from '../plan/index.js';
import { compileStateVectorCircuit } from '../statevector/index.js';
import { firstNotUnitary, firstQudit, operationCount } from './circuit-facts.js';
import type { Engine, EngineRequest, Estimate, Refusal } from './engine.js';
import { withoutFinalMeasurements } from './final-measurements.js';

/** Pure states of qubits: exact, and the fastest wherever it applies. */
export const STATE_VECTOR: Engine = {
  name: 'state-vector',
  documentation: `Pure states of at most ${LARGEST_STATE_VECTOR} qubits under unitary gates; measurements only at the very end.`,
  refusal,
  exact: () => true,
  estimator,
  compile: (program, options) => compileStateVectorCircuit(withoutFinalMeasurements(program) ?? program, options),
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

/** Up to so many qubits samples are worked on side by side, beyond it one state at a time. */
const TILE_QUBITS = 14;
/** Nanoseconds an amplitude and gate, float64. */
const FORWARD_NANOSECONDS = 0.45;

function estimator(given: CircuitProgram, options: EngineOptions): (request: EngineRequest) => Estimate {
  const program = withoutFinalMeasurements(given) ?? given;
  const { precision = 'float64', threads = 1 } = options;
  const size = precision === 'float32' ? 4 : 8;
  const qubits = program.dims.length;
  const { columns, initial } = circuitShape(program);
  const gates = operationCount(program) + program.outputs.length;
  const blocks = qubits <= TILE_QUBITS ? compileStateVector(program).blocks.length : 0;
  return ({ batch, gradient }) => {
    const starts = initial === 'amplitudes' ? 2 * 2 ** qubits * batch * (gradient ? 2 : 1) : 0;
    const values = columns * batch * (gradient ? 2 : 1);
    const lanes = 32 / size;
    const work =
      qubits <= TILE_QUBITS
        ? threads * 2 ** qubits * lanes * (gradient ? 2 * blocks + 10 : 7)
        : 2 * 2 ** qubits * (gradient ? 2 : 1) * 1.25;
    const nanoseconds = FORWARD_NANOSECONDS * (size / 8) * (gradient ? 4 : 1) * gates * 2 ** qubits * batch;
    return { bytes: size * (starts + values + work), seconds: 5e-6 + nanoseconds * 1e-9 };
  };
}
