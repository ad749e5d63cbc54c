import { ComplexMatrix, checkDensityMatrix, KrausError } from '@kraus/core';

/** States of one system, side by side in the layout that circuits start from. All of them are pure kets or all are density matrices. */
export interface StateEnsemble {
  readonly kind: 'pure' | 'mixed';
  /** D, the dimension of the system. */
  readonly dimension: number;
  readonly count: number;
  /**
   * Row-major, re and im interleaved: amplitudes `[count, D, 2]` of pure states, density matrices `[count, D, D, 2]` of mixed ones.
   */
  readonly data: Float64Array;
}

/** Largest error of norm or trace that a given state may have. */
const TOLERANCE = 1e-5;

/** Numbers that one state takes. */
export function stateSize({ kind, dimension }: Pick<StateEnsemble, 'kind' | 'dimension'>): number {
  return kind === 'pure' ? 2 * dimension : 2 * dimension * dimension;
}

/**
 * An ensemble from kets (columns) or density matrices (square), all of one shape.
 * @throws KrausError `states/wrong-shape`
 */
export function ensembleOf(states: readonly ComplexMatrix[]): StateEnsemble {
  const [first] = states;
  if (first === undefined)
    throw new KrausError('states/wrong-shape', 'States: none were given, expected at least one.');
  const { rows, columns } = first;
  const odd = states.find((state) => state.rows !== rows || state.columns !== columns) ?? first;
  if (odd.rows !== rows || odd.columns !== columns || (columns !== 1 && columns !== rows)) {
    throw new KrausError(
      'states/wrong-shape',
      `States: ${odd.rows} × ${odd.columns} beside ${rows} × ${columns}; expected all kets (D × 1) or all density matrices (D × D) of one dimension.`,
    );
  }
  const size = first.data.length;
  const data = new Float64Array(states.length * size);
  for (const [k, state] of states.entries()) data.set(state.data, k * size);
  return { kind: columns === 1 ? 'pure' : 'mixed', dimension: rows, count: states.length, data };
}

/** State `index` as a matrix of its own: a column if pure, else D × D. @throws KrausError `states/bad-index` */
export function stateAt(states: StateEnsemble, index: number): ComplexMatrix {
  if (!Number.isInteger(index) || index < 0 || index >= states.count) {
    throw new KrausError('states/bad-index', `State ${index} of ${states.count}: expected 0 … ${states.count - 1}.`);
  }
  const size = stateSize(states);
  const columns = states.kind === 'pure' ? 1 : states.dimension;
  return new ComplexMatrix(states.dimension, columns, states.data.slice(index * size, (index + 1) * size));
}

/** The states with these numbers, in this order; a number may come more than once. */
export function takeStates(states: StateEnsemble, indices: ArrayLike<number>): StateEnsemble {
  const size = stateSize(states);
  const data = new Float64Array(indices.length * size);
  for (let k = 0; k < indices.length; k++) {
    const [from, to] = [(indices[k] as number) * size, k * size];
    for (let i = 0; i < size; i++) data[to + i] = states.data[from + i] as number;
  }
  return { ...states, count: indices.length, data };
}

/** The same states as density matrices. */
export function densityMatrices(states: StateEnsemble): StateEnsemble {
  if (states.kind === 'mixed') return states;
  const { dimension: d, count } = states;
  const data = new Float64Array(2 * d * d * count);
  for (let n = 0; n < count; n++) {
    const ket = states.data.subarray(2 * d * n, 2 * d * (n + 1));
    for (let i = 0; i < d; i++) {
      const [a, b] = [ket[2 * i] as number, ket[2 * i + 1] as number];
      for (let j = 0; j < d; j++) {
        const [c, e] = [ket[2 * j] as number, ket[2 * j + 1] as number];
        const at = 2 * (d * (d * n + i) + j);
        data[at] = a * c + b * e;
        data[at + 1] = b * c - a * e;
      }
    }
  }
  return { kind: 'mixed', dimension: d, count, data };
}

/** The mean density matrix of an ensemble, D × D. */
export function meanState(states: StateEnsemble): ComplexMatrix {
  const { dimension: d, count, kind, data } = states;
  const mean = new ComplexMatrix(d, d);
  const size = mean.data.length;
  if (kind === 'mixed') {
    for (let k = 0; k < data.length; k++) {
      mean.data[k % size] = (mean.data[k % size] as number) + (data[k] as number) / count;
    }
    return mean;
  }
  // Σ_n |x_n><x_n| without a matrix for each state: the lower triangle, then its mirror image.
  const sum = mean.data;
  for (let n = 0; n < count; n++) {
    const ket = 2 * d * n;
    for (let i = 0; i < d; i++) {
      const [a, b] = [data[ket + 2 * i] as number, data[ket + 2 * i + 1] as number];
      for (let j = 0; j <= i; j++) {
        const [c, e] = [data[ket + 2 * j] as number, data[ket + 2 * j + 1] as number];
        const at = 2 * (d * i + j);
        sum[at] = (sum[at] as number) + a * c + b * e;
        sum[at + 1] = (sum[at + 1] as number) + b * c - a * e;
      }
    }
  }
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const [low, high] = [2 * (d * i + j), 2 * (d * j + i)];
      const [re, im] = [(sum[low] as number) / count, (sum[low + 1] as number) / count];
      sum[low] = sum[high] = re;
      sum[high + 1] = -im;
      sum[low + 1] = im;
    }
  }
  return mean;
}

/**
 * Checks states that come from outside and scales each to norm or trace one (they may be off by 1e-5, as in single precision).
 * @param where the file's name, for errors
 * @throws KrausError `states/not-a-state`, naming the state and what is wrong
 */
export function normaliseStates(states: StateEnsemble, where: string): StateEnsemble {
  const size = stateSize(states);
  const data = states.data.slice();
  for (let n = 0; n < states.count; n++) {
    const one = data.subarray(n * size, (n + 1) * size);
    const weight = states.kind === 'pure' ? one.reduce((sum, x) => sum + x * x, 0) : traceOf(one, states.dimension);
    if (!(Math.abs(weight - 1) <= TOLERANCE)) {
      const what = states.kind === 'pure' ? 'squared norm' : 'trace';
      throw new KrausError(
        'states/not-a-state',
        `${where}: state ${n} has ${what} ${weight}, expected 1 (to ${TOLERANCE}).`,
      );
    }
    const factor = states.kind === 'pure' ? Math.sqrt(weight) : weight;
    for (let k = 0; k < size; k++) one[k] = (one[k] as number) / factor;
    if (states.kind === 'mixed') checkMixed(new ComplexMatrix(states.dimension, states.dimension, one), where, n);
  }
  return { ...states, data };
}

function traceOf(matrix: Float64Array, d: number): number {
  let trace = 0;
  for (let i = 0; i < d; i++) trace += matrix[2 * (d * i + i)] as number;
  return trace;
}

function checkMixed(rho: ComplexMatrix, where: string, index: number): void {
  try {
    checkDensityMatrix(rho, TOLERANCE);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KrausError('states/not-a-state', `${where}: state ${index} is not a state. ${why}`, { cause });
  }
}
