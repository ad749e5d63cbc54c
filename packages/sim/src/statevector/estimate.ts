import type { EngineOptions, Precision } from '../executable/index.js';
import { type PureCircuit, scheduleSize } from '../plan/index.js';
import { CHUNK_QUBITS, goesAlone } from './goes-alone.js';
import { LANES } from './kernel-module.js';
import { twinLanes } from './script-executable.js';

/** Nanoseconds of a one-qubit run or a diagonal on one amplitude in float64, measured at 12 qubits on a machine of 2024. */
const NANOSECONDS = { values: 0.45, gradient: 1.4 } as const;
/** Alone, over a lane of a tile. */
const ALONE = 1.5;
/** The TypeScript twin over the kernels. */
const TWIN = 5;

/**
 * What calls of a circuit cost, before it is compiled: bytes of working memory with the kernels' copies of the batch, and
 * seconds on one thread within a factor of about three.
 */
export function estimateStateVector(
  { qubits, columns, initial, primitives }: PureCircuit,
  kernels: boolean,
  options: EngineOptions,
): (request: { readonly batch: number; readonly gradient: boolean }) => { bytes: number; seconds: number } {
  const { threads = 1 } = options;
  const precision: Precision = kernels ? (options.precision ?? 'float64') : 'float64';
  const { blocks, runs } = scheduleSize(qubits, primitives);
  const real = precision === 'float32' ? 4 : 8;
  const work = (runs + blocks) * 2 ** qubits;
  const chunk = 2 ** Math.min(qubits, CHUNK_QUBITS[precision]);
  return ({ batch, gradient }) => {
    const copies = (initial === 'amplitudes' ? 2 * 2 ** qubits : 0) + columns;
    const arrays = batch * copies * (gradient ? 2 : 1);
    const seconds = (gradient ? NANOSECONDS.gradient : NANOSECONDS.values) * 1e-9 * (real / 8);
    if (kernels && goesAlone(qubits, batch, precision)) {
      const state = 2 * 2 ** qubits * (gradient ? 2 : 1);
      const bytes = real * (state + chunk * (2 * blocks + 7 * threads) + arrays);
      return { bytes, seconds: ALONE * batch * work * seconds };
    }
    const lanes = kernels ? LANES[precision] : Math.min(twinLanes(qubits), batch);
    const tile = 2 ** qubits * lanes * (gradient ? 2 * blocks + 10 : 7);
    return {
      bytes: real * (threads * tile + arrays),
      seconds: (kernels ? 1 : TWIN) * Math.ceil(batch / lanes) * lanes * work * seconds,
    };
  };
}
