import type { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';

/** Which taps of a filter are packed, and in which order. */
export interface Taps {
  readonly rowFirst: number;
  readonly rowStep: number;
  readonly rows: number;
  readonly columnFirst: number;
  readonly columnStep: number;
  readonly columns: number;
}

/** Packs a filter into `to`, panels of eight output channels; `transposed` swaps the channels. */
export function pack(
  backend: KrausBackend,
  from: number,
  to: number,
  width: number,
  channelsIn: number,
  channelsOut: number,
  transposed: boolean,
  taps: Taps,
): void {
  backend.runtime.run(
    'pack_filter',
    Math.ceil(channelsOut / 8),
    [
      from,
      to,
      width,
      channelsIn,
      channelsOut,
      transposed ? 1 : 0,
      taps.rowFirst,
      taps.rowStep,
      taps.rows,
      taps.columnFirst,
      taps.columnStep,
      taps.columns,
    ],
    [],
    channelsIn * channelsOut * taps.rows * taps.columns > 20000,
  );
}

/** A bias padded with zeros to a multiple of eight, at `to`. */
export function padBias(backend: KrausBackend, bias: tf.TensorInfo | undefined, to: number, channels: number): void {
  const padded = Math.ceil(channels / 8) * 8;
  const words = new Float32Array(backend.runtime.heap.buffer, to, padded);
  words.fill(0);
  if (bias) words.set(new Float32Array(backend.runtime.heap.buffer, backend.address(bias), channels));
}
