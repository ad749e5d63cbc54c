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

/** Undoes {@link distributionsOf} for images whose pixels sum to `brightness`; pixels above 255 are cut. */
export function pixelsOf(rows: Distributions, size: number, embedding: Embedding, brightness: number): Uint8Array {
  const values = embedding === 'root' ? rows.slice() : rows.map(Math.sqrt);
  // A Uint8ClampedArray rounds to the nearest and cuts.
  return new Uint8Array(Uint8ClampedArray.from(normalise(values, size), (p) => p * brightness).buffer);
}
