import { checkGeneratorEntries, type GeneratorProgram, type MatrixData, type MatrixEntry } from '@kraus/core';
import { EntryList } from './entry-list.js';
import type { MatrixPart, RealOperator } from './real-operator.js';

/** Entries beyond which Kρ + (Kρ)† stays in matrix form (12 bytes each). */
const MOST_EXPANDED = 2 ** 23;
/** Up to this dimension every jump is expanded: the whole d² × d² matrix has at most 2^16 entries. */
const SMALL_DIMENSION = 16;

const compiled = new WeakMap<GeneratorProgram, RealOperator>();

/**
 * The generator as a real operator on Hermitian coordinates: ρ' = Kρ + (Kρ)† + Σ LρL† with K = −iH − ½ Σ L†L. Everything is
 * expanded into one sparse matrix (a jump |i><j| is one rate between populations), except operators that are too full for
 * it: those stay d × d matrices. Made once for each program object.
 * @throws KrausError what `checkGeneratorEntries` throws; `sim/too-large`
 */
export function compileGenerator(generator: GeneratorProgram): RealOperator {
  const known = compiled.get(generator);
  if (known !== undefined) return known;
  const dimension = checkGeneratorEntries(generator);
  const operator = superoperator(
    dimension,
    effectiveEntries(dimension, generator.hamiltonian, generator.jumps),
    generator.jumps,
  );
  compiled.set(generator, operator);
  return operator;
}

/** ρ → −i [H, ρ] of a checked Hamiltonian. */
export function compileHamiltonian(dimension: number, hamiltonian: MatrixData): RealOperator {
  return superoperator(dimension, effectiveEntries(dimension, hamiltonian, []), []);
}

/** ρ → LρL† − ½ {L†L, ρ} of a checked jump operator. */
export function compileJump(dimension: number, jump: MatrixData): RealOperator {
  return superoperator(dimension, effectiveEntries(dimension, undefined, [jump]), [jump]);
}

function superoperator(d: number, effective: readonly MatrixEntry[], jumps: readonly MatrixData[]): RealOperator {
  const list = new EntryList(d);
  const parts: MatrixPart[] = [];
  if (4 * effective.length * d > MOST_EXPANDED) parts.push(matrixPart('sum', d, effective));
  else expandSum(list, d, effective);
  for (const { entries } of jumps) {
    if (d > SMALL_DIMENSION && entries.length > 3 * d) parts.push(matrixPart('sandwich', d, entries));
    else expandSandwich(list, entries);
  }
  return { dimension: d, rows: d * d, ...list.compress(), parts };
}

/** ρ'_ij += K_ik ρ_kj and the conjugate transpose of it, for i ≤ j. */
function expandSum(list: EntryList, d: number, entries: readonly MatrixEntry[]): void {
  for (const [i, k, re, im] of entries) {
    for (let j = i; j < d; j++) list.addComplex(i, j, k, j, re, im);
    for (let l = 0; l <= i; l++) list.addComplex(l, i, l, k, re, -im);
  }
}

/** ρ'_ij += L_ia conj(L_jb) ρ_ab, for i ≤ j. */
function expandSandwich(list: EntryList, entries: readonly MatrixEntry[]): void {
  for (const [i, a, xr, xi] of entries) {
    for (const [j, b, yr, yi] of entries) {
      if (i <= j) list.addComplex(i, j, a, b, xr * yr + xi * yi, xi * yr - xr * yi);
    }
  }
}

/** The entries of −iH − ½ Σ L†L. */
function effectiveEntries(d: number, hamiltonian: MatrixData | undefined, jumps: readonly MatrixData[]): MatrixEntry[] {
  const sums = new Map<number, [number, number]>();
  const add = (row: number, column: number, re: number, im: number): void => {
    const known = sums.get(row * d + column);
    if (known === undefined) sums.set(row * d + column, [re, im]);
    else {
      known[0] += re;
      known[1] += im;
    }
  };
  for (const [i, j, re, im] of hamiltonian?.entries ?? []) add(i, j, im, -re);
  for (const { entries } of jumps) {
    const byRow = new Map<number, MatrixEntry[]>();
    for (const entry of entries) {
      const row = byRow.get(entry[0]);
      if (row === undefined) byRow.set(entry[0], [entry]);
      else row.push(entry);
    }
    for (const row of byRow.values()) {
      for (const [, a, xr, xi] of row) {
        for (const [, b, yr, yi] of row) add(a, b, -(xr * yr + xi * yi) / 2, -(xr * yi - xi * yr) / 2);
      }
    }
  }
  return sorted(d, sums);
}

function sorted(d: number, sums: ReadonlyMap<number, readonly [number, number]>): MatrixEntry[] {
  return [...sums]
    .filter(([, [re, im]]) => re !== 0 || im !== 0)
    .sort(([a], [b]) => a - b)
    .map(([key, [re, im]]) => [Math.floor(key / d), key % d, re, im]);
}

function matrixPart(kind: MatrixPart['kind'], d: number, entries: readonly MatrixEntry[]): MatrixPart {
  const ordered = [...entries].sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  const start = new Int32Array(d + 1);
  for (const [row] of ordered) start[row + 1] += 1;
  for (let i = 0; i < d; i++) start[i + 1] += start[i];
  return {
    kind,
    start,
    column: Int32Array.from(ordered, ([, column]) => column),
    value: Float64Array.from(ordered.flatMap(([, , re, im]) => [re, im])),
  };
}
