import { circuit, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { randomStates } from '../testing/index.js';
import { compileCollapse } from './index.js';
import { denseBranchOutputs } from './testing/dense-branches.js';
import { randomProblem } from './testing/problems.js';

describe.each([
  ['wasm', 'float64', 1e-12],
  ['wasm', 'float32', 1e-5],
  ['js', 'float64', 1e-12],
] as const)('all branches of random circuits, %s %s', (kernels, precision, tolerance) => {
  it.each(Array.from({ length: 40 }, (_, k) => k))(
    'problem %i agrees with density matrices and Kraus sums',
    (index) => {
      const { program, batch, size } = randomProblem('exact', index, 600);
      const exact = compileCollapse(program, { mode: 'exact', kernels, precision });
      const { values } = exact.run(batch);
      for (let sample = 0; sample < batch.batch; sample++) {
        const x = batch.inputs.subarray(2 * sample, 2 * sample + 2);
        const initial = batch.initial?.subarray(2 * size * sample, 2 * size * (sample + 1));
        const expected = denseBranchOutputs(program, batch.parameters, x, initial);
        const own = values.subarray(sample * exact.columns, (sample + 1) * exact.columns);
        const error = expected.reduce((most, value, k) => Math.max(most, Math.abs(value - (own[k] as number))), 0);
        expect(error).toBeLessThan(tolerance);
      }
      exact.dispose();
    },
  );
});

it('leaves a state alone where nothing happens to it', () => {
  const program = circuit([3]).startFrom('amplitudes').state().build();
  const state = randomStates(1, 3, stream(1));
  const sampled = compileCollapse(program, { mode: 'sampled' });
  expect([...sampled.run({ batch: 1, initial: state }).values]).toEqual([...state]);
});
