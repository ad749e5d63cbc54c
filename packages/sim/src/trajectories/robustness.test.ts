import { ComplexMatrix, circuit, input, KrausError, matrixToData, pauliZ } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { kernelRuntime } from '../runtime/index.js';
import { moduleBase64 } from './generated/float64.js';
import { compileCollapse, compileTrajectoriesCircuit, sampleCounts } from './index.js';

const damped = () =>
  circuit(1)
    .gate('RY', [0], [input(0)])
    .noise('AmplitudeDamping', [0], [0.2])
    .expectation(pauliZ(0));
const code = (of: string) => expect.objectContaining({ code: of });

describe('bad input', () => {
  const program = damped().build();
  const executable = compileTrajectoriesCircuit(program);
  const good = { batch: 2, inputs: [0, 1], draws: { seed: 1, shots: 2 } };

  it.each([
    ['sim/bad-batch', { ...good, batch: 0 }],
    ['sim/wrong-length', { ...good, inputs: [1] }],
    ['sim/not-finite', { ...good, inputs: [0, Number.NaN] }],
    ['sim/no-draws', { batch: 2, inputs: [0, 1] }],
    ['sim/bad-draws', { ...good, draws: { seed: 0.5 } }],
    ['sim/bad-draws', { ...good, draws: { seed: 1, shots: 0 } }],
    ['sim/bad-draws', { ...good, draws: { seed: 1, step: -1 } }],
    ['sim/bad-draws', { ...good, draws: { seed: 1, sample: 1.5 } }],
    ['sim/aborted', { ...good, signal: AbortSignal.abort() }],
  ])('%s', (expected, batch) => {
    expect(() => executable.run(batch)).toThrow(code(expected));
    expect(() => executable.gradient(batch, [1, 1])).toThrow(code(expected));
    expect(() => sampleCounts(program, batch)).toThrow(code(expected));
  });

  it('cotangents, goals, disposal', async () => {
    expect(() => executable.gradient(good, [1])).toThrow(code('sim/wrong-length'));
    await expect(executable.estimate(good, { targetError: 0 })).rejects.toMatchObject({ code: 'sim/bad-goal' });
    await expect(executable.estimate(good, { targetError: 1, maximumShots: 1 })).rejects.toMatchObject({
      code: 'sim/bad-goal',
    });
    const other = compileTrajectoriesCircuit(program);
    other.dispose();
    expect(() => other.run(good)).toThrow(code('sim/disposed'));
  });

  it('circuits', () => {
    const halved = ComplexMatrix.diagonal([0.5, 0.5]);
    const lossy = { kind: 'kraus', dims: [2], operators: [matrixToData(halved)] } as const;
    expect(() => compileTrajectoriesCircuit(circuit(1).build())).toThrow(code('sim/no-outputs'));
    expect(() => compileTrajectoriesCircuit(circuit(30).probabilities([0]).build())).toThrow(
      code('sim/too-many-qubits'),
    );
    expect(() => compileTrajectoriesCircuit(circuit(1).startFrom('density').density().build())).toThrow(
      code('sim/unsupported'),
    );
    expect(() => compileTrajectoriesCircuit(circuit(1).channel(lossy, [0]).density().build())).toThrow(
      code('sim/not-trace-preserving'),
    );
    expect(() => compileTrajectoriesCircuit(program, { threads: 0 })).toThrow(code('sim/bad-threads'));
    const state = compileTrajectoriesCircuit(circuit(1).gate('H', [0]).measure(0, 0).state().build());
    expect(() => state.run({ batch: 1, draws: { seed: 1, shots: 2 } })).toThrow(code('sim/unsupported'));
    expect(state.run({ batch: 1, draws: { seed: 1 } }).values).toHaveLength(4);
  });

  it('collapse', () => {
    const many = circuit(1);
    for (let k = 0; k < 17; k++) many.gate('H', [0]).measure(0, 0);
    const measured = many.expectation(pauliZ(0)).build();
    expect(() => compileCollapse(measured, { mode: 'exact' })).toThrow(code('sim/too-many-branches'));
    const free = circuit(1)
      .noise('BitFlip', [0], [input(0)])
      .expectation(pauliZ(0))
      .build();
    expect(() => compileCollapse(free, { mode: 'enumerated' })).toThrow(code('sim/unsupported'));
    const sampled = compileCollapse(measured, { mode: 'sampled' });
    const outcomes = new Array(17).fill(0);
    expect(() => sampled.run({ batch: 1 }, outcomes.slice(1))).toThrow(code('sim/wrong-length'));
    expect(() => sampled.run({ batch: 1 }, [...outcomes.slice(1), 2])).toThrow(code('sim/bad-outcome'));
    expect(() => sampled.run({ batch: 1, draws: { seed: 1, shots: 2 } })).toThrow(code('sim/bad-draws'));
    const certain = compileCollapse(circuit(1).measure(0, 0).expectation(pauliZ(0)).build(), { mode: 'sampled' });
    expect(() => certain.run({ batch: 1 }, [1])).toThrow(code('sim/impossible-outcome'));
    expect(sampled.run({ batch: 1 }, outcomes).logProbabilities[0]).toBeCloseTo(17 * Math.log(0.5), 12);
  });

  it('says each in one sentence of a KrausError', () => {
    try {
      executable.run({ batch: 2, inputs: [0, 1] });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(KrausError);
      expect((error as Error).message).toBe(
        'Trajectories: this circuit draws outcomes; give the batch `draws: { seed, shots }`.',
      );
    }
  });
});

it('one shot has no known error', () => {
  const { errors } = compileTrajectoriesCircuit(damped().build()).run({ batch: 1, inputs: [1], draws: { seed: 1 } });
  expect(errors?.[0]).toBe(Number.POSITIVE_INFINITY);
});

it('a reset behind a measurement of the same wire draws nothing', () => {
  const program = circuit(2)
    .gate('H', [0])
    .measure(0, 0)
    .reset(0)
    .reset(1)
    .gate('X', [1])
    .reset(1)
    .expectation(pauliZ(0))
    .build();
  const collapse = compileCollapse(program, { mode: 'enumerated' });
  expect(collapse.draws).toEqual([
    { kind: 'measure', operation: 1, options: 2 },
    { kind: 'reset', operation: 5, options: 2 },
  ]);
  const { values, probabilities } = collapse.run({ batch: 1 });
  [0, 0, 0.5, 0.5].forEach((chance, k) => {
    expect(probabilities[k]).toBeCloseTo(chance, 14);
    expect(values[k]).toBeCloseTo(chance === 0 ? 0 : 1, 14);
  });
});

it('steps of training leave the memory as it is', () => {
  const program = damped().build();
  const { heap } = kernelRuntime('trajectories, float64', moduleBase64, 1);
  const before = heap.used;
  const executable = compileTrajectoriesCircuit(program);
  const step = (k: number) =>
    executable.gradient({ batch: 4, inputs: [0, 1, 2, 3], draws: { seed: 1, step: k, shots: 8 } }, [1, 1, 1, 1], {
      inputs: true,
    });
  for (let k = 0; k < 10; k++) step(k);
  const [used, size] = [heap.used, heap.size];
  for (let k = 0; k < 10_000; k++) step(k);
  expect([heap.used, heap.size]).toEqual([used, size]);
  executable.dispose();
  expect(heap.used).toBe(before);
});

it('replays what it has no room to keep: 1100 channels on 12 qubits', () => {
  const builder = circuit(12);
  for (let k = 0; k < 1100; k++) {
    if (k % 7 === 0) builder.gate('RY', [k % 12], [input(k % 3)]).gate('CX', [k % 12, (k + 5) % 12]);
    builder.noise('AmplitudeDamping', [k % 12], [0.01]);
  }
  const program = builder.expectation(pauliZ(0), pauliZ(7)).build();
  const batch = { batch: 1, inputs: [0.4, 1.3, -0.8], draws: { seed: 2 } };
  const [a, b] = (['wasm', 'js'] as const).map((kernels) =>
    compileTrajectoriesCircuit(program, { kernels }).gradient(batch, [1, -0.5], { inputs: true }),
  );
  expect(Math.max(...(a?.inputs ?? []).map(Math.abs))).toBeGreaterThan(1e-3);
  a?.inputs?.forEach((x, k) => {
    expect(x).toBeCloseTo(b?.inputs?.[k] as number, 10);
  });
});
