import { SparseMatrix } from '../matrix/index.js';
import type { PauliString, PauliSumValue } from '../values/index.js';

type Letter = 'X' | 'Y' | 'Z';
type Strings = readonly PauliString[];

/** Coefficients smaller than this, relative to the largest, are rounding. */
const rounding = 1e-14;

/** letter · letter = i^power · letter. */
const products: Readonly<Record<Letter, Readonly<Record<Letter, readonly [Letter | 'I', number]>>>> = {
  X: { X: ['I', 0], Y: ['Z', 1], Z: ['Y', 3] },
  Y: { X: ['Z', 3], Y: ['I', 0], Z: ['X', 1] },
  Z: { X: ['Y', 1], Y: ['X', 3], Z: ['I', 0] },
};

/** The Pauli strings of a matrix on some qubits, the first the least significant. The coefficient of P is tr(P M)/2^n. */
export function pauliStringsOf(matrix: SparseMatrix, positions: readonly number[]): PauliString[] {
  const n = positions.length;
  const strings: PauliString[] = [];
  for (let x = 0; x < 2 ** n; x++) {
    for (let z = 0; z < 2 ** n; z++) {
      let [re, im] = [0, 0];
      // P = i^{x·z} X^x Z^z maps |j> to (−1)^{z·j} i^{x·z} |j ⊕ x>, so tr(PM) = Σ_j (−1)^{z·j} i^{x·z} M[j, j ⊕ x].
      for (let j = 0; j < 2 ** n; j++) {
        const [a, b] = matrix.at(j, j ^ x);
        const sign = ones(z & j) % 2 === 0 ? 1 : -1;
        re += sign * a;
        im += sign * b;
      }
      const [cr, ci] = turned(re / 2 ** n, im / 2 ** n, ones(x & z));
      if (cr === 0 && ci === 0) continue;
      const letters = new Map<number, Letter>();
      positions.forEach((position, k) => {
        const [flips, signs] = [(x >> k) & 1, (z >> k) & 1];
        if (flips + signs > 0) letters.set(position, flips === 0 ? 'Z' : signs === 0 ? 'X' : 'Y');
      });
      strings.push({ re: cr, im: ci, letters });
    }
  }
  return gathered(strings);
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

/** i^power · (re + i im). */
function turned(re: number, im: number, power: number): [number, number] {
  switch (power % 4) {
    case 0:
      return [re, im];
    case 1:
      return [-im, re];
    case 2:
      return [-re, -im];
    default:
      return [im, -re];
  }
}

/** Equal strings joined, those that vanish left out; ordered by their letters. */
function gathered(strings: Strings): PauliString[] {
  const sums = new Map<string, PauliString>();
  for (const string of strings) {
    const letters = new Map([...string.letters].sort(([a], [b]) => a - b));
    const key = [...letters].map(([position, letter]) => `${letter}${position}`).join(' ');
    const old = sums.get(key);
    sums.set(key, { re: string.re + (old?.re ?? 0), im: string.im + (old?.im ?? 0), letters });
  }
  const all = [...sums.values()];
  const largest = all.reduce((most, { re, im }) => Math.max(most, Math.hypot(re, im)), 0);
  return all.filter(({ re, im }) => Math.hypot(re, im) > rounding * largest);
}

export function addPauliSums(a: PauliSumValue, b: PauliSumValue, factor: number): PauliSumValue {
  return { ...a, strings: gathered([...a.strings, ...scaled(b.strings, factor, 0)]) };
}

export function scalePauliSum(a: PauliSumValue, re: number, im: number, unit: number): PauliSumValue {
  return { ...a, strings: scaled(a.strings, re, im), unit: a.unit + unit };
}

function scaled(strings: Strings, re: number, im: number): PauliString[] {
  return strings.map((string) => ({
    re: string.re * re - string.im * im,
    im: string.re * im + string.im * re,
    letters: string.letters,
  }));
}

/** The steps that `multiplyPauliSums` takes. */
export function costOfProduct(a: PauliSumValue, b: PauliSumValue): number {
  return 40 * a.strings.length * b.strings.length;
}

export function multiplyPauliSums(a: PauliSumValue, b: PauliSumValue): PauliSumValue {
  const strings = a.strings.flatMap((left) => b.strings.map((right) => productOfStrings(left, right)));
  return { ...a, strings: gathered(strings), unit: a.unit + b.unit };
}

function productOfStrings(a: PauliString, b: PauliString): PauliString {
  const letters = new Map(a.letters);
  let power = 0;
  for (const [position, right] of b.letters) {
    const left = letters.get(position);
    if (left === undefined) {
      letters.set(position, right);
      continue;
    }
    const [letter, turn] = products[left][right];
    power += turn;
    if (letter === 'I') letters.delete(position);
    else letters.set(position, letter);
  }
  const [re, im] = turned(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re, power);
  return { re, im, letters };
}

/** The identity on the qubits of an operator. */
export function identityOn({ qubits }: PauliSumValue): PauliSumValue {
  return { kind: 'pauli-sum', qubits, strings: [{ re: 1, im: 0, letters: new Map() }], unit: 0 };
}

export function daggerOfPauliSum(a: PauliSumValue): PauliSumValue {
  return { ...a, strings: a.strings.map((string) => ({ ...string, im: -string.im })) };
}

/** The matrix of a sum of Pauli strings, 2^qubits on a side. */
export function matrixOfPauliSum({ strings, qubits }: PauliSumValue): SparseMatrix {
  const size = 2 ** qubits;
  return SparseMatrix.from(size, size, (add) => {
    for (const { re, im, letters } of strings) {
      let [x, z, power] = [0, 0, 0];
      for (const [position, letter] of letters) {
        if (letter !== 'Z') x += 2 ** position;
        if (letter !== 'X') z += 2 ** position;
        if (letter === 'Y') power++;
      }
      for (let j = 0; j < size; j++) {
        const [a, b] = turned(re, im, power + 2 * ones(z & j));
        add(j ^ x, j, a, b);
      }
    }
  });
}
