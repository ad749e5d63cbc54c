/** Rows of distributions over `size` outcomes, `[rows, size]`, each summing to 1. */
export type Distributions = Float32Array;

/** How values become amplitudes. */
export type Embedding = 'root' | 'linear';

/** Divides every row by its sum; a row without weight becomes uniform. Negative entries count as zero. In place. */
export function normalise(rows: Float32Array, size: number): Distributions {
  for (let first = 0; first < rows.length; first += size) {
    let sum = 0;
    for (let k = first; k < first + size; k++) {
      if (!(rows[k] > 0)) rows[k] = 0;
      sum += rows[k];
    }
    if (sum > 0) for (let k = first; k < first + size; k++) rows[k] /= sum;
    else rows.fill(1 / size, first, first + size);
  }
  return rows;
}

/** Real amplitudes of norm 1: the roots of the entries, or the entries over their norm. */
export function amplitudesOf(rows: Distributions, size: number, embedding: Embedding): Float32Array {
  if (embedding === 'root') return rows.map(Math.sqrt);
  const amplitudes = new Float32Array(rows.length);
  for (let first = 0; first < rows.length; first += size) {
    let squares = 0;
    for (let k = first; k < first + size; k++) squares += rows[k] * rows[k];
    const norm = Math.sqrt(squares);
    for (let k = first; k < first + size; k++) amplitudes[k] = rows[k] / norm;
  }
  return amplitudes;
}

/** What measuring the embedded images gives: images in pixels 0 … 255 as distributions. */
export function distributionsOf(pixels: Uint8Array, size: number, embedding: Embedding): Distributions {
  const amplitudes = amplitudesOf(normalise(Float32Array.from(pixels), size), size, embedding);
  return normalise(
    amplitudes.map((a) => a * a),
    size,
  );
}

/** What is lost when an image becomes a distribution: the sum of its pixels, or the largest. */
export type Brightness = 'peak' | 'mean';

/** Sum or largest pixel, mean over images. */
export function brightnessOf(pixels: Uint8Array, size: number, brightness: Brightness): number {
  let total = 0;
  for (let first = 0; first < pixels.length; first += size) {
    const image = pixels.subarray(first, first + size);
    total += image.reduce((a, b) => (brightness === 'mean' ? a + b : Math.max(a, b)), 0);
  }
  return (total * size) / pixels.length;
}

/** Undoes {@link distributionsOf} for images of that sum or largest pixel; pixels above 255 are cut. */
export function pixelsOf(
  rows: Distributions,
  size: number,
  embedding: Embedding,
  { kind, value }: { readonly kind: Brightness; readonly value: number },
): Uint8Array {
  const values = normalise(embedding === 'root' ? rows.slice() : rows.map(Math.sqrt), size);
  for (let first = 0; first < values.length; first += size) {
    const image = values.subarray(first, first + size);
    const scale = kind === 'mean' ? value : value / image.reduce((a, b) => Math.max(a, b), 0);
    for (let k = 0; k < size; k++) image[k] *= scale;
  }
  // A Uint8ClampedArray rounds to the nearest and cuts.
  return new Uint8Array(Uint8ClampedArray.from(values).buffer);
}

/**
 * Mean of Σ√(p q) over pairs of rows: 0 where they have no outcome in common, 1 where they are equal. Of two states embedded by roots and
 * measured after any channel it never falls (the fidelity of states is at most that of what is measured, and channels do not lower it).
 */
export function meanOverlap(rows: Distributions, size: number): number {
  const count = rows.length / size;
  let sum = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      for (let k = 0; k < size; k++) sum += Math.sqrt(rows[a * size + k] * rows[b * size + k]);
    }
  }
  return sum / Math.max((count * (count - 1)) / 2, 1);
}
