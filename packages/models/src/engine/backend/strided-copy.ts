import type { KrausBackend } from './kraus-backend.js';
import { CHUNK } from './registry.js';

/** Dimensions that one copy may have after merging. */
export const DIMENSIONS = 8;

/** One dimension of a copy: its extent and the strides of source and target, in elements. */
export interface Axis {
  readonly extent: number;
  readonly from: number;
  readonly to: number;
}

/** Row-major strides of a shape. */
export function strides(shape: readonly number[]): number[] {
  const result = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) result[i] = (result[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return result;
}

/** Drops dimensions of extent 1 and joins neighbours that lie on one stride. */
export function mergeAxes(axes: readonly Axis[]): Axis[] {
  const merged: Axis[] = [];
  for (const axis of axes) {
    if (axis.extent === 1) continue;
    const last = merged[merged.length - 1];
    if (last && last.from === axis.from * axis.extent && last.to === axis.to * axis.extent) {
      merged[merged.length - 1] = { extent: last.extent * axis.extent, from: axis.from, to: axis.to };
    } else merged.push(axis);
  }
  return merged;
}

/** Copies between strided views; false if more than {@link DIMENSIONS} dimensions remain after merging. */
export function copy(backend: KrausBackend, from: number, to: number, bytes: number, axes: readonly Axis[]): boolean {
  if (axes.some((a) => a.extent === 0)) return true;
  const merged = mergeAxes(axes);
  if (merged.length > DIMENSIONS) return false;
  if (merged.length <= 1) {
    // One long row is cut into rows, so that threads can share it.
    const only = merged.pop() ?? { extent: 1, from: 1, to: 1 };
    const row = Math.max(CHUNK, Math.ceil(only.extent / 4000));
    const whole = Math.floor(only.extent / row);
    const rest = only.extent - whole * row;
    if (whole > 0 && rest > 0) {
      const offset = whole * row;
      copy(backend, from + offset * only.from * bytes, to + offset * only.to * bytes, bytes, [
        { ...only, extent: rest },
      ]);
    }
    if (whole > 0) merged.push({ extent: whole, from: only.from * row, to: only.to * row }, { ...only, extent: row });
    else merged.push(only);
  }
  while (merged.length < DIMENSIONS) merged.unshift({ extent: 1, from: 0, to: 0 });
  const rows = merged.slice(0, -1).reduce((product, a) => product * a.extent, 1);
  const inner = merged[DIMENSIONS - 1]?.extent ?? 1;
  const chunkRows = Math.max(1, Math.floor(CHUNK / inner), Math.ceil(rows / 4000));
  backend.runtime.run(
    'copy_strided',
    Math.ceil(rows / chunkRows),
    [
      from,
      to,
      bytes,
      rows,
      chunkRows,
      ...merged.map((a) => a.extent),
      ...merged.map((a) => a.from),
      ...merged.map((a) => a.to),
    ],
    [],
    rows * inner > CHUNK,
  );
  return true;
}

/** Transposes a matrix [rows, columns] of floats. */
export function transposeInto(backend: KrausBackend, from: number, to: number, rows: number, columns: number): void {
  copy(backend, from, to, 4, [
    { extent: columns, from: 1, to: rows },
    { extent: rows, from: columns, to: 1 },
  ]);
}
