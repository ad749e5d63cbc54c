import {
  applyToBatch,
  basisProjectors,
  type ChannelForwardSpec,
  type ChannelProgram,
  ComplexMatrix,
  luDecompose,
  matrixUnits,
  modulus,
  multiply,
  type OperatorBatch,
  solve,
} from '@kraus/core';

/** The dimension of a channel's system; infinite if there is no channel. */
export function dimensionOf(channel: ChannelProgram | undefined): number {
  return channel?.dims.reduce((product, dim) => product * dim, 1) ?? Number.POSITIVE_INFINITY;
}

/**
 * The purity of E(|ψ><ψ|), averaged over all ψ: (tr E(1)² + Σ_ij tr E(|i><j|) E(|j><i|)) / (d (d + 1)). 1 for a unitary.
 * Source: the second moment of Haar-random states, (1 + SWAP) / (d (d + 1)).
 */
export function meanPurity(channel: ChannelProgram): number {
  const images = applyToBatch(channel, matrixUnits(dimensionOf(channel)));
  const d = images.dimension;
  const identity = sumOfImages(images);
  return (squares(identity.re) + squares(identity.im) + squares(images.re) + squares(images.im)) / (d * (d + 1));
}

/** E(1) from the images of all |i><j|. */
function sumOfImages({ dimension: d, count, re, im }: OperatorBatch): { re: Float64Array; im: Float64Array } {
  const sum = { re: new Float64Array(d * d), im: new Float64Array(d * d) };
  for (let entry = 0; entry < d * d; entry++) {
    for (let j = 0; j < d; j++) {
      const at = entry * count + j + d * j;
      sum.re[entry] = (sum.re[entry] as number) + (re[at] as number);
      sum.im[entry] = (sum.im[entry] as number) + (im[at] as number);
    }
  }
  return sum;
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** A bound on the trace distance between E(ρ) and E(σ) for any two states: √d times the size of E off the replacement of all by one. */
export function spreadOfStates(channel: ChannelProgram): number {
  const images = applyToBatch(channel, matrixUnits(dimensionOf(channel)));
  const { dimension: d, count } = images;
  const identity = sumOfImages(images);
  let off = 0;
  for (const part of ['re', 'im'] as const) {
    for (let entry = 0; entry < d * d; entry++) {
      for (let unit = 0; unit < count; unit++) {
        const one = unit % (d + 1) === 0 ? (identity[part][entry] as number) / d : 0;
        off += ((images[part][entry * count + unit] as number) - one) ** 2;
      }
    }
  }
  return Math.sqrt(d * off);
}

/** P(j → i) over processes one after another, each measured at its end at least: element (i, j). */
export function transitionsAfter(processes: readonly ChannelForwardSpec[]): ComplexMatrix {
  return processes.map(transitionsOfProcess).reduce((before, next) => multiply(next, before));
}

function transitionsOfProcess({ channels, steps, mode }: ChannelForwardSpec): ComplexMatrix {
  const each = Array.from({ length: steps }, (_, step) => channels[channels.length === 1 ? 0 : step] as ChannelProgram);
  if (mode === 'coherent') return transitionsOf(each);
  const known = new Map(channels.map((channel) => [channel, transitionsOf([channel])]));
  const matrices = each.map((channel) => known.get(channel) as ComplexMatrix);
  return matrices.reduce((before, next) => multiply(next, before));
}

/** P(j → i) of channels one after another, measured at the end. */
export function transitionsOf(channels: readonly ChannelProgram[]): ComplexMatrix {
  const d = dimensionOf(channels[0]);
  const images = channels.reduce((batch, channel) => applyToBatch(channel, batch), basisProjectors(d));
  const matrix = new ComplexMatrix(d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) matrix.set(i, j, images.re[(i + d * i) * d + j] as number);
  }
  return matrix;
}

/** The largest total-variation distance between two columns. */
export function spread(matrix: ComplexMatrix): number {
  let most = 0;
  for (let j = 0; j < matrix.columns; j++) most = Math.max(most, distanceTo(matrix, columnOf(matrix, j)));
  return most;
}

/** I(x₀; x) in bits for uniform x₀: what a measurement still tells of where the process began. */
export function informationLeft(matrix: ComplexMatrix): number {
  const n = matrix.columns;
  let bits = 0;
  for (let i = 0; i < matrix.rows; i++) {
    let total = 0;
    for (let j = 0; j < n; j++) total += matrix.re(i, j);
    for (let j = 0; j < n; j++) {
      const p = matrix.re(i, j);
      if (p > 0) bits += (p / n) * Math.log2((p * n) / total);
    }
  }
  return bits;
}

/** The total-variation distance between a distribution and the column furthest from it. */
export function distanceTo(matrix: ComplexMatrix, distribution: readonly number[]): number {
  let most = 0;
  for (let j = 0; j < matrix.columns; j++) {
    const sum = distribution.reduce((total, p, i) => total + Math.abs(matrix.re(i, j) - p), 0);
    most = Math.max(most, sum / 2);
  }
  return most;
}

function columnOf(matrix: ComplexMatrix, j: number): number[] {
  return Array.from({ length: matrix.rows }, (_, i) => matrix.re(i, j));
}

/** The distribution p = Q p of a column-stochastic matrix; undefined if there are several. */
export function stationary(matrix: ComplexMatrix): number[] | undefined {
  const n = matrix.rows;
  const system = matrix.clone();
  for (let i = 0; i < n; i++) system.set(i, i, matrix.re(i, i) - 1);
  // One equation follows from the others; that the probabilities sum to 1 takes its place.
  for (let j = 0; j < n; j++) system.set(0, j, 1);
  const lu = luDecompose(system);
  const pivots = Array.from({ length: n }, (_, k) => modulus(...lu.factors.at(k, k)));
  if (Math.min(...pivots) <= 1e-11 * Math.max(...pivots)) return undefined;
  const right = new ComplexMatrix(n, 1);
  right.set(0, 0, 1);
  return columnOf(solve(lu, right), 0);
}
