import type { Angle, CircuitProgram } from '@kraus/core';
import { circuitShape, type EngineOptions } from '../executable/index.js';
import { compileTrajectoriesCircuit } from '../trajectories/index.js';
import { dimensionOf, operationCount, operationSize } from './circuit-facts.js';
import type { Engine, EngineRequest, Estimate, Refusal } from './engine.js';

/** Most states that one operation of the engine acts on at once. */
const LARGEST_OPERATION = 64;
/** Most amplitudes of one trajectory. */
const LARGEST_DIMENSION = 2 ** 24;

/** Pure states whose outcomes are drawn. */
export const TRAJECTORIES: Engine = {
  name: 'trajectories',
  documentation:
    'Pure states of qubits and qudits whose measurements, resets and noise are drawn, shot by shot; exact where nothing is drawn.',
  refusal,
  exact: (program) => drawing(program) === 0,
  prepare: (program, options) => ({
    estimate: estimator(program, options),
    compile: () => compileTrajectoriesCircuit(program, options),
  }),
};

/** Operations that may draw an outcome. */
function drawing(program: CircuitProgram): number {
  return program.operations.filter(({ kind }) => ['channel', 'noise', 'measure', 'reset'].includes(kind)).length;
}

function refusal(program: CircuitProgram, { gradient }: EngineRequest): Refusal | undefined {
  const unsupported = (reason: string): Refusal => ({ code: 'sim/unsupported', reason });
  if (program.initial === 'density') return unsupported('it starts from density matrices');
  if (program.outputs.length === 0) return { code: 'sim/no-outputs', reason: 'it yields nothing' };
  const dimension = dimensionOf(program);
  if (dimension > LARGEST_DIMENSION) {
    return {
      code: 'sim/too-many-qubits',
      reason: `its states have ${dimension} amplitudes, at most 2^24 are supported`,
    };
  }
  const changes = (value: Angle) => value.terms.some(({ source }) => source === 'parameter');
  for (const [index, operation] of program.operations.entries()) {
    const size = operationSize(program, operation);
    if (size > LARGEST_OPERATION) return unsupported(`operation ${index} acts on ${size} states at once`);
    if (gradient && operation.kind === 'noise' && operation.values.some(changes)) {
      return unsupported(`operation ${index} is noise whose values are trained (${operation.channel})`);
    }
  }
  return undefined;
}

/** Nanoseconds an amplitude and operation of one shot, float64. */
const NANOSECONDS = 0.6;
/** Over a forward pass. */
const GRADIENT = 4;

function estimator(program: CircuitProgram, options: EngineOptions): (request: EngineRequest) => Estimate {
  const { precision = 'float64', threads = 1 } = options;
  const real = precision === 'float32' ? 4 : 8;
  const lanes = 32 / real;
  const dimension = dimensionOf(program);
  const { columns, initial } = circuitShape(program);
  const draws = drawing(program);
  const operations = operationCount(program) + program.outputs.length;
  return ({ batch, gradient }) => {
    const state = 2 * dimension * lanes;
    const kept = gradient ? 1 + Math.min(draws, 2 * Math.ceil(Math.sqrt(draws)) + 2 ** 28 / (state * real)) : 0;
    const copies = (initial === 'amplitudes' ? 2 * dimension : 0) + 2 * columns;
    const seconds = NANOSECONDS * 1e-9 * (real / 8) * (gradient ? GRADIENT : 1) * operations * dimension * batch;
    return { bytes: real * (threads * state * (2 + kept) + batch * copies * (gradient ? 2 : 1)), seconds };
  };
}
