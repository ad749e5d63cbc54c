import { circuit, input, parameter, pauliZ, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { kernelsAvailable } from '../runtime/index.js';
import { randomStates } from '../testing/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';
import { stateVectorKernels } from './kernel-module.js';

/** Layers of RX RY RZ and a ring of two-qubit gates, Z on every qubit. */
function layers(qubits: number, depth: number, ring: string, perSample: boolean) {
  const builder = circuit(qubits).startFrom('amplitudes');
  let next = 0;
  for (let layer = 0; layer < depth; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [perSample ? input(next++) : parameter(next++)]);
    }
    for (let q = 0; q < qubits; q++) builder.gate(ring, [q, (q + 1) % qubits]);
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

describe('the fast path', () => {
  it('is there: auto runs the WebAssembly kernels on this machine, with worker threads', () => {
    expect(kernelsAvailable()).toEqual({ available: true, why: expect.any(String) });
    const executable = compileStateVectorCircuit(layers(2, 1, 'CZ', false), { threads: 2 });
    expect(executable.engine).toBe('state vector, WebAssembly float64, 2 threads');
    executable.dispose();
  });

  it('folds a layer of rotations and its ring into one block', async () => {
    const { compileStateVector } = await import('../plan/index.js');
    for (const ring of ['CZ', 'CX']) {
      const plan = compileStateVector(layers(8, 6, ring, false));
      expect(plan.blocks).toHaveLength(6);
      expect(plan.blocks[0]?.runs).toHaveLength(8);
      expect(plan.blocks[0]?.dense).toHaveLength(0);
    }
  });

  it.each([
    ['float32', false, 'CZ'],
    ['float32', true, 'CX'],
    ['float64', false, 'CX'],
    ['float64', true, 'CZ'],
  ] as const)('gives the same bytes on one and two threads: %s, per sample %s, %s', (precision, perSample, ring) => {
    const [qubits, count] = [8, 37];
    const program = layers(qubits, 3, ring, perSample);
    const random = stream(5, 'threads');
    const batch = {
      batch: count,
      initial: randomStates(count, 2 ** qubits, random),
      parameters: Float64Array.from({ length: program.parameters }, () => 3 * random.normal()),
      inputs: Float64Array.from({ length: program.inputs * count }, () => 3 * random.normal()),
    };
    const cotangents = Float64Array.from({ length: count * qubits }, () => random.normal());
    const results = [1, 2].map((threads) => {
      const executable = compileStateVectorCircuit(program, { precision, threads, kernels: 'wasm' });
      const result = executable.gradient(batch, cotangents, { inputs: true, initial: true });
      executable.dispose();
      return result;
    });
    expect(results[1]).toEqual(results[0]);
  });
});

describe('memory', () => {
  it.each(['float32', 'float64'] as const)('is flat over steps and given back, %s', (precision) => {
    const executable = compileStateVectorCircuit(layers(4, 2, 'CZ', false), { precision });
    const { heap } = stateVectorKernels(precision, 1);
    const random = stream(1, 'memory');
    const batch = { batch: 8, initial: randomStates(8, 16, random), parameters: new Float64Array(24) };
    const cotangents = new Float64Array(32);
    executable.gradient(batch, cotangents, { initial: true });
    const [used, size] = [heap.used, heap.size];
    for (let step = 0; step < 2000; step++) executable.gradient(batch, cotangents, { initial: true });
    expect([heap.used, heap.size]).toEqual([used, size]);
    executable.dispose();
    const after = heap.used;
    const again = compileStateVectorCircuit(layers(4, 2, 'CZ', false), { precision });
    again.run(batch);
    again.dispose();
    expect(heap.used).toBe(after);
    expect(after).toBeLessThan(used);
  });
});

describe.each(['wasm', 'js'] as const)('bad input, %s', (kernels) => {
  const make = () => compileStateVectorCircuit(layers(2, 1, 'CZ', false), { kernels });
  const initial = Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0);
  const parameters = new Float64Array(6);
  it.each([
    ['sim/bad-batch', { batch: 0, initial, parameters }],
    ['sim/bad-batch', { batch: 1.5, initial, parameters }],
    ['sim/wrong-length', { batch: 2, initial, parameters }],
    ['sim/wrong-length', { batch: 1, initial, parameters: [1] }],
    ['sim/wrong-length', { batch: 1, parameters }],
    ['sim/wrong-length', { batch: 1, initial, parameters, inputs: [1] }],
    ['sim/wrong-length', { batch: 1, initial, parameters, targets: [1] }],
    ['sim/not-finite', { batch: 1, initial, parameters: [0, 0, Number.NaN, 0, 0, 0] }],
    ['sim/not-finite', { batch: 1, initial, parameters: [0, 0, 1e9, 0, 0, 0] }],
    ['sim/not-finite', { batch: 1, initial: [1, 0, 0, 0, 0, 0, 0, Number.POSITIVE_INFINITY], parameters }],
  ])('%s', (code, batch) => {
    const executable = make();
    expect(() => executable.run(batch)).toThrowError(expect.objectContaining({ code }));
    executable.dispose();
  });

  it('cotangents are checked, and nothing runs after dispose', () => {
    const executable = make();
    const batch = { batch: 1, initial, parameters };
    expect(() => executable.gradient(batch, [1])).toThrowError(expect.objectContaining({ code: 'sim/wrong-length' }));
    expect(() => executable.gradient(batch, [1, Number.NaN])).toThrowError(
      expect.objectContaining({ code: 'sim/not-finite' }),
    );
    executable.dispose();
    expect(() => executable.run(batch)).toThrowError(expect.objectContaining({ code: 'sim/disposed' }));
  });
});

describe('what a state vector cannot do is refused', () => {
  it.each([
    ['sim/unsupported', () => circuit(1).measure(0, 0)],
    ['sim/unsupported', () => circuit(1).reset(0)],
    ['sim/unsupported', () => circuit([3])],
    ['sim/unsupported', () => circuit(1).startFrom('density')],
    [
      'sim/unsupported',
      () =>
        circuit(1)
          .measure(0, 0)
          .gate('X', [0], [], { condition: { bits: [0], value: 1 } }),
    ],
    ['sim/too-many-qubits', () => circuit(25)],
  ])('%s', (code, make) => {
    expect(() => compileStateVectorCircuit(make().probabilities([0]).build())).toThrowError(
      expect.objectContaining({ code }),
    );
  });

  it('a circuit without outputs, and a bad number of threads', () => {
    expect(() => compileStateVectorCircuit(circuit(1).build())).toThrowError(
      expect.objectContaining({ code: 'sim/no-outputs' }),
    );
    const program = circuit(1).probabilities().build();
    expect(() => compileStateVectorCircuit(program, { threads: 0 })).toThrowError(
      expect.objectContaining({ code: 'sim/bad-threads' }),
    );
  });
});
