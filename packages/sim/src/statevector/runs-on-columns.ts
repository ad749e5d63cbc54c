import type { Precision } from '../executable/index.js';
import type { StateVectorPlan } from '../plan/index.js';
import { LANES } from './kernel-module.js';

/** What a product by the circuit's matrix takes of the time of as many multiplications and additions in gates, measured. */
const PRODUCT = 0.6;

/**
 * Whether a batch takes less time when the circuit runs on its 2^n basis states and the batch is multiplied by what comes out, its
 * matrix. It can where all angles are shared: forward one product, backward one for the columns and one for the initial states.
 */
export function runsOnColumns(plan: StateVectorPlan, batch: number, gradient: boolean, precision: Precision): boolean {
  const { qubits, blocks, initial } = plan;
  const dimension = 2 ** qubits;
  if (initial !== 'amplitudes' || qubits < 2 || batch <= dimension) return false;
  if (blocks.length === 0 || blocks.some(({ perSample }) => perSample)) return false;
  const lanes = (states: number) => Math.ceil(states / LANES[precision]) * LANES[precision];
  const runs = blocks.reduce((count, block) => count + block.runs.length, 0);
  const circuit = dimension * (gradient ? 12 * runs + 20 * blocks.length : 4 * runs + 8 * blocks.length);
  const product = PRODUCT * 8 * dimension ** 2 * (gradient ? 3 : 1);
  return lanes(dimension) * circuit + lanes(batch) * product < lanes(batch) * circuit;
}
