import { KrausError } from '@kraus/core';
import type { ExportedArray } from './export-arrays.js';

/**
 * A complex array as the bytes of a NumPy `.npy` file: format 1.0, little-endian `c16`, C order. `numpy.load`
 * and the data sets of Kraus read it. Format: numpy.lib.format.
 *
 * @throws KrausError `cli/wrong-shape` if the shape and the number of items disagree
 */
export function writeComplexNpy({ shape, data }: Pick<ExportedArray, 'shape' | 'data'>): Uint8Array {
  const items = shape.reduce((product, extent) => product * extent, 1);
  if (data.length !== 2 * items) {
    throw new KrausError(
      'cli/wrong-shape',
      `Shape [${shape.join(', ')}] has ${items} complex items, but ${data.length / 2} are given.`,
    );
  }
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<c16', 'fortran_order': False, 'shape': (${extents}), }`;
  // Magic, version and length take ten bytes; the items begin at a multiple of 64.
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + 16 * items);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  const view = new DataView(bytes.buffer);
  for (const [k, value] of data.entries()) view.setFloat64(10 + header.length + 8 * k, value, true);
  return bytes;
}
