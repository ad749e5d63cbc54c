import type { RealArray } from '../../executable/index.js';
import type { RealOperator } from '../real-operator.js';
import {
  type BatchShape,
  type Block,
  type CombinedVector,
  type LindbladKernels,
  type PlacedOperator,
  type SeriesStep,
  type SparseForms,
  scratchOf,
} from './kernels.js';
import { twinArnoldi } from './twin-arnoldi.js';
import { applyOperator } from './twin-operator.js';

interface TwinBlock extends Block {
  readonly data: Float64Array;
}

/** The kernels in TypeScript, float64: the same algorithms as lindblad.c, tile by tile. */
export class TwinLindbladKernels implements LindbladKernels {
  readonly name = 'TypeScript float64';
  readonly precision = 'float64';
  readonly lanes = [2, 8] as const;

  allocate(numbers: number): TwinBlock {
    return { data: new Float64Array(numbers), address: 0 };
  }

  release(_block: Block): void {}

  place(operator: RealOperator): PlacedOperator {
    return { source: operator, address: 0 };
  }

  remove(_operator: PlacedOperator): void {}

  apply(
    shape: BatchShape,
    { source }: PlacedOperator,
    x: TwinBlock,
    y: TwinBlock,
    [a, b, c]: readonly [number, number, number],
  ): void {
    const scratch = new Float64Array(scratchOf(source, shape.lanes));
    const size = shape.rows * shape.lanes;
    for (let tile = 0; tile < shape.tiles; tile++) {
      applyOperator(source, x.data, tile * size, y.data, tile * size, a, b, c, scratch, shape.lanes);
    }
  }

  series(shape: BatchShape, { source }: PlacedOperator, state: TwinBlock, step: SeriesStep, out: TwinBlock): void {
    const { lanes, rows } = shape;
    const size = rows * lanes;
    const outputs = step.times * (step.readout === undefined ? rows : step.readout.start.length - 1) * lanes;
    const [scale, center, ratio] = step.scalars;
    const scratch = new Float64Array(scratchOf(source, lanes));
    let f = new Float64Array(size);
    let g = new Float64Array(size);
    for (let tile = 0; tile < shape.tiles; tile++) {
      const current = state.data.subarray(tile * size, (tile + 1) * size);
      const to = out.data.subarray(tile * outputs, (tile + 1) * outputs);
      f.set(current);
      to.fill(0);
      if (step.keep) for (let i = 0; i < size; i++) current[i] = step.last[0] * f[i];
      addOutputs(step, 0, f, to, lanes);
      for (let k = 1; k < step.last.length; k++) {
        const c = k === 1 ? 0 : k === 2 ? -2 * ratio : -ratio;
        applyOperator(source, f, 0, g, 0, scale, -center * scale, c, scratch, lanes);
        if (step.keep) {
          const e = step.last[k];
          for (let i = 0; i < size; i++) current[i] = current[i] + e * g[i];
        }
        [f, g] = [g, f];
        addOutputs(step, k, f, to, lanes);
      }
    }
  }

  arnoldi(
    shape: BatchShape,
    { source }: PlacedOperator,
    basis: TwinBlock,
    steps: number,
    norm: TwinBlock,
    h: TwinBlock,
  ): void {
    const scratch = new Float64Array(scratchOf(source, shape.lanes));
    for (let tile = 0; tile < shape.tiles; tile++) {
      twinArnoldi(shape, source, basis.data, steps, norm.data, h.data, tile, scratch);
    }
  }

  combine(
    shape: BatchShape,
    vectors: readonly CombinedVector[],
    coefficients: Float64Array,
    stride: number,
    out: TwinBlock,
  ): void {
    const { lanes, rows, tiles } = shape;
    const sum = new Float64Array(rows * lanes);
    for (let tile = 0; tile < tiles; tile++) {
      sum.fill(0);
      vectors.forEach((vector, k) => {
        const data = (vector.block as TwinBlock).data;
        const from = vector.offset + tile * vector.stride;
        const c = tile * stride + k * lanes;
        for (let i = 0; i < rows * lanes; i++) sum[i] += coefficients[c + (i % lanes)] * data[from + i];
      });
      out.data.set(sum, tile * rows * lanes);
    }
  }

  dots(shape: BatchShape, x: TwinBlock, y: TwinBlock): RealArray {
    const { lanes, rows, tiles } = shape;
    const out = new Float64Array(tiles * lanes);
    for (let tile = 0; tile < tiles; tile++) {
      const at = tile * rows * lanes;
      for (let i = 0; i < rows * lanes; i++) out[tile * lanes + (i % lanes)] += x.data[at + i] * y.data[at + i];
    }
    return out;
  }

  forms(shape: BatchShape, forms: SparseForms, left: TwinBlock, right: TwinBlock): RealArray {
    const { lanes, rows, tiles } = shape;
    const number = forms.start.length - 1;
    const out = new Float64Array(tiles * number * lanes);
    for (let tile = 0; tile < tiles; tile++) {
      const at = tile * rows * lanes;
      for (let f = 0; f < number; f++) {
        for (let k = forms.start[f]; k < forms.start[f + 1]; k++) {
          const p = at + forms.place[2 * k] * lanes;
          const q = at + forms.place[2 * k + 1] * lanes;
          const to = (tile * number + f) * lanes;
          for (let t = 0; t < lanes; t++) out[to + t] += forms.value[k] * left.data[p + t] * right.data[q + t];
        }
      }
    }
    return out;
  }

  dispose(): void {}
}

function addOutputs(step: SeriesStep, k: number, f: Float64Array, out: Float64Array, lanes: number): void {
  const { readout, times, coefficients } = step;
  if (readout === undefined) {
    for (let m = step.first[k]; m < times; m++) {
      const c = coefficients[k * times + m];
      const to = m * f.length;
      for (let i = 0; i < f.length; i++) out[to + i] += c * f[i];
    }
    return;
  }
  const outputs = readout.start.length - 1;
  for (let r = 0; r < outputs; r++) {
    for (let t = 0; t < lanes; t++) {
      let s = 0;
      for (let e = readout.start[r]; e < readout.start[r + 1]; e++) {
        s += readout.value[e] * f[readout.column[e] * lanes + t];
      }
      for (let m = step.first[k]; m < times; m++) {
        out[(m * outputs + r) * lanes + t] += coefficients[k * times + m] * s;
      }
    }
  }
}
