import type { Precision } from '../executable/index.js';
import { VECTOR } from './kernel-module.js';

/** Up to so many bits of coordinates a batch runs in lanes: beyond, a vector of states no longer stays in the first cache. */
const MOST_LANE_BITS = 8;

/** Samples an element for a batch: one, or a vector of them. */
export function chooseWidth(bits: number, canRunAlone: boolean, batch: number, precision: Precision): number {
  const lanes = VECTOR[precision];
  return canRunAlone && (batch < lanes || bits > MOST_LANE_BITS) ? 1 : lanes;
}
