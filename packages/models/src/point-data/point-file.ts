import { KrausError } from '@kraus/core';
import { gunzipIfNeeded, readNpy } from '../data/index.js';
import type { PointSet } from './point-set.js';

/**
 * Points from the bytes of a file, plain or gzipped: a `.npy` array `[count, dimension]`, or text with one point a line. A first line that
 * is not all numbers is a header.
 * @param where the file's name, for errors
 * @throws KrausError `points/wrong-shape`, `points/not-a-number`, `data/…`
 */
export function parsePoints(bytes: Uint8Array, where: string): PointSet {
  const plain = gunzipIfNeeded(bytes, where);
  const points = plain[0] === 0x93 ? fromNpy(plain, where) : fromText(new TextDecoder().decode(plain), where);
  const bad = points.values.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    throw new KrausError(
      'points/not-a-number',
      `${where}: point ${Math.floor(bad / points.dimension)} has the coordinate ${points.values[bad]}, expected finite numbers.`,
    );
  }
  return points;
}

function fromNpy(bytes: Uint8Array, where: string): PointSet {
  const { shape, data } = readNpy(bytes, where);
  const [count = 0, dimension = 0] = shape;
  if (shape.length !== 2 || count < 1 || dimension < 1) {
    throw new KrausError('points/wrong-shape', `${where}: shape [${shape.join(', ')}], expected [count, dimension].`);
  }
  return { count, dimension, values: Float64Array.from(data) };
}

function fromText(text: string, where: string): PointSet {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  while (lines.length > 0 && lines[lines.length - 1]?.trim() === '') lines.pop();
  const separator = [',', ';', '\t'].find((mark) => lines[0]?.includes(mark)) ?? /\s+/;
  const rows = lines.map((line) => line.trim().split(separator).map(toNumber));
  const header = rows[0]?.some(Number.isNaN) === true ? 1 : 0;
  const points = rows.slice(header);
  const dimension = points[0]?.length ?? 0;
  if (dimension === 0) throw new KrausError('points/wrong-shape', `${where} has no points.`);
  for (const [k, row] of points.entries()) {
    if (row.length !== dimension || row.some(Number.isNaN)) {
      throw new KrausError(
        'points/not-a-number',
        `${where}, line ${k + header + 1}: '${lines[k + header]}'; expected ${dimension} numbers as in the first point.`,
      );
    }
  }
  return { count: points.length, dimension, values: Float64Array.from(points.flat()) };
}

function toNumber(cell: string): number {
  const text = cell.trim();
  return text === '' ? Number.NaN : Number(text);
}
