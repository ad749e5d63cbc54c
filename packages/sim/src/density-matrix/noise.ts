import {
  type Angle,
  angleValue,
  type ChannelRecord,
  type ComplexMatrix,
  channelNamed,
  KrausError,
  noiseChannel,
  superoperator,
} from '@kraus/core';
import type { CircuitBatch } from '../executable/index.js';
import { transferMatrix } from './basis.js';
import { entriesAt, patternOf } from './patterns.js';
import type { NoiseForm, Pattern } from './plan.js';

/** Values inside the domain at which a channel shows which entries of its matrix can differ from zero. */
const SAMPLES = [0.137, 0.291, 0.409];

/** The form of a noise operation whose values depend on θ or x. */
export function noiseForm(channel: string, values: readonly Angle[], dims: readonly number[]): NoiseForm {
  const record = channelNamed(channel);
  const size = dims.reduce((product, d) => product * d * d, 1);
  return {
    channel: record.name,
    values,
    dims,
    pattern:
      dims.length === 1 && dims[0] === 2 ? patternOf(4, () => true) : reachablePattern(record, values, dims, size),
    perSample: values.some(({ terms }) => terms.some(({ source }) => source === 'input')),
  };
}

function reachablePattern(
  record: ChannelRecord,
  values: readonly Angle[],
  dims: readonly number[],
  size: number,
): Pattern {
  const seen = new Float64Array(size * size);
  const mark = (matrix: ComplexMatrix) => {
    transferMatrix(dims, matrix).forEach((x, k) => {
      if (x !== 0) seen[k] = 1;
    });
  };
  for (const at of SAMPLES) {
    const point = values.map(({ terms, offset }, k) =>
      terms.length === 0 ? offset : ((at * (k + 1)) % 1) / values.length,
    );
    mark(superoperator(noiseChannel(record.name, ...point)));
    for (const derivative of record.derivatives(point)) if (derivative !== undefined) mark(derivative);
  }
  return patternOf(size, (i, j) => seen[i * size + j] === 1);
}

/** Noise numbers of a plan: entries of the batch's forms one after another, and likewise of those that differ by sample. */
export interface NoiseNumbers {
  readonly first: readonly number[];
  readonly shared: number;
  readonly perSample: number;
}

export function numberNoise(forms: readonly NoiseForm[]): NoiseNumbers {
  let [shared, perSample] = [0, 0];
  const first = forms.map((form) => {
    const at = form.perSample ? perSample : shared;
    if (form.perSample) perSample += form.pattern.columns.length;
    else shared += form.pattern.columns.length;
    return at;
  });
  return { first, shared, perSample };
}

const inputsOf = (batch: CircuitBatch, sample: number, inputs: number): ArrayLike<number> =>
  Array.from({ length: inputs }, (_, k) => batch.inputs?.[sample * inputs + k] ?? 0);

function valuesAt(form: NoiseForm, batch: CircuitBatch, x: ArrayLike<number>): number[] {
  return form.values.map((value) => angleValue(value, batch.parameters ?? [], x));
}

/**
 * The matrices of all forms for a batch: shared numbers, and [batch][perSample].
 * @throws KrausError what `noiseChannel` throws for a value outside its domain
 */
export function noiseValues(
  forms: readonly NoiseForm[],
  numbers: NoiseNumbers,
  batch: CircuitBatch,
  inputs: number,
): { shared: Float64Array; perSample: Float64Array } {
  const shared = new Float64Array(numbers.shared);
  const perSample = new Float64Array(numbers.perSample * batch.batch);
  const known = new Map<string, Float64Array>();
  const matrixAt = (form: NoiseForm, values: readonly number[]): Float64Array => {
    const key = `${form.channel} ${values.join(' ')}`;
    let entries = known.get(key);
    if (entries === undefined) {
      const matrix = transferMatrix(form.dims, superoperator(noiseChannel(form.channel, ...values)));
      entries = entriesAt(form.pattern, matrix);
      known.set(key, entries);
    }
    return entries;
  };
  forms.forEach((form, f) => {
    const at = numbers.first[f] as number;
    if (!form.perSample) {
      shared.set(matrixAt(form, valuesAt(form, batch, [])), at);
      return;
    }
    for (let b = 0; b < batch.batch; b++) {
      const values = valuesAt(form, batch, inputsOf(batch, b, inputs));
      perSample.set(matrixAt(form, values), b * numbers.perSample + at);
    }
  });
  return { shared, perSample };
}

/**
 * The chain rule from the gradient of matrix entries to θ and x, added to `parameters` and `gradientInputs` ([batch][inputs]).
 * @throws KrausError `sim/not-differentiable` where a channel has no finite derivative (as amplitude damping at gamma = 1)
 */
export function addNoiseGradients(
  forms: readonly NoiseForm[],
  numbers: NoiseNumbers,
  batch: CircuitBatch,
  inputs: number,
  gradient: { readonly shared: ArrayLike<number>; readonly perSample: ArrayLike<number> },
  parameters: { [index: number]: number },
  gradientInputs: { [index: number]: number } | undefined,
): void {
  const known = new Map<string, readonly (Float64Array | undefined)[]>();
  const derivativesAt = (form: NoiseForm, values: readonly number[]) => {
    const key = `${form.channel} ${values.join(' ')}`;
    let derivatives = known.get(key);
    if (derivatives === undefined) {
      derivatives = channelNamed(form.channel)
        .derivatives(values)
        .map((matrix, k) =>
          matrix === undefined || form.values[k]?.terms.length === 0
            ? undefined
            : entriesAt(form.pattern, transferMatrix(form.dims, finite(form, k, values, matrix))),
        );
      known.set(key, derivatives);
    }
    return derivatives;
  };
  forms.forEach((form, f) => {
    const at = numbers.first[f] as number;
    const samples = form.perSample ? batch.batch : 1;
    for (let b = 0; b < samples; b++) {
      const x = form.perSample ? inputsOf(batch, b, inputs) : [];
      const values = valuesAt(form, batch, x);
      derivativesAt(form, values).forEach((entries, k) => {
        if (entries === undefined) return;
        const from = form.perSample ? gradient.perSample : gradient.shared;
        const start = form.perSample ? b * numbers.perSample + at : at;
        let slope = 0;
        for (let e = 0; e < entries.length; e++) slope += (entries[e] as number) * (from[start + e] as number);
        for (const { source, index, scale } of form.values[k]?.terms ?? []) {
          if (source === 'parameter') parameters[index] = (parameters[index] as number) + scale * slope;
          else if (gradientInputs !== undefined) {
            const to = b * inputs + index;
            gradientInputs[to] = (gradientInputs[to] as number) + scale * slope;
          }
        }
      });
    }
  });
}

function finite(form: NoiseForm, k: number, values: readonly number[], matrix: ComplexMatrix): ComplexMatrix {
  if (matrix.data.every(Number.isFinite)) return matrix;
  const name = channelNamed(form.channel).parameters[k]?.name;
  throw new KrausError(
    'sim/not-differentiable',
    `Density matrix: ${form.channel} has no finite derivative with respect to ${name} at (${values.join(', ')}).`,
  );
}
