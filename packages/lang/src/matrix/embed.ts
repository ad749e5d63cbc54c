import { SparseMatrix } from './sparse-matrix.js';

/**
 * An operator on some factors of a system, as an operator on all of it, identity elsewhere.
 *
 * @param local square; its least significant index belongs to `positions[0]`
 * @param positions distinct factors of the system
 * @param dims dimension of each factor of the system, least significant first
 */
export function embedMatrix(local: SparseMatrix, positions: readonly number[], dims: readonly number[]): SparseMatrix {
  const strides: number[] = [];
  let total = 1;
  for (const dim of dims) {
    strides.push(total);
    total *= dim;
  }
  const offsets = offsetsOf(positions, dims, strides);
  const rest = dims.map((_, index) => index).filter((index) => !positions.includes(index));
  const restOffsets = offsetsOf(rest, dims, strides);
  return SparseMatrix.from(total, total, (add) => {
    local.forEach((i, j, re, im) => {
      for (const rest of restOffsets) add((offsets[i] ?? 0) + rest, (offsets[j] ?? 0) + rest, re, im);
    });
  });
}

/** For every basis index of the chosen factors, its contribution to the whole system's index. */
function offsetsOf(positions: readonly number[], dims: readonly number[], strides: readonly number[]): number[] {
  let offsets = [0];
  for (const position of positions) {
    const dim = dims[position] ?? 1;
    const stride = strides[position] ?? 0;
    offsets = Array.from({ length: dim }, (_, level) => offsets.map((offset) => offset + level * stride)).flat();
  }
  return offsets;
}
