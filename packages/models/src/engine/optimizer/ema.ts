import { KrausError } from '@kraus/core';
import { krausBackend, updateAverage } from '../backend/index.js';
import { tf, type Variable } from '../tensor-flow.js';

/** Exponential moving average of parameters: average ← decay · average + (1 − decay) · value. Starts at the values. */
export class Ema {
  private readonly averages: Variable[];
  private readonly names: readonly string[];

  /**
   * @param variables the parameters by name
   * @param decay in [0, 1); 0.999 is usual
   */
  constructor(
    private readonly variables: Readonly<Record<string, Variable>>,
    readonly decay: number,
  ) {
    this.names = Object.keys(variables);
    this.averages = Object.values(variables).map((v) => tf.tidy(() => tf.variable(tf.clone(v), false)));
  }

  /** Moves the averages towards the present values, of all or of those named. `decay` may be given for one step (warm-up). */
  update(decay = this.decay, names: readonly string[] = this.names): void {
    const backend = krausBackend();
    names.forEach((name) => {
      const variable = this.variables[name];
      const average = this.averages[this.names.indexOf(name)];
      if (!variable) return;
      if (average && backend) updateAverage(backend, average, variable, decay);
      else if (average) {
        tf.tidy(() => average.assign(tf.add(tf.mul(average, decay), tf.mul(variable, 1 - decay))));
      }
    });
  }

  /** The averages as variables, by the parameters' names. Owned by this object: do not dispose them. */
  parameters(): Record<string, Variable> {
    const record: Record<string, Variable> = {};
    this.names.forEach((name, i) => {
      const average = this.averages[i];
      if (average) record[name] = average;
    });
    return record;
  }

  /** Copy of the averages by name. */
  state(): Record<string, Float32Array> {
    return Object.fromEntries(
      this.names.map((name, i) => [name, Float32Array.from(this.averages[i]?.dataSync() ?? [])]),
    );
  }

  /** Takes back what {@link state} gave. Throws if an entry is missing or has another length. */
  restore(state: Readonly<Record<string, Float32Array>>): void {
    this.names.forEach((name, i) => {
      const average = this.averages[i];
      const values = state[name];
      if (!average || values?.length !== average.size) {
        throw new KrausError(
          'models/ema-state',
          `Ema.restore: entry "${name}" has ${values?.length ?? 0} values, expected ${average?.size ?? 0}; the state belongs to another model.`,
        );
      }
      tf.tidy(() => average.assign(tf.tensor(values, average.shape)));
    });
  }

  /** Frees the averages. */
  dispose(): void {
    for (const average of this.averages) average.dispose();
  }
}
