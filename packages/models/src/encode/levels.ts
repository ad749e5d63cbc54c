import { KrausError } from '@kraus/core';

/** A mapping between 8-bit pixels 0 … 255 and levels 0 … count − 1. */
export interface LevelEncoding {
  readonly count: number;
  /** level = floor(pixel·count/256). */
  encode(pixels: Uint8Array): Uint8Array;
  /**
   * pixel = level·255/(count − 1) rounded to a pixel of that level: level 0 is black (0), the highest is full white
   * (255), the others evenly between. encode(decode(l)) = l for every level.
   * @throws KrausError `encode/no-such-level`
   */
  decode(levels: Uint8Array): Uint8Array;
  /** decode(encode(pixels)): what a perfect model would give back, and what reference images must go through. */
  quantise(pixels: Uint8Array): Uint8Array;
}

/**
 * Quantisation to `count` levels (2 … 256). The step is floor, as ARCHITECTURE's convention for images says; it is not
 * rounding to the nearest decoded value, so that every level covers equally many pixel values (to within one).
 *
 * @throws KrausError `encode/wrong-count`
 */
export function levelEncoding(count: number): LevelEncoding {
  if (!Number.isInteger(count) || count < 2 || count > 256) {
    throw new KrausError('encode/wrong-count', `levels: count = ${count} is not a whole number from 2 to 256.`);
  }
  const toLevel = Uint8Array.from({ length: 256 }, (_, pixel) => Math.floor((pixel * count) / 256));
  const lowest = (level: number): number => Math.ceil((level * 256) / count);
  // For some counts the nearest whole number is one below the level's lowest pixel: stay within the level.
  const toPixel = Uint8Array.from({ length: count }, (_, level) =>
    Math.min(lowest(level + 1) - 1, Math.max(lowest(level), Math.round((level * 255) / (count - 1)))),
  );
  const there = toLevel.map((level) => toPixel[level] ?? 0);
  const encode = (pixels: Uint8Array): Uint8Array => pixels.map((pixel) => toLevel[pixel] ?? 0);
  const quantise = (pixels: Uint8Array): Uint8Array => pixels.map((pixel) => there[pixel] ?? 0);
  const decode = (levels: Uint8Array): Uint8Array =>
    levels.map((level, i) => {
      const pixel = toPixel[level];
      if (pixel === undefined) {
        throw new KrausError(
          'encode/no-such-level',
          `levels: item ${i} is level ${level}, but there are ${count} levels, 0 … ${count - 1}.`,
        );
      }
      return pixel;
    });
  return { count, encode, decode, quantise };
}
