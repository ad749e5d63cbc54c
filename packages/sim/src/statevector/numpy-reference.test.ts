import { readFileSync } from 'node:fs';
import { circuit, GATES, parameter, pauli } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../executable/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';

interface Reference {
  readonly numpy: string;
  readonly circuits: readonly {
    readonly qubits: number;
    readonly gates: readonly (readonly [name: string, wires: readonly number[], firstAngle: number])[];
    readonly angles: readonly number[];
    readonly words: readonly string[];
    readonly expectations: readonly number[];
    readonly probabilities: readonly number[];
    readonly slopes: readonly number[];
  }[];
}

const reference: Reference = JSON.parse(
  readFileSync(new URL('../../reference/circuits.json', import.meta.url), 'utf8'),
);

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(a.length - b.length, b.length - a.length, ...Array.from(a, (x, i) => Math.abs(x - (b[i] as number))));

const engines: readonly [string, EngineOptions, number, number][] = [
  ['WebAssembly float64', { kernels: 'wasm', precision: 'float64' }, 1e-12, 1e-9],
  ['WebAssembly float32', { kernels: 'wasm', precision: 'float32' }, 1e-5, 1e-5],
  ['TypeScript', { kernels: 'js' }, 1e-12, 1e-9],
];

describe('200 random circuits against numpy (reference/circuits.py)', () => {
  it('use every gate of the registry', () => {
    expect(reference.circuits).toHaveLength(200);
    const used = new Set(reference.circuits.flatMap(({ gates }) => gates.map(([name]) => name)));
    expect(GATES.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  it.each(engines)(
    '%s: expectation values, probabilities, and slopes by every angle',
    (_, options, near, nearSlope) => {
      reference.circuits.forEach(({ qubits, gates, angles, words, expectations, probabilities, slopes }, number) => {
        const builder = circuit(qubits).reserve({ parameters: angles.length });
        for (const [name, wires, first] of gates) {
          const count = GATES.find((gate) => gate.name === name)?.parameters.length ?? 0;
          builder.gate(
            name,
            wires,
            Array.from({ length: count }, (_, k) => parameter(first + k)),
          );
        }
        const program = builder
          .expectation(...words.map((word) => pauli(word)))
          .probabilities()
          .build();
        const executable = compileStateVectorCircuit(program, options);
        const cotangents = new Float64Array(executable.columns);
        cotangents[0] = 1;
        const { values, parameters } = executable.gradient({ batch: 1, parameters: angles }, cotangents);
        expect(largest(values, [...expectations, ...probabilities]), `circuit ${number}`).toBeLessThan(near);
        expect(largest(parameters, slopes), `slopes of circuit ${number}`).toBeLessThan(nearSlope);
        executable.dispose();
      });
    },
  );
});
