import { ComplexMatrix, cycle, type GeneratorProgram, noiseChannel, stochasticWalk, unitaryChannel } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { drawnChannel, longestTime, operatorFigures, walkFigures } from './index.js';

describe('figures of a channel', () => {
  it('are those of amplitude damping, once and twice', () => {
    const loss = noiseChannel('AmplitudeDamping', 0.36);
    const once = operatorFigures(drawnChannel(loss, 1));
    // r → (√(1−γ) x, √(1−γ) y, γ + (1−γ) z).
    expect(once?.bloch?.axes.map(({ length }) => length)).toEqual([0.8, 0.8, 0.64].map((x) => expect.closeTo(x, 9)));
    expect(once?.bloch?.centre).toEqual([0, 0, 0.36].map((x) => expect.closeTo(x, 9)));
    expect(once?.kraus.map((k) => k.toRows().map((row) => row.map(([re]) => re)))).toEqual(
      [
        [
          [1, 0],
          [0, 0.8],
        ],
        [
          [0, 0.6],
          [0, 0],
        ],
      ].map((rows) => rows.map((row) => row.map((x) => expect.closeTo(x, 9)))),
    );
    expect(once?.fixedPoint.populations).toEqual([1, 0].map((x) => expect.closeTo(x, 9)));
    expect(once?.transfer?.labels).toEqual(['I', 'X', 'Y', 'Z']);
    expect(once?.transfer?.matrix.re(3, 0)).toBeCloseTo(0.36, 9);
    // Two of γ are one of 1 − (1 − γ)².
    const twice = operatorFigures(drawnChannel(loss, 2));
    expect(twice?.bloch?.centre[2]).toBeCloseTo(1 - 0.64 ** 2, 9);
    expect(operatorFigures(drawnChannel(loss, 0))?.averageGateFidelity).toBeCloseTo(1, 9);
  });

  it('are not worked out where they would be large', () => {
    expect(operatorFigures(unitaryChannel([2, 2, 2, 2], ComplexMatrix.identity(16)))).toBeUndefined();
  });

  it('follow a generator in time: decay at the rate of its jump', () => {
    const decay: GeneratorProgram = {
      kind: 'generator',
      dims: [2],
      hamiltonian: { rows: 2, columns: 2, entries: [] },
      jumps: [{ rows: 2, columns: 2, entries: [[0, 1, 0.5, 0]] }],
    };
    const figures = operatorFigures(drawnChannel(decay, 3));
    expect(figures?.bloch?.centre[2]).toBeCloseTo(1 - Math.exp(-0.25 * 3), 9);
    const longest = longestTime(decay);
    expect(longest).toBeGreaterThanOrEqual(10 / 0.5);
    expect(String(longest)).toMatch(/^[125]0*$/);
  });
});

describe('the walk of a channel', () => {
  it('keeps probability, and ends where all levels are alike', () => {
    const generator = stochasticWalk(cycle(6), 1);
    const walk = walkFigures(drawnChannel(generator, 0.5), 2, 400);
    for (const at of walk?.path ?? []) expect(at.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    expect(walk?.path[0]).toEqual([0, 0, 1, 0, 0, 0]);
    expect(walk?.path.at(-1)).toEqual(Array.from({ length: 6 }, () => expect.closeTo(1 / 6, 6)));
    expect(walk?.step[2 * 6 + 2]).toBeCloseTo(walk?.path[1]?.[2] ?? 0, 12);
  });
});
