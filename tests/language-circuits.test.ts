import { describe, expect, it } from 'vitest';
import { circuitCases, circuitFolders } from '../packages/lang/test-data/circuit-cases.js';
import { compileCircuit } from '../packages/sim/src/index.js';

/** What the language lowers to, run by the engines, is what the scripts say. */
describe('circuits of the language on the engines', () => {
  it.each(circuitFolders)('%s', async (name) => {
    for (const { circuit, parameters, inputs, expected } of await circuitCases(name)) {
      // The scripts say density matrices; a circuit without noise yields amplitudes.
      if (circuit.program.outputs.some(({ kind }) => kind === 'state')) continue;
      const run = compileCircuit(circuit.program, { precision: 'float64', threads: 1 });
      const { values } = run.run({ batch: 1, parameters, inputs });
      run.dispose();
      expect(values, circuit.name).toHaveLength(expected.length);
      expected.forEach((value, k) => {
        expect(values[k], `${circuit.name}: ${Array.from(values).join(', ')}`).toBeCloseTo(value, 10);
      });
    }
  });
});
