import { circuit, classicalRadices, input, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { compileCollapse, sampleCounts } from './index.js';
import { randomProblem } from './testing/problems.js';

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);

/** The number that digits spell, the last the least significant. */
function numberOf(key: string, radices: readonly number[]): number {
  const last = radices.length - 1;
  return [...key].reduce((value, digit, k) => value * (radices[last - k] as number) + Number(digit), 0);
}

describe('counts of shots', () => {
  it('read bitstrings most significant first, of all wires where nothing is measured', () => {
    const program = circuit(3).gate('X', [0]).build();
    expect([...(sampleCounts(program, { batch: 1, draws: { seed: 1, shots: 10 } })[0] ?? [])]).toEqual([['001', 10]]);
    const qudits = circuit([2, 12]).gate('X', [0]).build();
    expect([...(sampleCounts(qudits, { batch: 1, draws: { seed: 1, shots: 3 } })[0] ?? [])]).toEqual([['0,1', 3]]);
  });

  it('read the digits that were measured, unmeasured ones 0', () => {
    const program = circuit(2).gate('X', [0]).measure(0, 2).build();
    expect([...(sampleCounts(program, { batch: 1, draws: { seed: 1, shots: 5 } })[0] ?? [])]).toEqual([['100', 5]]);
  });

  it('of final measurements follow the exact probabilities', () => {
    const program = circuit(2)
      .gate('RY', [0], [input(0)])
      .gate('CX', [0, 1])
      .measure(0, 0)
      .measure(1, 1)
      .build();
    const shots = 20000;
    const angles = [0.4, 1.9];
    const counts = sampleCounts(program, { batch: 2, inputs: angles, draws: { seed: 3, shots } });
    angles.forEach((angle, sample) => {
      const p = Math.sin(angle / 2) ** 2;
      const ones = counts[sample]?.get('11') ?? 0;
      expect(Math.abs(ones - shots * p)).toBeLessThan(4 * Math.sqrt(shots * p * (1 - p)));
      expect(sum(counts[sample] ?? new Map())).toBe(shots);
      expect(counts[sample]?.size).toBe(2);
    });
  });

  it('with measurements in the middle, resets, conditions and noise follow the classical distribution', () => {
    let tested = 0;
    for (let index = 0; tested < 6; index++) {
      const { program, batch } = randomProblem('counts', index, 600, { measure: 1, noise: 0.4, operations: 18 });
      if (program.bits === 0 || !program.operations.some(({ kind }) => kind === 'measure')) continue;
      tested++;
      const bits = Array.from({ length: program.bits }, (_, bit) => bit);
      const exact = compileCollapse({ ...program, outputs: [{ kind: 'classical', bits }] }, { mode: 'exact' });
      const { values, columns } = exact.run(batch);
      const shots = 5000;
      const counts = sampleCounts(program, { ...batch, draws: { seed: 1, shots } });
      counts.forEach((own, sample) => {
        const expected = values.subarray(sample * columns, (sample + 1) * columns);
        const observed = new Map<number, number>();
        for (const [key, count] of own) observed.set(numberOf(key, classicalRadices(program)), count);
        let chi = 0;
        expected.forEach((p, k) => {
          const count = observed.get(k) ?? 0;
          if (p * shots < 1e-9) expect(count).toBe(0);
          else chi += (count - p * shots) ** 2 / (p * shots);
        });
        // far beyond the 99.99 % quantile of chi-square for so few classes
        expect(chi).toBeLessThan(4 * columns + 30);
      });
    }
  });

  it('are the same for any batch, order and number of threads', () => {
    const program = circuit(2)
      .gate('RX', [0], [input(0)])
      .measure(0, 0)
      .gate('RY', [1], [input(0)], { condition: { bits: [0], value: 1 } })
      .noise('AmplitudeDamping', [1], [0.2])
      .measure(1, 1)
      .build();
    for (const each of [
      program,
      circuit(2)
        .gate('RX', [0], [input(0)])
        .gate('RY', [1], [1])
        .build(),
    ]) {
      const inputs = Array.from({ length: 9 }, (_, k) => stream(2).at(k).normal());
      const all = sampleCounts(each, { batch: 9, inputs, draws: { seed: 5, shots: 700 } });
      const threads = sampleCounts(each, { batch: 9, inputs, draws: { seed: 5, shots: 700 } }, { threads: 2 });
      expect(threads).toEqual(all);
      inputs.forEach((x, sample) => {
        expect(sampleCounts(each, { batch: 1, inputs: [x], draws: { seed: 5, sample, shots: 700 } })[0]).toEqual(
          all[sample],
        );
      });
    }
  });
});
