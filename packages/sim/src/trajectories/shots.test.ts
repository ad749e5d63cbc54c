import { circuit, input, parameter, pauliZ, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { compileCollapse, compileTrajectoriesCircuit } from './index.js';
import { denseBranchOutputs } from './testing/dense-branches.js';
import { randomProblem } from './testing/problems.js';

const indices = Array.from({ length: 12 }, (_, k) => k);
const noisy = { operations: 20, noise: 1, measure: 0.5 } as const;

describe('means of trajectories', () => {
  it.each(indices)('agree with density matrices within their errors, problem %i', (index) => {
    const { program, batch, size } = randomProblem('mean', index, 1e9, noisy);
    const executable = compileTrajectoriesCircuit(program);
    const { values, errors } = executable.run({ ...batch, draws: { seed: 2, step: index, shots: 4000 } });
    for (let sample = 0; sample < batch.batch; sample++) {
      const x = batch.inputs.subarray(2 * sample, 2 * sample + 2);
      const initial = batch.initial?.subarray(2 * size * sample, 2 * size * (sample + 1));
      denseBranchOutputs(program, batch.parameters, x, initial).forEach((expected, k) => {
        const at = sample * executable.columns + k;
        // 5 standard errors; a value that no shot moved has error 0 and must be right to rounding or to what 4000 shots can miss
        const tolerance = 5 * (errors?.[at] as number) + 1e-12 + (errors?.[at] === 0 ? 2e-3 : 0);
        expect(Math.abs((values[at] as number) - expected)).toBeLessThan(tolerance);
      });
    }
    executable.dispose();
  });

  it.each(indices)('the kernels give what their twin gives, draw by draw, problem %i', (index) => {
    const { program, batch } = randomProblem('twin', index, 1e9, noisy);
    const at = { ...batch, draws: { seed: 9, step: 1, sample: 7, shots: 13 } };
    const [fast, plain] = (['wasm', 'js'] as const).map((kernels) => compileTrajectoriesCircuit(program, { kernels }));
    const c = Float64Array.from({ length: batch.batch * (fast?.columns ?? 0) }, (_, k) => Math.cos(k));
    const wanted = { inputs: true, initial: true };
    const [a, b] = [fast?.gradient(at, c, wanted), plain?.gradient(at, c, wanted)];
    for (const name of ['values', 'errors', 'parameters', 'inputs', 'initial'] as const) {
      expect(a?.[name]?.length).toBe(b?.[name]?.length);
      a?.[name]?.forEach((x, k) => {
        expect(Math.abs(x - (b?.[name]?.[k] as number))).toBeLessThan(1e-11);
      });
    }
  });

  it('are exact in one pass where nothing is drawn', () => {
    const program = circuit([3, 2])
      .gate('RY', [1], [input(0)])
      .expectation(pauliZ(1))
      .build();
    const executable = compileTrajectoriesCircuit(program);
    expect(executable.stochastic).toBe(false);
    const { values, errors } = executable.run({ batch: 2, inputs: [0.3, 0.7] });
    expect(values[0]).toBeCloseTo(Math.cos(0.3), 14);
    expect(values[1]).toBeCloseTo(Math.cos(0.7), 14);
    expect([...(errors ?? [])]).toEqual([0, 0]);
  });

  it('take values of noise from parameters and inputs', () => {
    const program = circuit(1)
      .gate('X', [0])
      .noise('AmplitudeDamping', [0], [parameter(0)])
      .noise('BitFlip', [0], [input(0)])
      .expectation(pauliZ(0))
      .build();
    const executable = compileTrajectoriesCircuit(program);
    const at = { batch: 2, parameters: [0.3], inputs: [0.1, 0.4], draws: { seed: 1, shots: 20000 } };
    const { values, errors } = executable.run(at);
    // <Z> = (2γ − 1)(1 − 2p)
    [-0.4 * 0.8, -0.4 * 0.2].forEach((expected, k) => {
      expect(Math.abs((values[k] as number) - expected)).toBeLessThan(4 * (errors?.[k] as number));
    });
    expect(() => executable.gradient(at, [1, 1])).toThrow(expect.objectContaining({ code: 'sim/unsupported' }));
    expect(() => executable.run({ ...at, parameters: [1.3] })).toThrow(/not a probability/);
  });
});

describe('gradients of means', () => {
  it.each([1, 2, 3, 7, 9])('average to the exact gradient, problem %i', (index) => {
    const { program, batch } = randomProblem('gradient', index, 100);
    const exact = compileCollapse(program, { mode: 'exact' });
    const executable = compileTrajectoriesCircuit(program);
    const c = Float64Array.from({ length: batch.batch * exact.columns }, (_, k) => stream(3, 'c').at(k).normal());
    const expected = exact.gradient(batch, c, { inputs: true, initial: true });
    const rounds = 30;
    const sums = { parameters: [] as number[][], inputs: [] as number[][], initial: [] as number[][] };
    for (let step = 0; step < rounds; step++) {
      const at = { ...batch, draws: { seed: 4, step, shots: 400 } };
      const given = executable.gradient(at, c, { inputs: true, initial: true });
      for (const name of ['parameters', 'inputs', 'initial'] as const) sums[name].push([...(given[name] ?? [])]);
    }
    for (const name of ['parameters', 'inputs', 'initial'] as const) {
      expected[name]?.forEach((value, k) => {
        const all = sums[name].map((row) => row[k] as number);
        const mean = all.reduce((sum, x) => sum + x, 0) / rounds;
        const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (rounds - 1);
        expect(Math.abs(mean - value)).toBeLessThan(5 * Math.sqrt(variance / rounds) + 1e-10);
      });
    }
  });
});

describe('the same bytes', () => {
  const { program, batch } = randomProblem('bytes', 7, 1e9, noisy);
  const draws = { seed: 6, shots: 50 };
  const samples = 11;
  const whole = {
    batch: samples,
    parameters: batch.parameters,
    inputs: Float64Array.from({ length: 2 * samples }, (_, k) => Math.sin(k)),
    initial: Float64Array.from({ length: (samples * (batch.initial?.length ?? 0)) / 3 }, (_, k) => Math.cos(0.3 * k)),
  };
  const size = whole.initial.length / samples;
  const part = (first: number, count: number) => ({
    batch: count,
    parameters: whole.parameters,
    inputs: whole.inputs.subarray(2 * first, 2 * (first + count)),
    initial: whole.initial.subarray(size * first, size * (first + count)),
    draws: { ...draws, sample: first },
  });
  const wanted = { inputs: true, initial: true };

  it.each(['float64', 'float32'] as const)('for any batch, %s', (precision) => {
    const executable = compileTrajectoriesCircuit(program, { precision });
    const c = Float64Array.from({ length: samples * executable.columns }, (_, k) => Math.cos(k));
    const all = executable.gradient({ ...whole, draws }, c, wanted);
    for (const [first, count] of [
      [0, 1],
      [3, 1],
      [4, 5],
      [9, 2],
    ] as const) {
      const own = executable.gradient(
        part(first, count),
        c.subarray(first * executable.columns, (first + count) * executable.columns),
        wanted,
      );
      for (const name of ['values', 'errors', 'inputs', 'initial'] as const) {
        const row = (all[name]?.length ?? 0) / samples;
        expect(own[name]).toEqual(all[name]?.slice(first * row, (first + count) * row));
      }
    }
    executable.dispose();
  });

  it.each(['float64', 'float32'] as const)('for any number of threads, %s', (precision) => {
    const [one, two] = [1, 2].map((threads) => compileTrajectoriesCircuit(program, { precision, threads }));
    const at = { ...whole, draws: { seed: 6, shots: 3000 } };
    const c = new Float64Array(samples * (one?.columns ?? 0)).fill(0.5);
    expect(two?.gradient(at, c, wanted)).toEqual(one?.gradient(at, c, wanted));
  });
});

describe('estimates', () => {
  const program = circuit(2)
    .gate('H', [0])
    .gate('CX', [0, 1])
    .noise('Depolarizing', [0], [0.2])
    .noise('AmplitudeDamping', [1], [input(0)])
    .expectation(pauliZ(0), pauliZ(1))
    .build();
  const executable = compileTrajectoriesCircuit(program);
  const batch = { batch: 3, inputs: [0, 0.3, 0.9], draws: { seed: 8 } };

  it('stop at the target error, each sample on its own', async () => {
    const all = await executable.estimate(batch, { targetError: 0.01 });
    expect([...all.errors].every((error) => error <= 0.01)).toBe(true);
    expect(new Set(all.shots).size).toBeGreaterThan(1);
    [0, 0, 0, 0.3, 0, 0.9].forEach((expected, k) => {
      expect(Math.abs((all.values[k] as number) - expected)).toBeLessThan(0.04);
    });
    const one = await executable.estimate(
      { batch: 1, inputs: [0.3], draws: { seed: 8, sample: 1 } },
      { targetError: 0.01 },
    );
    expect([...one.values]).toEqual([...all.values.subarray(2, 4)]);
    expect(one.shots[0]).toBe(all.shots[1]);
    const shots = all.shots[1] as number;
    const fixed = executable.run({ batch: 1, inputs: [0.3], draws: { seed: 8, sample: 1, shots } });
    expect(fixed.values).toEqual(one.values);
  });

  it('stop at the most shots, when aborted, and refuse a second run meanwhile', async () => {
    const most = await executable.estimate(batch, { targetError: 1e-6, maximumShots: 300 });
    expect([...most.shots]).toEqual([300, 300, 300]);
    const controller = new AbortController();
    const progress: number[] = [];
    const running = executable.estimate(batch, {
      targetError: 1e-6,
      signal: controller.signal,
      onProgress: ({ shots }) => {
        progress.push(shots);
        if (shots >= 1024) controller.abort();
      },
    });
    expect(() => executable.run({ ...batch, draws: { seed: 1 } })).toThrow(
      expect.objectContaining({ code: 'sim/busy' }),
    );
    await expect(running).rejects.toMatchObject({ code: 'sim/aborted' });
    expect(progress).toEqual([128, 256, 512, 1024]);
    expect(executable.run({ ...batch, draws: { seed: 1 } }).values).toHaveLength(6);
  });
});
