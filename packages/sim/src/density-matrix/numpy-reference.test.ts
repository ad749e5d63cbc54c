import { readFileSync } from 'node:fs';
import { CHANNELS, circuit, parameter, pauli } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../executable/index.js';
import { compileDensityMatrixCircuit } from './compile-circuit.js';

type Operation = readonly [
  kind: 'gate' | 'noise' | 'measure' | 'reset',
  name: string,
  wires: readonly number[],
  values: readonly number[],
  condition: readonly [bit: number, value: number] | null,
];
interface Reference {
  readonly numpy: string;
  readonly circuits: readonly {
    readonly qubits: number;
    readonly bits: number;
    readonly operations: readonly Operation[];
    readonly words: readonly string[];
    readonly expectations: readonly number[];
    readonly classical: readonly number[];
    readonly density: readonly number[];
  }[];
}

const reference: Reference = JSON.parse(readFileSync(new URL('../../reference/density.json', import.meta.url), 'utf8'));

const largest = (a: ArrayLike<number>, b: readonly number[]): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - (b[i] as number))));
};

const engines: readonly [string, EngineOptions, number][] = [
  ['WebAssembly float64', { kernels: 'wasm', precision: 'float64' }, 1e-12],
  ['WebAssembly float32', { kernels: 'wasm', precision: 'float32' }, 1e-5],
  ['TypeScript', { kernels: 'js' }, 1e-12],
];

describe('96 noisy circuits against numpy (reference/density.py)', () => {
  it('use every channel on qubits', () => {
    const used = new Set(reference.circuits.flatMap(({ operations }) => operations.map(([, name]) => name)));
    const named = CHANNELS.filter(({ parameters }) => parameters.every(({ kind }) => kind !== 'count'));
    expect(named.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  // Values as constants take the path of fixed matrices, as parameters that of trainable noise.
  it.each(
    engines.flatMap(([name, options, near]) => [false, true].map((free) => [name, free, options, near] as const)),
  )('%s, values as parameters: %s', (_, free, options, near) => {
    reference.circuits.forEach(({ qubits, bits, operations, words, expectations, classical, density }, number) => {
      const builder = circuit(qubits);
      const parameters: number[] = [];
      const numbers = (values: readonly number[]) =>
        free ? values.map((value) => parameter(parameters.push(value) - 1)) : values;
      for (const [kind, name, wires, values, on] of operations) {
        const condition = on === null ? {} : { condition: { bits: [on[0]], value: on[1] } };
        if (kind === 'gate') builder.gate(name, wires, numbers(values), condition);
        else if (kind === 'noise') builder.noise(name, wires, numbers(values), condition.condition);
        else if (kind === 'reset') builder.reset(wires[0] as number, condition.condition);
        else builder.measure(wires[0] as number, values[0] as number);
      }
      const all = Array.from({ length: bits }, (_, bit) => bit);
      const program = builder
        .expectation(...words.map((word) => pauli(word)))
        .classical(all)
        .density()
        .build();
      const executable = compileDensityMatrixCircuit(program, options);
      const { values } = executable.run({ batch: 1, parameters });
      expect(largest(values, [...expectations, ...classical, ...density]), `circuit ${number}`).toBeLessThan(near);
      executable.dispose();
    });
  });
});
