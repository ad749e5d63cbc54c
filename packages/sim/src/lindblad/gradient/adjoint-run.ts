import type { GeneratorProgram } from '@kraus/core';
import { eachCoordinate } from '../hermitian-coordinates.js';
import {
  addVector,
  type BatchShape,
  type Block,
  batchShape,
  copyVector,
  fillVector,
  type LindbladKernels,
  newVector,
  type PlacedOperator,
  pickVector,
  vectorLength,
} from '../kernels/index.js';
import { Outputs } from '../outputs.js';
import { adjointOperator, type RealOperator } from '../real-operator.js';
import { ParameterForms } from './parameter-forms.js';
import type { CheckedGradientRequest, LindbladGradients } from './request.js';
import type { Stretch, StretchRule } from './stretches.js';

/** The way through time, cut into stretches. */
export interface AdjointPath {
  readonly path: readonly Stretch[];
  /** The state is kept at the beginning of every so many stretches. */
  readonly stride: number;
  readonly rule: (length: number) => StretchRule;
}

/** One vector–Jacobian product: forwards with the generator, backwards with its dual. */
export class AdjointRun {
  readonly #request: CheckedGradientRequest;
  readonly #dimension: number;
  readonly #kernels: LindbladKernels;
  readonly #shape: BatchShape;
  readonly #path: AdjointPath;
  readonly #forth: PlacedOperator;
  readonly #back: PlacedOperator;
  readonly #state: Block;
  readonly #lambda: Block;
  readonly #cotangent: Block;
  /** For scratch: the slope on the way forwards, ρ and λ at a node on the way back. */
  readonly #left: Block;
  readonly #right: Block;
  readonly #nothing: Block;
  readonly #outputs: Outputs;
  readonly #forms: ParameterForms;
  readonly #timeGradient: Float64Array;
  readonly #sums: Float64Array;
  readonly #kept: Block[] = [];
  readonly #rules = new Map<string, StretchRule>();
  /** Outputs passed on the way forwards and not yet on the way back. */
  #passed = 0;

  constructor(
    generator: GeneratorProgram,
    operator: RealOperator,
    request: CheckedGradientRequest,
    kernels: LindbladKernels,
    path: AdjointPath,
  ) {
    const { initial, times, hamiltonians, precision = 'float64' } = request;
    const d = operator.dimension;
    const shape = batchShape(kernels, operator.rows, initial.length);
    this.#request = request;
    this.#dimension = d;
    this.#kernels = kernels;
    this.#shape = shape;
    this.#path = path;
    this.#forth = kernels.place(operator);
    this.#back = kernels.place(adjointOperator(operator));
    this.#state = newVector(kernels, shape, (b, set) => eachCoordinate(d, initial[b].data, 0, set));
    this.#lambda = newVector(kernels, shape);
    this.#cotangent = newVector(kernels, shape);
    this.#left = newVector(kernels, shape);
    this.#right = newVector(kernels, shape);
    this.#nothing = kernels.allocate(0);
    this.#outputs = new Outputs(shape, times.length, undefined, precision);
    this.#forms = new ParameterForms(kernels, shape, generator, d, hamiltonians);
    this.#timeGradient = new Float64Array(times.length);
    this.#sums = new Float64Array(this.#forms.count);
  }

  /** The outputs, ∂L/∂t at them, and the states from which the way back starts again. */
  *forwards(): Generator<number, void, void> {
    const { path, stride } = this.#path;
    this.#passOutputs(0);
    for (const [s, stretch] of path.entries()) {
      if (s % stride === 0) this.#kept.push(copyVector(this.#kernels, this.#shape, this.#state));
      this.#move(this.#state, stretch);
      if (stretch.output !== undefined) this.#passOutputs(this.#request.times[stretch.output]);
      yield (0.25 * (s + 1)) / path.length;
    }
  }

  /** λ and the integrals ∫ λᵀ (∂ℒ/∂θ) ρ dt. */
  *backwards(): Generator<number, void, void> {
    const { path, stride } = this.#path;
    for (let first = (this.#kept.length - 1) * stride; first >= 0; first -= stride) {
      const until = Math.min(first + stride, path.length);
      const starts = [this.#kept.pop() as Block];
      for (let s = first; s < until - 1; s++) {
        starts.push(copyVector(this.#kernels, this.#shape, starts[starts.length - 1]));
        this.#move(starts[starts.length - 1], path[s]);
      }
      for (let s = until - 1; s >= first; s--) {
        const { output } = path[s];
        if (output !== undefined) this.#takeCotangents(this.#request.times[output]);
        const start = starts.pop() as Block;
        this.#integrate(start, path[s]);
        this.#kernels.release(start);
        yield 1 - (0.75 * s) / path.length;
      }
    }
    this.#takeCotangents(0);
  }

  result(): LindbladGradients {
    const { hamiltonians, precision = 'float64' } = this.#request;
    const initial = new Outputs(this.#shape, 1, undefined, precision);
    initial.recordState(0, this.#lambda);
    return {
      states: this.#outputs.values,
      times: this.#timeGradient,
      hamiltonians: this.#sums.slice(0, hamiltonians.length),
      jumps: this.#sums.slice(hamiltonians.length),
      initial: initial.values,
      engine: `Lindblad gradient, ${this.#kernels.name}`,
    };
  }

  #rule({ length }: Stretch): StretchRule {
    // Equal intervals between times differ by rounding.
    const key = length.toPrecision(14);
    const rule = this.#rules.get(key) ?? this.#path.rule(length);
    this.#rules.set(key, rule);
    return rule;
  }

  #move(state: Block, stretch: Stretch): void {
    this.#kernels.series(this.#shape, this.#forth, state, this.#rule(stretch).move, this.#nothing);
  }

  /** Every output of this time, on the way forwards. */
  #passOutputs(time: number): void {
    const { times } = this.#request;
    for (; this.#passed < times.length && times[this.#passed] === time; this.#passed++) {
      this.#outputs.recordState(this.#passed, this.#state);
      this.#kernels.apply(this.#shape, this.#forth, this.#state, this.#right, [1, 0, 0]);
      for (const slope of this.#kernels.dots(this.#shape, this.#cotangentAt(this.#passed), this.#right)) {
        this.#timeGradient[this.#passed] += slope;
      }
    }
  }

  /** Every output of this time, on the way back. */
  #takeCotangents(time: number): void {
    while (this.#passed > 0 && this.#request.times[this.#passed - 1] === time) {
      this.#passed -= 1;
      addVector(this.#kernels, this.#shape, this.#lambda, this.#cotangentAt(this.#passed));
    }
  }

  #cotangentAt(m: number): Block {
    const { cotangents, initial } = this.#request;
    const d = this.#dimension;
    fillVector(this.#shape, this.#cotangent, (b, set) =>
      eachCoordinate(d, cotangents, (m * initial.length + b) * 2 * d * d, set),
    );
    return this.#cotangent;
  }

  /** λ from a stretch's end to its beginning, and the stretch's share of the integrals. */
  #integrate(start: Block, stretch: Stretch): void {
    const kernels = this.#kernels;
    const shape = this.#shape;
    const { nodes, weights, toNodes } = this.#rule(stretch);
    const count = nodes.length;
    const early = kernels.allocate(count * vectorLength(shape));
    const late = kernels.allocate(count * vectorLength(shape));
    kernels.series(shape, this.#forth, start, { ...toNodes, keep: false }, early);
    kernels.series(shape, this.#back, this.#lambda, toNodes, late);
    for (let q = 0; q < count; q++) {
      pickVector(kernels, shape, early, count, q, this.#right);
      pickVector(kernels, shape, late, count, count - 1 - q, this.#left);
      this.#forms.add(this.#left, this.#right, weights[q] * stretch.length, this.#sums);
    }
    kernels.release(early);
    kernels.release(late);
  }
}
