import { gunzipSync } from 'node:zlib';
import { KrausError } from '@kraus/core';

/** No file may unpack to more than this many bytes (2^31). */
const MAX_UNPACKED = 2 ** 31;

/**
 * Unpacks gzip data (told by its first two bytes); other data is returned as it is.
 * @throws KrausError `data/damaged`
 */
export function gunzipIfNeeded(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch (cause) {
    throw new KrausError('data/damaged', `${where}: the gzip data is cut off or damaged. Get the file again.`, {
      cause,
    });
  }
}
