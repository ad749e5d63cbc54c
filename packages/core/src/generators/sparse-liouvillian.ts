import { KrausError } from '../errors/index.js';
import { type ComplexMatrix, modulus } from '../linear-algebra/index.js';
import type { GeneratorProgram } from '../program/index.js';
import { checkGenerator } from './check-generator.js';

/** ℒ over column-stacked operators in compressed rows: row r holds the entries `start[r] … start[r + 1] − 1`. */
export interface SparseLiouvillian {
  /** Dimension d of the system; ℒ is d² × d². */
  readonly dimension: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** The largest absolute column sum. */
  readonly oneNorm: number;
}

const MOST_ENTRIES = 2 ** 23;
const made = new WeakMap<GeneratorProgram, SparseLiouvillian>();

/**
 * The Liouvillian dvec(ρ)/dt = ℒ vec(ρ) of a generator, its non-zero entries only; made once per program object.
 * With G = −iH − ½ Σ L†L: ℒ(ρ) = Gρ + ρG† + Σ LρL†.
 * @throws KrausError what {@link checkGenerator} throws, and `core/too-large` beyond 2^23 entries
 */
export function sparseLiouvillian(generator: GeneratorProgram): SparseLiouvillian {
  const known = made.get(generator);
  if (known !== undefined) return known;
  const { dimension: d, hamiltonian, jumps } = checkGenerator(generator);
  const entries = new Entries(d * d);
  const jumpEntries = jumps.map(nonZeros);
  const effective = effectiveGenerator(d, hamiltonian, jumpEntries);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < d; k++) {
      const re = effective[2 * (i * d + k)] as number;
      const im = effective[2 * (i * d + k) + 1] as number;
      if (re === 0 && im === 0) continue;
      for (let j = 0; j < d; j++) {
        entries.add(i + d * j, k + d * j, re, im);
        entries.add(j + d * i, j + d * k, re, -im);
      }
    }
  }
  for (const jump of jumpEntries) {
    for (const [i, a, xr, xi] of jump) {
      for (const [j, b, yr, yi] of jump) entries.add(i + d * j, a + d * b, xr * yr + xi * yi, xi * yr - xr * yi);
    }
  }
  const result = entries.compress(d);
  made.set(generator, result);
  return result;
}

type Entry = readonly [row: number, column: number, re: number, im: number];

function nonZeros(matrix: ComplexMatrix): Entry[] {
  const found: Entry[] = [];
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) {
      const [re, im] = matrix.at(i, j);
      if (re !== 0 || im !== 0) found.push([i, j, re, im]);
    }
  }
  return found;
}

/** −iH − ½ Σ L†L, interleaved row-major. */
function effectiveGenerator(d: number, hamiltonian: ComplexMatrix, jumps: readonly Entry[][]): Float64Array {
  const g = new Float64Array(2 * d * d);
  for (let k = 0; k < g.length; k += 2) {
    g[k] = hamiltonian.data[k + 1] as number;
    g[k + 1] = 0 - (hamiltonian.data[k] as number);
  }
  for (const jump of jumps) {
    const byRow = new Map<number, Entry[]>();
    for (const entry of jump) {
      const row = byRow.get(entry[0]);
      if (row === undefined) byRow.set(entry[0], [entry]);
      else row.push(entry);
    }
    for (const row of byRow.values()) {
      for (const [, a, xr, xi] of row) {
        for (const [, b, yr, yi] of row) {
          const at = 2 * (a * d + b);
          g[at] = (g[at] as number) - (xr * yr + xi * yi) / 2;
          g[at + 1] = (g[at + 1] as number) - (xr * yi - xi * yr) / 2;
        }
      }
    }
  }
  return g;
}

/** Entries of a square sparse matrix while it is being summed up. */
class Entries {
  readonly #size: number;
  readonly #index = new Map<number, number>();
  readonly #re: number[] = [];
  readonly #im: number[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(row: number, column: number, re: number, im: number): void {
    const key = row * this.#size + column;
    const known = this.#index.get(key);
    if (known !== undefined) {
      this.#re[known] = (this.#re[known] as number) + re;
      this.#im[known] = (this.#im[known] as number) + im;
      return;
    }
    if (this.#re.length >= MOST_ENTRIES) {
      throw new KrausError(
        'core/too-large',
        `Generator: its Liouvillian has more than ${MOST_ENTRIES} non-zero entries; use sparser jump operators or fewer levels.`,
      );
    }
    this.#index.set(key, this.#re.length);
    this.#re.push(re);
    this.#im.push(im);
  }

  compress(dimension: number): SparseLiouvillian {
    const keys = Float64Array.from(this.#index.keys()).sort();
    const start = new Int32Array(this.#size + 1);
    const column = new Int32Array(keys.length);
    const re = new Float64Array(keys.length);
    const im = new Float64Array(keys.length);
    const sums = new Float64Array(this.#size);
    keys.forEach((key, k) => {
      const row = Math.floor(key / this.#size);
      const c = key - row * this.#size;
      const from = this.#index.get(key) as number;
      start[row + 1] = k + 1;
      column[k] = c;
      re[k] = this.#re[from] as number;
      im[k] = this.#im[from] as number;
      sums[c] = (sums[c] as number) + modulus(re[k] as number, im[k] as number);
    });
    for (let r = 0; r < this.#size; r++) start[r + 1] = Math.max(start[r + 1] as number, start[r] as number);
    return { dimension, start, column, re, im, oneNorm: sums.reduce((a, b) => Math.max(a, b), 0) };
  }
}
