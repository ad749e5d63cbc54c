import type { Coordinates } from '../coordinates.js';
import type { DensityMatrixPlan, PlanOutput } from '../plan.js';

/** Sum over an output's blocks of coordinate k; nothing for k < 0. */
function read(output: PlanOutput, v: Float64Array, size: number, k: number): number {
  if (k < 0) return 0;
  return output.blocks.reduce((sum, block) => sum + (v[block * size + k] as number), 0);
}

function add(output: PlanOutput, lambda: Float64Array, size: number, k: number, value: number): void {
  if (k < 0) return;
  for (const block of output.blocks) lambda[block * size + k] = (lambda[block * size + k] as number) + value;
}

/** Every factor of a marginal by its matrix or the transpose, in place. */
function transformMarginal(
  output: Extract<PlanOutput, { kind: 'marginal' }>,
  x: Float64Array,
  transposed: boolean,
): void {
  let [step, m] = [1, 0];
  for (const factor of output.factors) {
    const n = Math.abs(factor);
    if (factor > 0) {
      const matrix = output.matrices[m++] as Float64Array;
      for (let j = 0; j < x.length; j += step * n) {
        for (let k = j; k < j + step; k++) {
          const old = Array.from({ length: n }, (_, i) => x[k + i * step] as number);
          for (let i = 0; i < n; i++) {
            x[k + i * step] = old.reduce(
              (sum, value, l) => sum + (matrix[transposed ? l * n + i : i * n + l] as number) * value,
              0,
            );
          }
        }
      }
    }
    step *= n;
  }
}

const functionalOf = (
  output: Extract<PlanOutput, { kind: 'fidelity' }>,
  end: Coordinates,
  targets: ArrayLike<number> | undefined,
  sample: number,
  dimension: number,
): Float64Array =>
  output.target === 'per-sample'
    ? end.fidelityFunctional(targets ?? [], 2 * dimension * sample)
    : end.fidelityFunctional(output.target);

/** All outputs of one sample into `to`, from `at` on. */
export function writeOutputs(
  plan: DensityMatrixPlan,
  end: Coordinates,
  v: Float64Array,
  targets: ArrayLike<number> | undefined,
  sample: number,
  to: Float64Array,
): void {
  const [size, at, D] = [2 ** plan.bits, sample * plan.columns, plan.dimension];
  for (const output of plan.outputs) {
    const first = at + output.column;
    switch (output.kind) {
      case 'functional':
        for (let i = 0; i < output.size; i++) {
          let sum = 0;
          for (let e = output.rows[i] as number; e < (output.rows[i + 1] as number); e++) {
            sum += (output.coefficients[e] as number) * read(output, v, size, output.index[e] as number);
          }
          to[first + i] = sum;
        }
        break;
      case 'marginal': {
        const x = Float64Array.from(output.index, (k) => read(output, v, size, k));
        transformMarginal(output, x, false);
        to.set(x, first);
        break;
      }
      case 'density': {
        const u = Float64Array.from({ length: size }, (_, k) => read(output, v, size, k) / D);
        end.unfold(u);
        for (let i = 0; i < D; i++) {
          for (let j = 0; j < D; j++) {
            const [a, b] = [u[end.place(i, j)] as number, u[end.place(j, i)] as number];
            to[first + 2 * (i * D + j)] = (a + b) / 2;
            to[first + 2 * (i * D + j) + 1] = (a - b) / 2;
          }
        }
        break;
      }
      case 'fidelity': {
        const f = functionalOf(output, end, targets, sample, D);
        to[first] = f.reduce((sum, value, k) => sum + value * read(output, v, size, k), 0);
        break;
      }
    }
  }
}

/** The gradient of the cotangents' loss by the coordinates at the end, of one sample. */
export function seedLambda(
  plan: DensityMatrixPlan,
  end: Coordinates,
  targets: ArrayLike<number> | undefined,
  sample: number,
  cotangents: ArrayLike<number>,
): Float64Array {
  const [size, at, D] = [2 ** plan.bits, sample * plan.columns, plan.dimension];
  const lambda = new Float64Array(size * plan.blocks);
  for (const output of plan.outputs) {
    const cotangent = (k: number) => cotangents[at + output.column + k] as number;
    switch (output.kind) {
      case 'functional':
        for (let i = 0; i < output.size; i++) {
          for (let e = output.rows[i] as number; e < (output.rows[i + 1] as number); e++) {
            add(output, lambda, size, output.index[e] as number, (output.coefficients[e] as number) * cotangent(i));
          }
        }
        break;
      case 'marginal': {
        const x = Float64Array.from({ length: output.size }, (_, k) => cotangent(k));
        transformMarginal(output, x, true);
        x.forEach((value, k) => {
          add(output, lambda, size, output.index[k] as number, value);
        });
        break;
      }
      case 'density': {
        const u = new Float64Array(size);
        for (let i = 0; i < D; i++) {
          for (let j = 0; j < D; j++) {
            const [p, q] = [2 * (i * D + j), 2 * (j * D + i)];
            u[end.place(i, j)] = (cotangent(p) + cotangent(q) + cotangent(p + 1) - cotangent(q + 1)) / (2 * D);
          }
        }
        end.fold(u);
        u.forEach((value, k) => {
          add(output, lambda, size, k, value);
        });
        break;
      }
      case 'fidelity':
        functionalOf(output, end, targets, sample, D).forEach((value, k) => {
          add(output, lambda, size, k, cotangent(0) * value);
        });
        break;
    }
  }
  return lambda;
}
