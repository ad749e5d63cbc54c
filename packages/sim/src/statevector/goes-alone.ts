import type { Precision } from '../executable/index.js';
import { LANES } from './kernel-module.js';

/** 2^14 amplitudes in float64 and 2^15 in float32 are 256 KiB: a chunk and what is needed with it stay in a core's cache. */
export const CHUNK_QUBITS: Readonly<Record<Precision, number>> = { float32: 15, float64: 14 };
/** From here on states are worked on one by one, because tiles of them are too large for memory and caches. */
const ALWAYS_ALONE = 17;
/** Below this, one state is too little for the passes. */
const NEVER_ALONE = 8;
/** Time of a sample worked on alone over that of a lane of a full tile, measured at 10 to 16 qubits. */
const ALONE_OVER_LANE = 1.5;

/** Whether a batch goes sample by sample (true) or in tiles, some lanes of which may be empty. */
export function goesAlone(qubits: number, batch: number, precision: Precision): boolean {
  if (qubits < NEVER_ALONE) return false;
  const lanes = LANES[precision];
  return qubits >= ALWAYS_ALONE || ALONE_OVER_LANE * batch <= lanes * Math.ceil(batch / lanes);
}
