import { type CircuitProgram, circuit, type PauliTerm, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { estimatesOf, measuredBases } from './index.js';

const term = (coefficient: number, ...paulis: PauliTerm['paulis'][number][]): PauliTerm => ({ coefficient, paulis });
const sum = (...terms: PauliTerm[]) => ({ kind: 'pauli-sum', terms }) as const;

describe('measuredBases', () => {
  it('reads strings together that agree on all wires both act on', () => {
    const program = circuit(3)
      .gate('H', [0])
      .expectation(
        sum(term(1, [0, 'Z'], [1, 'Z'])),
        sum(term(0.5, [0, 'X']), term(2, [2, 'Z'])),
        sum(term(-1, [0, 'Y'], [1, 'X']), term(3)),
      )
      .build();
    const bases = measuredBases(program);
    expect(bases.map(({ letters }) => Object.fromEntries(letters))).toEqual([
      { 0: 'Z', 1: 'Z', 2: 'Z' },
      { 0: 'X' },
      { 0: 'Y', 1: 'X' },
    ]);
    expect(
      bases.map(({ program: each }) => each.operations.map((op) => ('gate' in op ? op.gate : op.kind)).join(' ')),
    ).toEqual(['H measure measure measure', 'H H measure', 'H Sdg H H measure measure']);
  });

  it('reads into bits behind those of the circuit', () => {
    const program = circuit(2)
      .measure(0, 0)
      .expectation(sum(term(1, [1, 'X'])))
      .build();
    const [basis] = measuredBases(program);
    expect(basis?.program.bits).toBe(2);
    expect(basis?.strings).toEqual([{ observable: 0, coefficient: 1, bits: [1] }]);
    expect(estimatesOf(basis === undefined ? [] : [basis], [{ '01': 30, '10': 10 }])[0]?.value).toBeCloseTo(0.5, 12);
  });

  it('refuses what counts do not give', () => {
    const matrix = { dims: [2], entries: [] } as never;
    const byMatrix = {
      ...circuit(1).state().build(),
      outputs: [{ kind: 'expectation', observables: [{ kind: 'matrix', matrix, targets: [0] }] }],
    } as CircuitProgram;
    expect(() => measuredBases(byMatrix)).toThrow(/as sums of Pauli strings/);
  });
});

describe('estimatesOf', () => {
  const program = circuit(2)
    .expectation(sum(term(1, [0, 'Z'])), sum(term(2, [0, 'Z'], [1, 'Z']), term(-1, [1, 'Z']), term(0.5, [0, 'X'])))
    .build();
  const bases = measuredBases(program);

  it('are means of signs, bit 0 the rightmost', () => {
    // Z₀: 40 + 20 − 30 − 10 of 100. 2 Z₀Z₁ − Z₁: 00 → 1, 01 → −3, 10 → −1, 11 → 3. X₀: 75 − 25 of 100.
    const [first, second] = estimatesOf(bases, [
      { '00': 40, '01': 30, '10': 20, '11': 10 },
      { '0': 75, '1': 25 },
    ]);
    expect(first?.value).toBeCloseTo(0.2, 12);
    expect(first?.standardError).toBeCloseTo(Math.sqrt((1 - 0.04) / 99), 12);
    expect(second?.value).toBeCloseTo((40 - 90 - 20 + 30) / 100 + 0.25, 12);
  });

  it('have standard errors that cover: 95 % of intervals hold the true value', () => {
    const random = stream(5, 'shots');
    // Independent wires with P(1) = 0.3 and 0.6; in X the first wire has P(1) = 0.2.
    const truth = 2 * 0.4 * -0.2 - -0.2 + 0.5 * 0.6;
    const draw = (chances: readonly number[]) => {
      const counts: Record<string, number> = {};
      for (let shot = 0; shot < 200; shot++) {
        const word = [...chances]
          .reverse()
          .map((p) => (random.uniform() < p ? '1' : '0'))
          .join('');
        counts[word] = (counts[word] ?? 0) + 1;
      }
      return counts;
    };
    let covered = 0;
    for (let run = 0; run < 1000; run++) {
      const [, { value, standardError }] = estimatesOf(bases, [draw([0.3, 0.6]), draw([0.2])]) as [
        unknown,
        { value: number; standardError: number },
      ];
      if (Math.abs(value - truth) < 1.96 * standardError) covered++;
    }
    // Binomial: 950 ± 7 a standard deviation.
    expect(Math.abs(covered - 950)).toBeLessThan(35);
  });
});
