import { totalDimension } from '../generators/index.js';
import type { ChannelProgram } from '../program/index.js';
import type { RandomStream } from '../random/index.js';
import { haarIsometry } from '../states/index.js';
import { channelFromKraus } from './combine.js';
import { krausFromStinespring } from './representations.js';

/**
 * A random channel: a Haar-distributed Stinespring isometry into an environment of dimension `rank` (d² if left out,
 * which gives the Hilbert–Schmidt measure; Bruzda, Cappellini, Sommers, Życzkowski, Phys. Lett. A 373, 320, 2009).
 */
export function randomChannel(stream: RandomStream, dims: readonly number[], rank?: number): ChannelProgram {
  const d = totalDimension(dims, 'Channel');
  return channelFromKraus(dims, krausFromStinespring(haarIsometry(stream, d * (rank ?? d * d), d)));
}
