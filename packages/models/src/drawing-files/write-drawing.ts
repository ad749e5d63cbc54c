import { type Drawing, paint, toSvg } from '../drawings/index.js';
import { encodePng } from '../pictures/index.js';
import { writeAtomically } from '../runs/index.js';

/** Writes `<path>.svg` and `<path>.png`, the PNG at twice the size. */
export async function writeDrawing(drawing: Drawing, path: string): Promise<void> {
  await writeAtomically(`${path}.svg`, new TextEncoder().encode(toSvg(drawing)));
  await writeAtomically(`${path}.png`, encodePng(paint(drawing)));
}
