import type { CircuitProgram } from '@kraus/core';
import type { EngineOptions, Precision } from '../executable/index.js';
import { largeStateSizes } from '../large-state/index.js';
import { analysePureCircuit, type Block, planLargeState, planStateVector } from '../plan/index.js';
import { chooseKernels } from '../runtime/index.js';
import { CHUNK_QUBITS, goesAlone } from './goes-alone.js';
import { LANES } from './kernel-module.js';

/** Nanoseconds of a one-qubit run or a diagonal on one amplitude in float64, measured at 12 qubits on a machine of 2024. */
const NANOSECONDS = { values: 0.45, gradient: 1.4 } as const;
/** Alone, over a lane of a tile. */
const ALONE = 1.5;
/** The TypeScript twin over the kernels. */
const TWIN = 5;

/**
 * What calls of a circuit cost, before it is compiled: bytes of working memory with the kernels' copies of the batch, and
 * seconds on one thread within a factor of about three.
 * @throws KrausError as `compileStateVectorCircuit`
 */
export function estimateStateVector(
  program: CircuitProgram,
  options: EngineOptions = {},
): (request: { readonly batch: number; readonly gradient: boolean }) => { bytes: number; seconds: number } {
  const kernels = chooseKernels(options);
  const { threads = 1 } = options;
  const precision: Precision = kernels ? (options.precision ?? 'float64') : 'float64';
  const circuit = analysePureCircuit(program);
  const { qubits } = circuit;
  const real = precision === 'float32' ? 4 : 8;
  const work = (blocks: readonly Block[]) => blocks.reduce((sum, { runs }) => sum + runs.length + 1, 0) * 2 ** qubits;
  const time = (gradient: boolean) => (gradient ? NANOSECONDS.gradient : NANOSECONDS.values) * 1e-9 * (real / 8);
  return ({ batch, gradient }) => {
    if (kernels && goesAlone(qubits, batch, precision)) {
      const plan = planLargeState(circuit, CHUNK_QUBITS[precision]);
      const { slots, ...sizes } = largeStateSizes(plan, batch, gradient, threads);
      const numbers = Object.values(sizes).reduce((sum, size) => sum + size, 0);
      const amplitudes = work(plan.passes.flatMap(({ blocks }) => blocks));
      return { bytes: real * numbers, seconds: ALONE * batch * amplitudes * time(gradient) };
    }
    const { blocks } = planStateVector(circuit);
    const lanes = kernels ? LANES[precision] : Math.min(8, batch);
    const tiles = Math.ceil(batch / lanes);
    const states = gradient ? 2 * blocks.length + 10 : 7;
    const arrays = batch * (2 * 2 ** qubits * (circuit.initial === 'amplitudes' ? 2 : 0) + 2 * circuit.columns);
    return {
      bytes: real * (threads * 2 ** qubits * lanes * states + arrays),
      seconds: (kernels ? 1 : TWIN) * tiles * lanes * work(blocks) * time(gradient),
    };
  };
}
