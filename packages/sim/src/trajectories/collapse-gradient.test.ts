import { stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { compileCollapse } from './index.js';
import { type Problem, randomProblem } from './testing/problems.js';

const STEP = 1e-5;
const WANTED = { inputs: true, initial: true } as const;
type Batch = Problem['batch'];

/** Central differences of a loss with respect to parameters, inputs and initial amplitudes. */
function differences(loss: (batch: Batch) => number, batch: Batch): Record<string, Float64Array> {
  const of = (name: 'parameters' | 'inputs' | 'initial') => {
    const at = batch[name];
    if (at === undefined) return new Float64Array(0);
    return at.map((_, k) => {
      const moved = (step: number) => loss({ ...batch, [name]: at.map((x, i) => (i === k ? x + step : x)) });
      return (moved(STEP) - moved(-STEP)) / (2 * STEP);
    });
  };
  return { parameters: of('parameters'), inputs: of('inputs'), initial: of('initial') };
}

function expectClose(given: ArrayLike<number> | undefined, expected: ArrayLike<number>, tolerance: number): void {
  expect(given?.length ?? 0).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) {
    const scale = 1 + Math.abs(expected[k] as number);
    expect(Math.abs((given?.[k] as number) - (expected[k] as number)) / scale).toBeLessThan(tolerance);
  }
}

function expectGradient(
  given: { parameters: ArrayLike<number>; inputs?: ArrayLike<number>; initial?: ArrayLike<number> },
  loss: (batch: Batch) => number,
  batch: Batch,
): void {
  const expected = differences(loss, batch);
  for (const name of ['parameters', 'inputs', 'initial'] as const) {
    expectClose(given[name], expected[name] as Float64Array, 2e-7);
  }
}

const weights = (name: string, length: number) =>
  Float64Array.from({ length }, (_, k) => stream(3, name).at(k).normal());
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, k) => sum + x * (b[k] as number), 0);

describe.each(['wasm', 'js'] as const)('gradients through collapse, %s', (kernels) => {
  const indices = Array.from({ length: 20 }, (_, k) => k);

  it.each(indices)('exact = finite differences, problem %i', (index) => {
    const { program, batch } = randomProblem('gradient', index, 100);
    const exact = compileCollapse(program, { mode: 'exact', kernels });
    const c = weights('c', batch.batch * exact.columns);
    expectGradient(exact.gradient(batch, c, WANTED), (at) => dot(exact.run(at).values, c), batch);
    exact.dispose();
  });

  it.each(indices)('enumerated = finite differences of all values and probabilities, problem %i', (index) => {
    const { program, batch, branches } = randomProblem('enumerated', index, 40, { state: true });
    const all = compileCollapse(program, { mode: 'enumerated', kernels });
    const rows = batch.batch * branches;
    const cotangents = { values: weights('v', rows * all.columns), probabilities: weights('p', rows) };
    const { values, probabilities } = all.run(batch);
    // Branches of small probability have gradients beyond what differences can show.
    probabilities.forEach((chance, row) => {
      if (chance < 1e-3) cotangents.values.fill(0, row * all.columns, (row + 1) * all.columns);
    });
    const loss = (at: Batch) => {
      const run = all.run(at);
      return dot(run.values, cotangents.values) + dot(run.probabilities, cotangents.probabilities);
    };
    const gradient = all.gradient(batch, cotangents, WANTED);
    expect(gradient.values).toEqual(values);
    expectGradient(gradient, loss, batch);
    for (let sample = 0; sample < batch.batch; sample++) {
      const own = Array.from(probabilities.subarray(sample * branches, (sample + 1) * branches));
      expect(own.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    }
    all.dispose();
  });

  it.each(indices)('sampled = finite differences at fixed outcomes, problem %i', (index) => {
    const { program, batch } = randomProblem('sampled', index, 1e5, { state: true, operations: 20 });
    const sampled = compileCollapse(program, { mode: 'sampled', kernels });
    const draws = { seed: 5, step: index };
    const { values, outcomes, logProbabilities } = sampled.run({ ...batch, draws });
    const cotangents = { values: weights('s', values.length), logProbabilities: weights('l', batch.batch) };
    const loss = (at: Batch) => {
      const run = sampled.run(at, outcomes);
      return dot(run.values, cotangents.values) + dot(run.logProbabilities, cotangents.logProbabilities);
    };
    const drawn = sampled.gradient({ ...batch, draws }, cotangents, WANTED);
    const given = sampled.gradient(batch, cotangents, { ...WANTED, outcomes });
    expect(drawn).toEqual(given);
    expect(given.logProbabilities).toEqual(logProbabilities);
    expectGradient(given, loss, batch);
    sampled.dispose();
  });
});

describe('the score function', () => {
  // Over all branches, weighted by probability, the sampled gradient must be that of the mean: an identity, no statistics.
  it.each([1, 3, 7, 17])('makes sampled gradients unbiased; without it they are biased, problem %i', (index) => {
    const { program, batch, branches } = randomProblem('gradient', index, 100);
    const one = {
      ...batch,
      batch: 1,
      inputs: batch.inputs.subarray(0, 2),
      initial: batch.initial?.subarray(0, batch.initial.length / 3) ?? [],
    };
    const exact = compileCollapse(program, { mode: 'exact' });
    const sampled = compileCollapse(program, { mode: 'sampled' });
    const c = weights('c', exact.columns);
    const expected = exact.gradient(one, c, WANTED);
    const { probabilities } = compileCollapse(program, { mode: 'enumerated' }).run(one);
    const sums = { with: new Float64Array(3), without: new Float64Array(3) };
    for (let branch = 0; branch < branches; branch++) {
      const chance = probabilities[branch] as number;
      if (chance < 1e-14) continue;
      let rest = branch;
      const outcomes = sampled.draws.map(({ options }) => {
        const outcome = rest % options;
        rest = Math.floor(rest / options);
        return outcome;
      });
      const loss = dot(sampled.run(one, outcomes).values, c);
      for (const [name, score] of [
        ['with', loss],
        ['without', 0],
      ] as const) {
        const { parameters } = sampled.gradient(one, { values: c, logProbabilities: [score] }, { outcomes });
        parameters.forEach((x, k) => {
          sums[name][k]! += chance * x;
        });
      }
    }
    expectClose(sums.with, expected.parameters, 1e-10);
    const bias = sums.without.reduce(
      (most, x, k) => Math.max(most, Math.abs(x - (expected.parameters[k] as number))),
      0,
    );
    expect(bias).toBeGreaterThan(1e-3);
  });
});
