import { KrausError } from '@kraus/core';
import type { Picture, PictureBatch } from './picture.js';

export interface GridOptions {
  /** Pictures a row. Default: as square as possible. */
  readonly columns?: number | undefined;
  /** Pixels between pictures and around them, after enlarging. Default 2. */
  readonly gap?: number | undefined;
  /** Grey value of the gaps. Default 128, which stands apart on a light and on a dark page. */
  readonly gapValue?: number | undefined;
  /** Whole-number enlargement by repeating pixels. Default 1. */
  readonly scale?: number | undefined;
}

/** Enlarges pictures by a whole number, repeating each pixel. */
export function enlarge(batch: PictureBatch, scale: number): PictureBatch {
  if (!Number.isInteger(scale) || scale < 1) {
    throw new KrausError(
      'pictures/wrong-scale',
      `pictures cannot be enlarged ${scale} times; a whole number from 1 is expected.`,
    );
  }
  if (scale === 1) return batch;
  const { count, height, width, channels } = batch;
  const row = width * scale * channels;
  const pixels = new Uint8Array(batch.pixels.length * scale * scale);
  for (let line = 0; line < count * height; line++) {
    const start = line * scale * row;
    for (let x = 0; x < width; x++) {
      const from = (line * width + x) * channels;
      for (let s = 0; s < scale; s++)
        pixels.set(batch.pixels.subarray(from, from + channels), start + (x * scale + s) * channels);
    }
    for (let s = 1; s < scale; s++) pixels.copyWithin(start + s * row, start, start + row);
  }
  return { count, height: height * scale, width: width * scale, channels, pixels };
}

/** Lays pictures out row by row on one sheet; places left over at the end have the gap's colour. */
export function pictureGrid(batch: PictureBatch, options: GridOptions = {}): Picture {
  if (batch.count === 0)
    throw new KrausError('pictures/empty', 'a grid of no pictures was asked for; give at least one.');
  const columns = Math.min(batch.count, options.columns ?? Math.ceil(Math.sqrt(batch.count)));
  const { gap = 2, gapValue = 128, scale = 1 } = options;
  const { count, height, width, channels, pixels } = enlarge(batch, scale);
  const rows = Math.ceil(count / columns);
  const sheetWidth = columns * width + (columns + 1) * gap;
  const sheetHeight = rows * height + (rows + 1) * gap;
  const sheet = new Uint8Array(sheetHeight * sheetWidth * channels).fill(gapValue);
  for (let n = 0; n < count; n++) {
    const top = gap + Math.floor(n / columns) * (height + gap);
    const left = gap + (n % columns) * (width + gap);
    for (let y = 0; y < height; y++) {
      const from = (n * height + y) * width * channels;
      sheet.set(pixels.subarray(from, from + width * channels), ((top + y) * sheetWidth + left) * channels);
    }
  }
  return { height: sheetHeight, width: sheetWidth, channels, pixels: sheet };
}

/**
 * A sheet with one row a picture and one column a time: `frames[t]` holds every picture at time t. Shows a picture
 * dissolving, or appearing, step by step.
 */
export function pictureStrip(frames: readonly PictureBatch[], options: Omit<GridOptions, 'columns'> = {}): Picture {
  const first = frames[0];
  if (first === undefined)
    throw new KrausError('pictures/empty', 'a strip of no pictures was asked for; give at least one frame.');
  const size = first.height * first.width * first.channels;
  const pixels = new Uint8Array(frames.length * first.count * size);
  frames.forEach((frame, t) => {
    if (frame.count !== first.count || frame.pixels.length !== first.count * size) {
      throw new KrausError(
        'pictures/wrong-shape',
        `frame ${t} has ${frame.count} pictures of ${frame.height} × ${frame.width} × ${frame.channels}, the first ${first.count} of ${first.height} × ${first.width} × ${first.channels}; all frames must be alike.`,
      );
    }
    for (let n = 0; n < first.count; n++) {
      pixels.set(frame.pixels.subarray(n * size, (n + 1) * size), (n * frames.length + t) * size);
    }
  });
  return pictureGrid({ ...first, count: frames.length * first.count, pixels }, { ...options, columns: frames.length });
}
