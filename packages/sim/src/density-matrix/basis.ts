import { ComplexMatrix } from '@kraus/core';

/**
 * The Hermitian basis of a wire with d levels, tr G_a G_b = d δ_ab, numbered like the entries of a matrix, a = i + d j:
 * symmetric (|i><j| + |j><i|) √(d/2) for i > j, antisymmetric i (|j><i| − |i><j|) √(d/2) for i < j, and on the diagonal the
 * identity (a = 0) and √(d / l(l + 1)) (Σ_{k<l} |k><k| − l |l><l|). For a qubit: I, X, Y, Z.
 */
export function operatorBasis(levels: number): readonly ComplexMatrix[] {
  return Array.from({ length: levels * levels }, (_, a) => {
    const [i, j] = [a % levels, Math.floor(a / levels)];
    if (i === j) return ComplexMatrix.diagonal(diagonalBasis(levels)[i] as number[]);
    const matrix = new ComplexMatrix(levels, levels);
    const c = Math.sqrt(levels / 2);
    const [high, low] = [Math.max(i, j), Math.min(i, j)];
    matrix.set(low, high, i > j ? c : [0, -c]);
    matrix.set(high, low, i > j ? c : [0, c]);
    return matrix;
  });
}

/** The diagonals of the diagonal basis matrices: [l][k]. */
export function diagonalBasis(levels: number): readonly (readonly number[])[] {
  return Array.from({ length: levels }, (_, l) =>
    Array.from({ length: levels }, (_, k) => {
      if (l === 0) return 1;
      const scale = Math.sqrt(levels / (l * (l + 1)));
      return k < l ? scale : k === l ? -l * scale : 0;
    }),
  );
}

/** Non-zero entries of a basis matrix, with their place i + d j. */
type Entries = readonly (readonly [place: number, re: number, im: number])[];

function basisEntries(levels: number): readonly Entries[] {
  return operatorBasis(levels).map((matrix) => {
    const entries: [number, number, number][] = [];
    for (let i = 0; i < levels; i++) {
      for (let j = 0; j < levels; j++) {
        const [re, im] = matrix.at(i, j);
        if (re !== 0 || im !== 0) entries.push([i + levels * j, re, im]);
      }
    }
    return entries;
  });
}

/** Where the entry (i, j) of an operator on several wires stands once the two indices of every wire are brought together. */
function wirewiseOrder(dims: readonly number[]): Int32Array {
  const size = dims.reduce((product, d) => product * d, 1);
  const half = (index: number, column: boolean): number => {
    let [rest, place, stride] = [index, 0, 1];
    for (const d of dims) {
      place += (rest % d) * stride * (column ? d : 1);
      rest = Math.floor(rest / d);
      stride *= d * d;
    }
    return place;
  };
  const order = new Int32Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) order[i + size * j] = half(i, false) + half(j, true);
  }
  return order;
}

/**
 * A superoperator (column stacking) as a real matrix on coordinates: M_ab = tr(G_a E(G_b)) / D, row-major [D²][D²]. The index
 * of a coordinate is Σ a_w Π_{v<w} d_v², `dims[0]` the least significant wire.
 */
export function transferMatrix(dims: readonly number[], superoperator: ComplexMatrix): Float64Array {
  const size = superoperator.rows;
  const order = wirewiseOrder(dims);
  let [re, im] = [new Float64Array(size * size), new Float64Array(size * size)];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const to = (order[row] as number) * size + (order[column] as number);
      re[to] = superoperator.re(row, column);
      im[to] = superoperator.im(row, column);
    }
  }
  let stride = 1;
  for (const d of dims) {
    // Columns: E applied to G_b. Rows: tr(G_a ·), the entries conjugated.
    for (const [step, sign] of [
      [stride, 1],
      [stride * size, -1],
    ] as const) {
      [re, im] = changeBasis(re, im, step, basisEntries(d), sign);
    }
    stride *= d * d;
  }
  const dimension = dims.reduce((product, d) => product * d, 1);
  return re.map((x) => {
    const value = x / dimension;
    return Math.abs(value) < ROUNDING ? 0 : value;
  });
}

/** Entries below it are rounding of zeros: entries of a channel's matrix are at most about 1. */
const ROUNDING = 1e-15;

/** out[a] = Σ entries(a) x[place] along one index of stride `step`; `sign` −1 conjugates the entries. */
function changeBasis(
  re: Float64Array,
  im: Float64Array,
  step: number,
  basis: readonly Entries[],
  sign: number,
): [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>] {
  const [outRe, outIm] = [new Float64Array(re.length), new Float64Array(im.length)];
  for (let base = 0; base < re.length; base += step * basis.length) {
    basis.forEach((entries, a) => {
      const to = base + a * step;
      for (const [place, x, y] of entries) {
        const from = base + place * step;
        for (let k = 0; k < step; k++) {
          const [u, v] = [re[from + k] as number, im[from + k] as number];
          outRe[to + k] = (outRe[to + k] as number) + x * u - sign * y * v;
          outIm[to + k] = (outIm[to + k] as number) + x * v + sign * y * u;
        }
      }
    });
  }
  return [outRe, outIm];
}
