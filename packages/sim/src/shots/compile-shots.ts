import { angleValue, type CircuitProgram, checkCircuit, KrausError } from '@kraus/core';
import {
  type CircuitBatch,
  type CircuitExecutable,
  type CircuitGradients,
  type CircuitShape,
  type CircuitValues,
  checkBatch,
  checkCotangents,
  circuitShape,
  type EngineOptions,
  type GradientOptions,
} from '../executable/index.js';
import { sampleCounts } from '../trajectories/index.js';
import { type LooseProgram, loosen } from './loose-program.js';
import { type Setting, settingsOf } from './settings.js';
import { ruleOfAngle, type ShiftedPoint } from './shift-rule.js';

/**
 * Compiles a circuit for estimates from shots, as a device gives them: every output is read off measured digits, `draws.shots` shots
 * a setting (group of Pauli strings that agree on every wire), with standard errors. Gradients are parameter shifts, estimated from
 * as many shots each: unbiased, and as noisy as a device's. Draws are keyed by (seed, step, sample), whatever the batch.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported` for the outputs `state`, `density`, `fidelity` and observables given as
 *   matrices; `sim/no-outputs`. The executable throws `sim/no-draws`, `sim/bad-draws`, and `sim/unsupported` for gradients of trained
 *   noise and of initial states.
 */
export function compileShotsCircuit(program: CircuitProgram, options: EngineOptions = {}): CircuitExecutable {
  checkCircuit(program);
  if (program.outputs.length === 0) {
    throw new KrausError('sim/no-outputs', 'Shots: the circuit yields nothing; add an expectation or probabilities.');
  }
  return new ShotsExecutable(program, options);
}

/** A sample with its angles as they are, or with one of them shifted. */
interface Row {
  readonly sample: number;
  readonly angles: Float64Array;
}

class ShotsExecutable implements CircuitExecutable {
  readonly engine: string;
  readonly columns: number;
  readonly #shape: CircuitShape;
  readonly #loose: LooseProgram;
  readonly #settings: readonly Setting[];
  readonly #options: EngineOptions;
  #disposed = false;

  constructor(program: CircuitProgram, options: EngineOptions) {
    this.#shape = circuitShape(program);
    this.#loose = loosen(program);
    this.#settings = settingsOf(this.#loose.program);
    this.#options = options;
    this.columns = this.#shape.columns;
    this.engine = `shots, ${this.#settings.length} setting${this.#settings.length > 1 ? 's' : ''}`;
  }

  run(batch: CircuitBatch): CircuitValues<Float64Array> {
    this.#check(batch);
    return { columns: this.columns, ...this.#estimate(batch, this.#rows(batch), 0) };
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}): CircuitGradients {
    this.#check(batch);
    checkCotangents(this.#shape, batch.batch, cotangents);
    if (options.initial === true && this.#shape.initial !== 'zero') {
      throw new KrausError('sim/unsupported', 'Shots: gradients of initial states; take them from an exact engine.');
    }
    const { parameters: count, inputs: width } = this.#shape;
    const rules = this.#rules(options.inputs === true);
    const plain = this.#rows(batch);
    const rows = plain.flatMap((row) => shiftedRows(row, rules));
    const shifted = rows.length > 0 ? this.#estimate(batch, rows, 1).values : new Float64Array(0);
    const parameters = new Float64Array(count);
    const inputs = new Float64Array(batch.batch * width);
    let next = 0;
    for (const { sample } of plain) {
      rules.forEach((points, k) => {
        let derivative = 0;
        for (const { weight } of points) {
          const start = next++ * this.columns;
          for (let c = 0; c < this.columns; c++) {
            derivative += weight * (cotangents[sample * this.columns + c] as number) * (shifted[start + c] as number);
          }
        }
        for (const { source, index, scale } of this.#loose.occurrences[k]?.form.terms ?? []) {
          const [to, at] = source === 'parameter' ? [parameters, index] : [inputs, sample * width + index];
          to[at] = (to[at] as number) + scale * derivative;
        }
      });
    }
    return { ...this.run(batch), parameters, ...(options.inputs === true ? { inputs } : {}) };
  }

  dispose(): void {
    this.#disposed = true;
  }

  #check(batch: CircuitBatch): void {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    checkBatch(this.#shape, batch);
    if (batch.draws === undefined) {
      throw new KrausError('sim/no-draws', 'Shots: give the batch `draws: { seed, shots }`.');
    }
  }

  /** The shifts of every occurrence; none where nothing is asked of it. */
  #rules(inputs: boolean): readonly (readonly ShiftedPoint[])[] {
    return this.#loose.occurrences.map(({ form, operation, angle }) => {
      if (!form.terms.some(({ source }) => source === 'parameter' || inputs)) return [];
      if (operation.kind === 'gate') return ruleOfAngle(operation, angle);
      throw new KrausError(
        'sim/unsupported',
        'Shots: the gradient of values of noise is no parameter shift; the density-matrix engine gives it.',
      );
    });
  }

  #rows({ batch, parameters = [], inputs = [] }: CircuitBatch): Row[] {
    const { inputs: width } = this.#shape;
    return Array.from({ length: batch }, (_, sample) => {
      const own = Array.from({ length: width }, (__, k) => inputs[sample * width + k] as number);
      return {
        sample,
        angles: Float64Array.from(this.#loose.occurrences, ({ form }) => angleValue(form, parameters, own)),
      };
    });
  }

  /**
   * Means and standard errors of all columns, [rows, columns].
   * @param kind 0 for values, 1 for shifts: they draw from steps of their own, so that gradients leave the values as they are
   */
  #estimate(batch: CircuitBatch, rows: readonly Row[], kind: 0 | 1): { values: Float64Array; errors: Float64Array } {
    const values = new Float64Array(rows.length * this.columns);
    const errors = new Float64Array(values.length);
    const { step = 0, sample = 0, ...draws } = batch.draws ?? { seed: 0 };
    const size = this.#shape.initial === 'zero' ? 0 : (batch.initial?.length ?? 0) / batch.batch;
    const initial = new Float64Array(rows.length * size);
    const angles = new Float64Array(rows.length * this.#loose.occurrences.length);
    rows.forEach((row, r) => {
      angles.set(row.angles, r * row.angles.length);
      for (let k = 0; k < size; k++) initial[r * size + k] = batch.initial?.[row.sample * size + k] as number;
    });
    this.#settings.forEach((setting, s) => {
      const given: CircuitBatch = {
        batch: rows.length,
        inputs: angles,
        ...(size > 0 ? { initial } : {}),
        draws: {
          ...draws,
          step: 2 * (step * this.#settings.length + s) + kind,
          sample: (sample * rows.length) / batch.batch,
        },
      };
      sampleCounts(setting.program, given, this.#options).forEach((counts, row) => {
        addMeans(setting, counts, row * this.columns, values, errors);
      });
    });
    return { values, errors: errors.map(Math.sqrt) };
  }
}

/** Every angle with a rule at each of its shifts, the others as they are. */
function shiftedRows(row: Row, rules: readonly (readonly ShiftedPoint[])[]): Row[] {
  return rules.flatMap((points, k) =>
    points.map(({ shift }) => {
      const angles = row.angles.slice();
      angles[k] = (angles[k] as number) + shift;
      return { sample: row.sample, angles };
    }),
  );
}

/** Adds the mean of one setting's shots to each column, and the square of its standard error. */
function addMeans(
  { contributions }: Setting,
  counts: ReadonlyMap<string, number>,
  start: number,
  values: Float64Array,
  squares: Float64Array,
): void {
  const shots = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const outcomes = [...counts].map(([text, count]) => {
    const digits = (text.includes(',') ? text.split(',') : [...text]).map(Number).reverse();
    const sums = new Map<number, number>();
    for (const { column, value } of contributions) sums.set(column, (sums.get(column) ?? 0) + value(digits));
    return { count, sums };
  });
  for (const column of new Set(contributions.map((contribution) => contribution.column))) {
    let [sum, square] = [0, 0];
    for (const outcome of outcomes) {
      const value = outcome.sums.get(column) ?? 0;
      sum += outcome.count * value;
      square += outcome.count * value * value;
    }
    const mean = sum / shots;
    const at = start + column;
    values[at] = (values[at] as number) + mean;
    const spread =
      shots > 1 ? Math.max(0, square - shots * mean * mean) / (shots * (shots - 1)) : Number.POSITIVE_INFINITY;
    squares[at] = (squares[at] as number) + spread;
  }
}
