import { KrausError } from '@kraus/core';
import { krausBackend, updateAdam } from '../backend/index.js';
import { type Tensor, tf, type Variable } from '../tensor-flow.js';

/** Settings of {@link Adam}. */
export interface AdamOptions {
  /** Learning rate, > 0. */
  readonly lr: number;
  /** Decay of the first moment, default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment, default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment, default 1e-8. */
  readonly eps?: number;
}

/**
 * Adam (arXiv:1412.6980, algorithm 1, with bias correction) whose whole state can be saved and restored, so that a
 * resumed run goes on in the same bits.
 */
export class Adam {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Updates done, of each variable. */
  private readonly counts: number[];
  private readonly names: readonly string[];
  private readonly first: Variable[];
  private readonly second: Variable[];

  /** @param variables the parameters by name; the order of the record's keys is the order of `apply`'s gradients. */
  constructor(
    private readonly variables: Readonly<Record<string, Variable>>,
    options: AdamOptions,
  ) {
    this.lr = options.lr;
    this.beta1 = options.beta1 ?? 0.9;
    this.beta2 = options.beta2 ?? 0.999;
    this.eps = options.eps ?? 1e-8;
    this.names = Object.keys(variables);
    this.counts = this.names.map(() => 0);
    this.first = Object.values(variables).map((v) => tf.tidy(() => tf.variable(tf.zeros(v.shape), false)));
    this.second = Object.values(variables).map((v) => tf.tidy(() => tf.variable(tf.zeros(v.shape), false)));
  }

  /** Largest number of updates of any variable. */
  get step(): number {
    return Math.max(0, ...this.counts);
  }

  /**
   * One update of all variables, or of those named; the others and their moments stay as they are. The gradients are not disposed.
   * @param gradients one tensor for each variable that is updated, in the order of the record, or of `names`
   * @param options `lr` for this step (a schedule), `gradientScale` multiplied into every gradient (clipping)
   */
  apply(
    gradients: readonly Tensor[],
    options: {
      readonly lr?: number;
      readonly gradientScale?: number;
      readonly names?: readonly string[] | undefined;
    } = {},
  ): void {
    const names = options.names ?? this.names;
    if (gradients.length !== names.length) {
      throw new KrausError(
        'models/gradient-count',
        `Adam.apply: ${gradients.length} gradients for ${names.length} variables; give one for each, in order.`,
      );
    }
    const rate = options.lr ?? this.lr;
    const scale = options.gradientScale ?? 1;
    const backend = krausBackend();
    names.forEach((name, k) => {
      const i = this.names.indexOf(name);
      const variable = this.variables[name];
      const m = this.first[i];
      const v = this.second[i];
      const raw = gradients[k];
      if (!variable || !m || !v || !raw) return;
      const count = (this.counts[i] ?? 0) + 1;
      this.counts[i] = count;
      const correction1 = 1 - this.beta1 ** count;
      const correction2 = 1 - this.beta2 ** count;
      if (backend) {
        updateAdam(backend, variable, m, v, raw, {
          beta1: this.beta1,
          beta2: this.beta2,
          rate: rate / correction1,
          eps: this.eps,
          correction: 1 / correction2,
          gradientScale: scale,
        });
        return;
      }
      tf.tidy(() => {
        const g = tf.mul(raw, scale);
        m.assign(tf.add(tf.mul(m, this.beta1), tf.mul(g, 1 - this.beta1)));
        v.assign(tf.add(tf.mul(v, this.beta2), tf.mul(tf.square(g), 1 - this.beta2)));
        const update = tf.div(tf.mul(m, rate / correction1), tf.add(tf.sqrt(tf.div(v, correction2)), this.eps));
        variable.assign(tf.sub(variable, update));
      });
    });
  }

  /** Copy of the state: `m/NAME`, `v/NAME` for each variable, and `step`, the updates of each variable. */
  state(): Record<string, Float32Array> {
    const state: Record<string, Float32Array> = { step: Float32Array.from(this.counts) };
    this.names.forEach((name, i) => {
      state[`m/${name}`] = Float32Array.from(this.first[i]?.dataSync() ?? []);
      state[`v/${name}`] = Float32Array.from(this.second[i]?.dataSync() ?? []);
    });
    return state;
  }

  /** Takes back what {@link state} gave. Throws if an entry is missing or has another length. */
  restore(state: Readonly<Record<string, Float32Array>>): void {
    const entry = (key: string, size: number): Float32Array => {
      const values = state[key];
      if (!values || values.length !== size) {
        throw new KrausError(
          'models/optimizer-state',
          `Adam.restore: entry "${key}" has ${values?.length ?? 0} values, expected ${size}; the state belongs to another model.`,
        );
      }
      return values;
    };
    const counts = entry('step', this.names.length);
    for (const [kind, moments] of [
      ['m', this.first],
      ['v', this.second],
    ] as const) {
      this.names.forEach((name, i) => {
        const target = moments[i];
        if (target) tf.tidy(() => target.assign(tf.tensor(entry(`${kind}/${name}`, target.size), target.shape)));
      });
    }
    this.counts.splice(0, this.counts.length, ...counts);
  }

  /** Frees the moments. */
  dispose(): void {
    for (const moment of [...this.first, ...this.second]) moment.dispose();
  }
}
