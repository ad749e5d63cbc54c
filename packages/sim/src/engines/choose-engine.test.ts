import { circuit, input, parameter, pauliZ, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { randomUnitary } from '../testing/index.js';
import { chooseEngine, compileCircuit, ENGINES } from './index.js';

const layered = (qubits: number) => {
  const builder = circuit(qubits);
  for (let q = 0; q < qubits; q++) builder.gate('RX', [q], [parameter(q)]).gate('RZ', [q], [input(q)]);
  return builder.expectation(pauliZ(0)).build();
};

describe('the choice of an engine', () => {
  it('takes the state vector for unitary circuits and says so', () => {
    const choice = chooseEngine(layered(4), { batch: 8, gradient: true });
    expect(choice).toMatchObject({ engine: 'state-vector', exact: true });
    expect(chooseEngine(layered(3), { gradient: true, precision: 'float32' }).engine).toBe('state-vector');
    expect(choice.why).toMatch(/^state-vector: exact; about .* a call\.$/);
  });

  it('takes density matrices for noise and measurements on few qubits, trajectories where these do not fit', () => {
    const noisy = (qubits: number) => {
      const builder = circuit(qubits).gate('H', [0]);
      for (let q = 1; q < qubits; q++) builder.gate('CX', [q - 1, q]).noise('AmplitudeDamping', [q], [0.1]);
      return builder
        .measure(0, 0)
        .gate('X', [1], [], { condition: { bits: [0], value: 1 } })
        .classical()
        .build();
    };
    expect(chooseEngine(noisy(4))).toMatchObject({
      engine: 'density-matrix',
      exact: true,
      why: expect.stringMatching(/^density-matrix: not state-vector, operation 2 is noise \(AmplitudeDamping\); exact/),
    });
    expect(chooseEngine(noisy(14))).toMatchObject({
      engine: 'trajectories',
      exact: false,
      why: expect.stringMatching(/at most 12 qubits .* a shot\.$/),
    });
    const limited = chooseEngine(noisy(11), { memoryLimit: 2 ** 24 });
    expect(limited.engine).toBe('trajectories');
    expect(limited.why).toMatch(/density-matrix, it needs about .* \(the limit is 16 MiB\)/);
  });

  it('runs qudits exactly; trained noise only where its gradient is known', () => {
    const turn = randomUnitary(9, stream(1, 'qutrits'));
    const qutrits = circuit([3, 3, 3, 3])
      .matrix(turn, [0, 1])
      .matrix(turn, [2, 3])
      .matrix(turn, [1, 2])
      .probabilities([0])
      .build();
    expect(chooseEngine(qutrits)).toMatchObject({ engine: 'trajectories', exact: true });
    const trained = circuit(13)
      .noise('BitFlip', [0], [parameter(0)])
      .expectation(pauliZ(0))
      .build();
    expect(chooseEngine(trained).engine).toBe('trajectories');
    expect(() => chooseEngine(trained, { gradient: true })).toThrowError(
      expect.objectContaining({ code: 'sim/too-many-qubits', message: expect.stringContaining('values are trained') }),
    );
    const small = circuit(2)
      .noise('BitFlip', [0], [parameter(0)])
      .expectation(pauliZ(0))
      .build();
    expect(() => chooseEngine(small, { gradient: true, engine: 'trajectories' })).toThrowError(
      /use the engine density-matrix/,
    );
  });

  it('refuses a forced engine with the clause that it fails on', () => {
    const noisy = circuit(2).gate('H', [0]).noise('BitFlip', [1], [0.1]).probabilities().build();
    expect(() => compileCircuit(noisy, { engine: 'state-vector' })).toThrowError(
      expect.objectContaining({
        code: 'sim/unsupported',
        message: expect.stringContaining('state-vector: operation 1 is noise (BitFlip)'),
      }),
    );
  });

  it.each([
    ['sim/too-many-qubits', () => chooseEngine(layered(60))],
    ['sim/no-outputs', () => chooseEngine(circuit(1).build(), { engine: 'state-vector' })],
    ['sim/unknown-engine', () => chooseEngine(layered(1), { engine: 'statevector' as 'state-vector' })],
    ['sim/bad-batch', () => chooseEngine(layered(1), { batch: 0 })],
    ['sim/bad-memory-limit', () => chooseEngine(layered(1), { memoryLimit: Number.NaN })],
    ['sim/out-of-memory', () => chooseEngine(layered(24), { engine: 'state-vector', memoryLimit: 2 ** 20 })],
    ['core/out-of-range', () => chooseEngine({ ...layered(2), inputs: 0 })],
  ])('%s', (code, choose) => {
    expect(choose).toThrowError(expect.objectContaining({ code }));
  });
});

describe('memory', () => {
  it.each(ENGINES.map((engine) => [engine.name, engine] as const))(
    'of %s grows with batch and gradients',
    (_, engine) => {
      const { estimate } = engine.prepare(layered(6), {});
      const small = estimate({ batch: 4, gradient: false });
      const large = estimate({ batch: 400, gradient: true });
      expect(large.bytes).toBeGreaterThan(small.bytes);
      expect(large.seconds).toBeGreaterThan(20 * small.seconds);
    },
  );

  it('is checked at every call, before anything is allocated', () => {
    const program = circuit(10).startFrom('amplitudes').gate('H', [0]).state().build();
    const executable = compileCircuit(program, { memoryLimit: 2 ** 20 });
    const batch = { batch: 1000, initial: new Float64Array(0) };
    expect(() => executable.run(batch)).toThrowError(expect.objectContaining({ code: 'sim/out-of-memory' }));
    expect(() => executable.gradient(batch, [])).toThrowError(expect.objectContaining({ code: 'sim/out-of-memory' }));
    executable.dispose();
  });
});
