import { circuit, GATES, input, matrixToData, parameter, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../executable/index.js';
import { randomHermitian, randomUnitary } from '../testing/index.js';
import { compileStateVectorCircuit } from './compile-circuit.js';

/**
 * The general parameter-shift rule (Wierichs, Izaac, Wang, Lin: arXiv:2107.12390, eq. 28) for frequencies 1/2, 1, 3/2 and 2,
 * which cover every gate of the registry, controlled or not: exact, and independent of generators.
 */
const FREQUENCIES = 4;
const BASE = 0.5;
const SHIFTS = Array.from({ length: 2 * FREQUENCIES }, (_, i) => {
  const x = ((2 * i + 1) * Math.PI) / (2 * FREQUENCIES);
  return { shift: x / BASE, weight: ((-1) ** i * BASE) / (4 * FREQUENCIES * Math.sin(x / 2) ** 2) };
});

const engines: readonly [string, EngineOptions][] = [
  ['WebAssembly', { kernels: 'wasm' }],
  ['TypeScript', { kernels: 'js' }],
];
const parametrised = GATES.filter((gate) => gate.parameters.length > 0);

describe.each(engines)('%s: adjoint gradient = parameter shift', (_, options) => {
  it.each(parametrised.map((gate) => [gate.name, gate] as const))('%s, plain and controlled', (name, gate) => {
    const random = stream(11, name);
    for (const extra of [0, 1]) {
      const wires = [0, 1, 2, 3];
      random.shuffle(wires);
      const count = gate.parameters.length;
      const prepare = randomUnitary(16, random);
      const mix = randomUnitary(16, random);
      const observable = {
        kind: 'matrix' as const,
        matrix: matrixToData(randomHermitian(8, random)),
        targets: [3, 0, 1],
      };
      const make = (angle: typeof parameter) =>
        circuit(4)
          .matrix(prepare, [0, 1, 2, 3])
          .gate(
            name,
            wires.slice(0, gate.qubits),
            gate.parameters.map((_, k) => angle(k)),
            { controls: wires.slice(gate.qubits, gate.qubits + extra) },
          )
          .matrix(mix, [2, 0, 3, 1])
          .expectation(observable)
          .build();
      const angles = Float64Array.from({ length: count }, () => 3 * random.normal());
      const shared = compileStateVectorCircuit(make(parameter), options);
      const sampled = compileStateVectorCircuit(make(input), options);
      const value = (at: Float64Array) => shared.run({ batch: 1, parameters: at }).values[0] as number;
      const slopes = Array.from(angles, (angle, k) =>
        SHIFTS.reduce((sum, { shift, weight }) => sum + weight * value(angles.with(k, angle + shift)), 0),
      );
      const { parameters } = shared.gradient({ batch: 1, parameters: angles }, [1]);
      const twice = Float64Array.of(...angles, ...angles);
      const { inputs = [] } = sampled.gradient({ batch: 2, inputs: twice }, [1, 2], { inputs: true });
      slopes.forEach((slope, k) => {
        expect(Math.abs((parameters[k] as number) - slope)).toBeLessThan(1e-10);
        expect(Math.abs((inputs[k] as number) - slope)).toBeLessThan(1e-10);
        expect(Math.abs((inputs[count + k] as number) - 2 * slope)).toBeLessThan(1e-10);
      });
      expect(Math.max(...slopes.map(Math.abs))).toBeGreaterThan(1e-3);
      shared.dispose();
      sampled.dispose();
    }
  });
});
