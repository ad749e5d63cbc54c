import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkText } from '../../test-data/check-text.js';
import { simulate } from '../../test-data/simulate.js';
import { lowerCircuit } from '../api/index.js';
import { unreached } from './reach.js';

const gates = ['RX', 'RY', 'RZ', 'P'].map((gate) => (wire: number, k: number) => `${gate}(theta[${k}]) q[${wire}]`);
const pairs = ['CX', 'CZ', 'SWAP'].map((gate) => (wire: number) => `${gate} q[${wire}], q[${(wire + 1) % 3}]`);
const rotations = ['RZZ', 'CRZ', 'CRX'].map(
  (gate) => (wire: number, k: number) => `${gate}(theta[${k}]) q[${wire}], q[${(wire + 2) % 3}]`,
);
const lines = fc.array(fc.tuple(fc.constantFrom(...gates, ...pairs, ...rotations), fc.nat(2)), {
  minLength: 2,
  maxLength: 8,
});
const outputs = fc.constantFrom('expval(Z, q)', 'expval(Z, q[0])', 'probs(q[1])', 'expval(X, q[2])', 'counts');

it('never says that a parameter has no influence when it has', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(lines, outputs, async (chosen, output) => {
      const body = chosen.map(([line, wire], k) => `  ${line(wire, k)}`).join('\n');
      const names = 'RX, RY, RZ, P, CX, CZ, SWAP, RZZ, CRZ, CRX';
      const text = `import { ${names} } from "std/gates"\ncircuit C on q[3] {\n  param theta: angle[${chosen.length}]\n${body}\n  return ${output}\n}`;
      const { diagnostics, script } = await checkText(text);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const lowered = lowerCircuit(script, 'C');
      const at = chosen.map((_, k) => 0.4 + 0.77 * k);
      const before = simulate(lowered.program, at, []).flat();
      for (const { entries } of unreached(lowered)) {
        for (const entry of entries) {
          found++;
          const after = simulate(
            lowered.program,
            at.map((angle, k) => (k === entry ? 2.9 : angle)),
            [],
          ).flat();
          after.forEach((value, k) => {
            expect(value).toBeCloseTo(before[k] ?? Number.NaN, 12);
          });
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(20);
}, 60_000);
