import { circuit, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { randomStates } from '../testing/index.js';
import { compileCollapse } from './index.js';
import { denseBranchOutputs } from './testing/dense-branches.js';
import { randomProgram } from './testing/random-program.js';

const SYSTEMS: readonly (readonly number[])[] = [
  [2],
  [2, 2],
  [3],
  [2, 3],
  [5],
  [8],
  [2, 2, 2],
  [3, 2, 2],
  [2, 5],
  [2, 2, 2, 2],
];

/** Random circuits with every gate and channel, few enough draws that all branches can be walked. */
function problem(index: number) {
  const random = stream(11, 'exact', index);
  const dims = SYSTEMS[index % SYSTEMS.length] as readonly number[];
  const initial = index % 2 === 0 ? 'zero' : 'amplitudes';
  for (;;) {
    const program = randomProgram(
      { dims, operations: 14, parameters: 3, inputs: 2, bits: 2, initial, measure: 0.6, noise: 0.25 },
      random,
    );
    try {
      const exact = compileCollapse(program, { mode: 'enumerated', kernels: 'js' });
      if (exact.branches > 600) continue;
    } catch {
      continue;
    }
    const size = dims.reduce((product, d) => product * d, 1);
    const batch = 3;
    return {
      program,
      batch: {
        batch,
        parameters: Float64Array.from({ length: 3 }, () => random.normal()),
        inputs: Float64Array.from({ length: 2 * batch }, () => random.normal()),
        ...(initial === 'zero' ? {} : { initial: randomStates(batch, size, random) }),
      },
      size,
    };
  }
}

describe.each([
  ['wasm', 'float64', 1e-12],
  ['wasm', 'float32', 1e-5],
  ['js', 'float64', 1e-12],
] as const)('all branches of random circuits, %s %s', (kernels, precision, tolerance) => {
  it.each(Array.from({ length: 40 }, (_, k) => k))(
    'problem %i agrees with density matrices and Kraus sums',
    (index) => {
      const { program, batch, size } = problem(index);
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

it('takes the states as they come: unitary circuits on qudits', () => {
  const program = circuit([3]).startFrom('amplitudes').state().build();
  const state = randomStates(1, 3, stream(1));
  const sampled = compileCollapse(program, { mode: 'sampled' });
  expect([...sampled.run({ batch: 1, initial: state }).values]).toEqual([...state]);
});
