import { KrausError } from '@kraus/core';
import { convertIndexedToRgb, decode, encode } from 'fast-png';
import type { Picture } from './picture.js';

/** No picture may have more pixels than this (2^26): larger headers are wrong or hostile. */
const MAX_PIXELS = 2 ** 26;

/** The bytes of a PNG file, 8 bits a channel, lossless. */
export function encodePng(picture: Picture): Uint8Array {
  const { height, width, channels, pixels } = picture;
  if (pixels.length !== height * width * channels || (channels !== 1 && channels !== 3)) {
    throw new KrausError(
      'pictures/wrong-shape',
      `a picture of ${height} × ${width} × ${channels} with ${pixels.length} values cannot be written; 1 or 3 channels and height·width·channels values are expected.`,
    );
  }
  return encode({ width, height, data: pixels, depth: 8, channels });
}

/**
 * Reads a PNG file of any colour type as grey (where every pixel is grey) or red, green, blue. 16-bit values are
 * scaled to 8 bits (v·255/65535, rounded); transparent pixels are laid over black, which is the background.
 *
 * @param where the file's name, for errors
 * @throws KrausError `pictures/not-png`
 */
export function decodePng(bytes: Uint8Array, where: string): Picture {
  checkHeader(bytes, where);
  try {
    const png = decode(bytes, { checkCrc: true });
    const { width, height, transparency } = png;
    const indexed = png.palette !== undefined;
    const data = indexed ? convertIndexedToRgb(png) : png.data;
    const channels = indexed ? data.length / (width * height) : png.channels;
    const top = png.depth === 16 ? 65_535 : indexed ? 255 : 2 ** png.depth - 1;
    const samples = !indexed && png.depth < 8 ? unpackBits(data, width, height, png.depth) : data;
    const key = indexed ? undefined : transparency;
    return compose({ samples, width, height, channels, top, key });
  } catch (cause) {
    throw notPng(where, cause instanceof Error ? cause.message : 'it cannot be decoded', cause);
  }
}

function checkHeader(bytes: Uint8Array, where: string): void {
  const signature = [137, 80, 78, 71, 13, 10, 26, 10];
  if (bytes.length < 33 || signature.some((byte, i) => bytes[i] !== byte))
    throw notPng(where, 'its signature is missing');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width * height > MAX_PIXELS) throw notPng(where, `it claims ${width} × ${height} pixels, more than are read`);
}

interface Samples {
  readonly samples: Uint8Array | Uint8ClampedArray | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** The value of full intensity. */
  readonly top: number;
  /** The one colour that is transparent. */
  readonly key: Uint16Array | undefined;
}

function compose({ samples, width, height, channels, top, key }: Samples): Picture {
  const colours = channels >= 3 ? 3 : 1;
  const alpha = channels === 2 || channels === 4;
  const pixels = new Uint8Array(width * height * colours);
  let grey = true;
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    const opacity = alpha ? (samples[at + channels - 1] ?? 0) / top : isKey(samples, at, colours, key) ? 0 : 1;
    for (let c = 0; c < colours; c++)
      pixels[i * colours + c] = Math.round((255 * opacity * (samples[at + c] ?? 0)) / top);
    if (pixels[i * colours] !== pixels[i * colours + 1] || pixels[i * colours] !== pixels[i * colours + 2])
      grey = false;
  }
  if (colours === 1) return { height, width, channels: 1, pixels };
  return grey
    ? { height, width, channels: 1, pixels: pixels.filter((_, i) => i % 3 === 0) }
    : { height, width, channels: 3, pixels };
}

function isKey(samples: Samples['samples'], at: number, colours: number, key: Uint16Array | undefined): boolean {
  if (key === undefined) return false;
  for (let c = 0; c < colours; c++) if (samples[at + c] !== key[c]) return false;
  return true;
}

/** Grey samples of 1, 2 or 4 bits, packed from the high bit, each row on a whole byte. */
function unpackBits(packed: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const mask = 2 ** depth - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      out[y * width + x] = ((packed[y * rowBytes + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return out;
}

function notPng(where: string, why: string, cause?: unknown): KrausError {
  return new KrausError('pictures/not-png', `${where} is not a PNG picture that can be read: ${why}.`, { cause });
}
