import type { Drawn } from '../generative-model/index.js';
import { encodePng, type PictureBatch, pictureGrid, pictureStrip } from '../pictures/index.js';
import { writeAtomically } from '../runs/index.js';

/** Columns of a strip, at most. */
const COLUMNS = 11;

/** Images as what a model drew. */
export function drawnImages(pictures: PictureBatch): Drawn {
  const { count, height, width, channels, pixels } = pictures;
  return { count, shape: [height, width, channels], values: pixels, write: (file) => writeGrid(pictures, file) };
}

/** Writes images as one grid, enlarged so that small ones can be seen. */
async function writeGrid(pictures: PictureBatch, file: string): Promise<void> {
  await writeAtomically(file, encodePng(pictureGrid(pictures, { scale: scaleFor(pictures) })));
}

/** Writes a row for each image, the frames from left to right. */
export async function writeStrip(frames: readonly PictureBatch[], file: string): Promise<void> {
  const [first] = frames;
  const scale = first === undefined ? 1 : scaleFor(first);
  await writeAtomically(file, encodePng(pictureStrip(frames, { scale })));
}

/** 0, T and times between, evenly spread. */
export function stripTimes(steps: number): number[] {
  const columns = Math.min(COLUMNS, steps + 1);
  return Array.from({ length: columns }, (_, i) => Math.round((i * steps) / (columns - 1)));
}

/** Pictures of about 56 pixels or more. */
function scaleFor({ height, width }: PictureBatch): number {
  return Math.max(1, Math.round(56 / Math.max(height, width)));
}
