import { type BatchShape, type Block, type LindbladKernels, vectorLength } from './kernels.js';

/** Where coordinate `row` of vector b lies within a block [tile][row][lane]. */
export function positionOf({ lanes, rows }: BatchShape, b: number, row: number): number {
  return (Math.floor(b / lanes) * rows + row) * lanes + (b % lanes);
}

/** A vector of the whole batch, zero but for what `fill` sets. */
export function newVector(
  kernels: LindbladKernels,
  shape: BatchShape,
  fill: (b: number, set: (row: number, value: number) => void) => void = () => {},
): Block {
  const block = kernels.allocate(vectorLength(shape));
  fillVector(shape, block, fill);
  return block;
}

/** Sets the coordinates of every vector; those that `fill` leaves out become 0. */
export function fillVector(
  shape: BatchShape,
  block: Block,
  fill: (b: number, set: (row: number, value: number) => void) => void,
): void {
  const data = block.data;
  data.fill(0);
  for (let b = 0; b < shape.count; b++) {
    const base = positionOf(shape, b, 0);
    fill(b, (row, value) => {
      data[base + row * shape.lanes] = value;
    });
  }
}

export function copyVector(kernels: LindbladKernels, shape: BatchShape, vector: Block): Block {
  const copy = kernels.allocate(vectorLength(shape));
  copy.data.set(vector.data);
  return copy;
}

/** Vector number q of so many that the series kernel wrote side by side, [tile][q][row][lane]. */
export function pickVector(
  kernels: LindbladKernels,
  shape: BatchShape,
  block: Block,
  count: number,
  q: number,
  to: Block,
): void {
  const size = shape.rows * shape.lanes;
  const one = new Float64Array(shape.lanes).fill(1);
  kernels.combine(shape, [{ block, offset: q * size, stride: count * size }], one, 0, to);
}

/** x ← x + y. */
export function addVector(kernels: LindbladKernels, shape: BatchShape, x: Block, y: Block): void {
  const stride = shape.rows * shape.lanes;
  const ones = new Float64Array(2 * shape.lanes).fill(1);
  const vectors = [x, y].map((block) => ({ block, offset: 0, stride }));
  kernels.combine(shape, vectors, ones, 0, x);
}
