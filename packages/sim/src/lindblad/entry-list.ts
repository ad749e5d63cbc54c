import { KrausError } from '@kraus/core';
import { pairRow } from './hermitian-coordinates.js';
import type { SparseRows } from './real-operator.js';

const MOST_ENTRIES = 2 ** 26;

/** Entries of a real matrix on Hermitian coordinates while it is summed up; the same place may be added to often. */
export class EntryList {
  readonly #dimension: number;
  #row = new Int32Array(1024);
  #column = new Int32Array(1024);
  #value = new Float64Array(1024);
  length = 0;

  constructor(dimension: number) {
    this.#dimension = dimension;
  }

  /** Adds ρ'_ij += (re + i im) ρ_kl, for i ≤ j; the lower half follows from Hermiticity. */
  addComplex(i: number, j: number, k: number, l: number, re: number, im: number): void {
    const d = this.#dimension;
    const scale = i < j ? (k === l ? Math.SQRT2 : 1) : k === l ? 1 : Math.SQRT1_2;
    const sign = k > l ? -1 : 1;
    const to = i < j ? pairRow(d, i, j) : i;
    const from = k === l ? k : k < l ? pairRow(d, k, l) : pairRow(d, l, k);
    this.#add(to, from, scale * re);
    if (k !== l) this.#add(to, from + 1, -sign * scale * im);
    if (i === j) return;
    this.#add(to + 1, from, scale * im);
    if (k !== l) this.#add(to + 1, from + 1, sign * scale * re);
  }

  #add(row: number, column: number, value: number): void {
    if (value === 0) return;
    if (this.length === this.#row.length) this.#grow();
    this.#row[this.length] = row;
    this.#column[this.length] = column;
    this.#value[this.length] = value;
    this.length += 1;
  }

  #grow(): void {
    const size = 2 * this.length;
    if (size > MOST_ENTRIES) {
      throw new KrausError(
        'sim/too-large',
        `Lindblad: the generator of dimension ${this.#dimension} has more than ${MOST_ENTRIES} terms; use sparser operators or fewer levels.`,
      );
    }
    const [row, column, value] = [this.#row, this.#column, this.#value];
    this.#row = new Int32Array(size);
    this.#column = new Int32Array(size);
    this.#value = new Float64Array(size);
    this.#row.set(row);
    this.#column.set(column);
    this.#value.set(value);
  }

  /** The sums, by row and column; what cancelled to zero is left out. */
  compress(): SparseRows {
    const rows = this.#dimension ** 2;
    const place = new Int32Array(rows + 1);
    for (let k = 0; k < this.length; k++) place[this.#row[k] + 1] += 1;
    for (let r = 0; r < rows; r++) place[r + 1] += place[r];
    const order = new Int32Array(this.length);
    const next = place.slice();
    for (let k = 0; k < this.length; k++) order[next[this.#row[k]]++] = k;
    const start = new Int32Array(rows + 1);
    const column = new Int32Array(this.length);
    const value = new Float64Array(this.length);
    const sums = new Float64Array(rows);
    const owner = new Int32Array(rows).fill(-1);
    let count = 0;
    for (let r = 0; r < rows; r++) {
      const first = count;
      for (let at = place[r]; at < place[r + 1]; at++) {
        const k = order[at];
        const c = this.#column[k];
        if (owner[c] !== r) {
          owner[c] = r;
          sums[c] = 0;
          column[count++] = c;
        }
        sums[c] += this.#value[k];
      }
      column.subarray(first, count).sort();
      let kept = first;
      for (let at = first; at < count; at++) {
        const c = column[at];
        if (sums[c] === 0) continue;
        column[kept] = c;
        value[kept++] = sums[c];
      }
      count = kept;
      start[r + 1] = count;
    }
    return { start, column: column.slice(0, count), value: value.slice(0, count) };
  }
}
