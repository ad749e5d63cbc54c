import { KrausError } from '@kraus/core';
import {
  type CircuitBatch,
  type CircuitExecutable,
  type CircuitGradients,
  type CircuitValues,
  checkBatch,
  checkCotangents,
  type GradientOptions,
} from '../executable/index.js';
import { checkHermitian } from './check-hermitian.js';
import { planCheckpoints } from './checkpoints.js';
import { Coordinates } from './coordinates.js';
import { addNoiseGradients, type NoiseNumbers, noiseValues, numberNoise } from './noise.js';
import type { DensityMatrixPlan, NoiseForm, Pass } from './plan.js';
import { applyPass, pullBack, type SampleSink, type SampleSource, seedLambda, writeOutputs } from './twin/index.js';

/** A circuit run in plain TypeScript, in float64: same passes as the kernels, several times slower, runs everywhere. */
export class ScriptDensityMatrix implements CircuitExecutable {
  readonly engine = 'density matrix, TypeScript float64';
  readonly columns: number;
  readonly #plan: DensityMatrixPlan;
  readonly #numbers: NoiseNumbers;
  readonly #start: Coordinates;
  readonly #end: Coordinates;
  #disposed = false;

  constructor(plan: DensityMatrixPlan) {
    this.#plan = plan;
    this.columns = plan.columns;
    this.#numbers = numberNoise(plan.noises);
    this.#start = new Coordinates(plan, plan.layout.start);
    this.#end = new Coordinates(plan, plan.layout.end);
  }

  run(batch: CircuitBatch): CircuitValues<Float64Array> {
    this.#check(batch);
    const plan = this.#plan;
    const sourceOf = this.#sources(batch);
    const values = new Float64Array(batch.batch * this.columns);
    for (let b = 0; b < batch.batch; b++) {
      const v = this.#initial(batch, b);
      const source = sourceOf(b);
      for (const pass of plan.passes) applyPass(plan, pass, v, source);
      writeOutputs(plan, this.#end, v, batch.targets, b, values);
    }
    return { columns: this.columns, values };
  }

  gradient(
    batch: CircuitBatch,
    cotangents: ArrayLike<number>,
    options: GradientOptions = {},
  ): CircuitGradients<Float64Array> {
    this.#check(batch);
    checkCotangents(this.#plan, batch.batch, cotangents);
    const plan = this.#plan;
    const numbers = this.#numbers;
    const sourceOf = this.#sources(batch);
    const values = new Float64Array(batch.batch * this.columns);
    const parameters = new Float64Array(plan.parameters);
    const inputs = new Float64Array(batch.batch * plan.inputs);
    const wantsInitial = options.initial === true && plan.initial !== 'zero';
    const initial = new Float64Array(wantsInitial ? (batch.initial?.length ?? 0) : 0);
    const noise = {
      shared: new Float64Array(numbers.shared),
      perSample: new Float64Array(numbers.perSample * batch.batch),
    };
    for (let b = 0; b < batch.batch; b++) {
      const source = sourceOf(b);
      const sink: SampleSink = {
        angle: (angle, derivative) => {
          for (const term of angle.terms) {
            const [to, at] =
              term.source === 'parameter' ? [parameters, term.index] : [inputs, b * plan.inputs + term.index];
            to[at] = (to[at] as number) + term.scale * derivative;
          }
        },
        noise: (form, entry, derivative) => {
          const own = plan.noises[form]?.perSample === true;
          const to = own ? noise.perSample : noise.shared;
          const at = (own ? b * numbers.perSample : 0) + (numbers.first[form] as number) + entry;
          to[at] = (to[at] as number) + derivative;
        },
      };
      const lambda = seedLambda(plan, this.#end, batch.targets, b, cotangents);
      this.#reverse(this.#initial(batch, b), source, lambda, sink, (v) => {
        writeOutputs(plan, this.#end, v, batch.targets, b, values);
      });
      if (wantsInitial) this.#initialGradient(batch, b, lambda, initial);
    }
    const gradientInputs = options.inputs === true ? inputs : undefined;
    addNoiseGradients(plan.noises, numbers, batch, plan.inputs, noise, parameters, gradientInputs);
    return {
      columns: this.columns,
      values,
      parameters,
      ...(gradientInputs === undefined ? {} : { inputs: gradientInputs }),
      ...(wantsInitial ? { initial } : {}),
    };
  }

  dispose(): void {
    this.#disposed = true;
  }

  #check(batch: CircuitBatch): void {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    checkBatch(this.#plan, batch);
    if (this.#plan.initial === 'density') checkHermitian(batch, this.#plan.dimension);
  }

  #sources(batch: CircuitBatch): (sample: number) => SampleSource {
    const { noises, inputs } = this.#plan;
    const numbers = this.#numbers;
    const { shared, perSample } = noiseValues(noises, numbers, batch, inputs);
    return (sample) => ({
      parameters: batch.parameters ?? [],
      inputs: Array.from({ length: inputs }, (_, k) => batch.inputs?.[sample * inputs + k] ?? 0),
      noise: (form) => {
        const { perSample: own, pattern } = noises[form] as NoiseForm;
        const at = (own ? sample * numbers.perSample : 0) + (numbers.first[form] as number);
        return (own ? perSample : shared).subarray(at, at + pattern.columns.length);
      },
    });
  }

  #initial(batch: CircuitBatch, sample: number): Float64Array {
    const { bits, blocks, dimension: D, initial } = this.#plan;
    const start = this.#start;
    const given = batch.initial ?? [];
    let u = new Float64Array(2 ** bits);
    if (initial === 'zero') u[0] = 1;
    else if (initial === 'amplitudes') u = start.projector(given, 2 * D * sample) as Float64Array<ArrayBuffer>;
    else {
      for (let i = 0; i < D; i++) {
        for (let j = 0; j < D; j++) {
          const at = 2 * ((sample * D + i) * D + j);
          u[start.place(i, j)] = (given[at] as number) + (given[at + 1] as number);
        }
      }
    }
    start.fold(u);
    const v = new Float64Array(u.length * blocks);
    v.set(u);
    return v;
  }

  #initialGradient(batch: CircuitBatch, sample: number, lambda: Float64Array, to: Float64Array): void {
    const { bits, dimension: D, initial } = this.#plan;
    const start = this.#start;
    const u = lambda.slice(0, 2 ** bits);
    start.unfold(u);
    const a = (j: number, part: number) => batch.initial?.[2 * (sample * D + j) + part] as number;
    for (let i = 0; i < D; i++) {
      for (let j = 0; j < D; j++) {
        const [g, h] = [u[start.place(i, j)] as number, u[start.place(j, i)] as number];
        if (initial === 'density') {
          to.set([(g + h) / 2, (g - h) / 2], 2 * ((sample * D + i) * D + j));
          continue;
        }
        const [sum, difference] = [a(j, 0) + a(j, 1), a(j, 0) - a(j, 1)];
        const at = 2 * (sample * D + i);
        to[at] = (to[at] as number) + g * difference + h * sum;
        to[at + 1] = (to[at + 1] as number) + g * sum - h * difference;
      }
    }
  }

  /** Forward with checkpoints, `end` at the last state, then backward: λ ends up at the start. */
  #reverse(
    start: Float64Array,
    source: SampleSource,
    lambda: Float64Array,
    sink: SampleSink,
    end: (v: Float64Array) => void,
  ): void {
    const plan = this.#plan;
    const { passes } = plan;
    const { slots, depth } = planCheckpoints(passes.length, 8 * start.length);
    const advance = (state: Float64Array, level: number, first: number, last: number): Float64Array[] => {
      const step = slots ** level;
      const kept = [state];
      let v = state.slice();
      for (let k = first; k < last; k++) {
        applyPass(plan, passes[k] as Pass, v, source);
        if ((k + 1 - first) % step === 0 || k + 1 === last) {
          kept.push(v);
          v = v.slice();
        }
      }
      return kept;
    };
    const back = (kept: readonly Float64Array[], level: number, first: number, last: number): void => {
      const step = slots ** level;
      for (let k = Math.ceil((last - first) / step) - 1; k >= 0; k--) {
        const from = first + k * step;
        const state = kept[k] as Float64Array;
        if (level === 0) pullBack(plan, passes[from] as Pass, lambda, state, source, sink);
        else {
          const to = Math.min(from + step, last);
          back(advance(state, level - 1, from, to), level - 1, from, to);
        }
      }
    };
    const kept = advance(start, depth - 1, 0, passes.length);
    end(kept.at(-1) as Float64Array);
    back(kept, depth - 1, 0, passes.length);
  }
}
