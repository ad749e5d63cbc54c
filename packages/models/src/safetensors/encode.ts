import { KrausError } from '@kraus/core';
import { BYTES_PER_ELEMENT, METADATA_KEY, sizeOf, type TensorData } from './tensor-data.js';

/**
 * Writes named arrays as a safetensors file: 8 bytes header length (little-endian), a JSON header, the data. Tensors are
 * stored in order of element size (largest first), then of name, so that each begins at a multiple of its element size;
 * the header is padded with spaces to a multiple of 8. Equal content gives equal bytes, whatever the order of the keys.
 *
 * @throws KrausError `models/safetensors-shape` if an array's length differs from its shape's product, or a name is the
 *   reserved `__metadata__`
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tensors).sort((a, b) => {
    const bySize = BYTES_PER_ELEMENT[entry(tensors, b).dtype] - BYTES_PER_ELEMENT[entry(tensors, a).dtype];
    return bySize !== 0 ? bySize : a < b ? -1 : 1;
  });
  // A Map-like list of pairs keeps names that look like numbers in our order.
  const fields: string[] = [];
  if (Object.keys(metadata).length > 0) {
    const sorted = Object.keys(metadata)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata[key])}`);
    fields.push(`${JSON.stringify(METADATA_KEY)}:{${sorted.join(',')}}`);
  }
  let offset = 0;
  for (const name of names) {
    const { dtype, shape, data } = entry(tensors, name);
    if (name === METADATA_KEY || data.length !== sizeOf(shape)) {
      throw new KrausError(
        'models/safetensors-shape',
        `Safetensors: tensor '${name}' has ${data.length} values for the shape [${shape.join(', ')}]; expected ` +
          `${sizeOf(shape)} values and a name other than '${METADATA_KEY}'.`,
      );
    }
    const end = offset + data.byteLength;
    fields.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape: [...shape], data_offsets: [offset, end] })}`);
    offset = end;
  }
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const name of names) {
    const { data } = entry(tensors, name);
    bytes.set(littleEndian(data), at);
    at += data.byteLength;
  }
  return bytes;
}

function entry(tensors: Readonly<Record<string, TensorData>>, name: string): TensorData {
  return tensors[name] as TensorData;
}

/** The bytes of an array, least significant first. */
function littleEndian(data: TensorData['data']): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes;
  const swapped = Uint8Array.from(bytes);
  const width = data.BYTES_PER_ELEMENT;
  for (let i = 0; i < swapped.length; i += width) swapped.subarray(i, i + width).reverse();
  return swapped;
}
