import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisFor, formatNumber } from './axis.js';

const reals = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const positives = fc.double({ min: -12, max: 12, noNaN: true }).map((power) => 10 ** power);

describe('axisFor', () => {
  it('holds every value, with few ticks in ascending order', () => {
    for (const [scale, value] of [
      ['linear', reals],
      ['log', positives],
    ] as const) {
      fc.assert(
        fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
          const axis = axisFor(values, scale);
          for (const one of values) {
            expect(axis.place(one)).toBeGreaterThanOrEqual(-1e-6);
            expect(axis.place(one)).toBeLessThanOrEqual(1 + 1e-6);
          }
          expect(axis.place(axis.low)).toBeCloseTo(0, 9);
          expect(axis.place(axis.high)).toBeCloseTo(1, 9);
          const ticks = axis.ticks.map((tick) => tick.value);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(30);
          expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
        }),
      );
    }
  });

  it('ends on round numbers', () => {
    expect(axisFor([0, 12_000], 'linear', 6).ticks.map((tick) => tick.label)).toEqual([
      '0',
      '2000',
      '4000',
      '6000',
      '8000',
      '10\u2009000',
      '12\u2009000',
    ]);
    expect(axisFor([0.013, 0.48], 'linear').ticks.map((tick) => tick.label)).toEqual([
      '0.0',
      '0.1',
      '0.2',
      '0.3',
      '0.4',
      '0.5',
    ]);
    expect(axisFor([-2, 2], 'linear').ticks.map((tick) => tick.label)).toEqual(['\u22122', '\u22121', '0', '1', '2']);
    expect(axisFor([0.03, 2], 'log').ticks.map((tick) => tick.label)).toEqual([
      '0.02',
      '0.05',
      '0.1',
      '0.2',
      '0.5',
      '1',
      '2',
    ]);
    expect(axisFor([1e-4, 1], 'log').ticks.map((tick) => tick.value)).toEqual(
      [1e-4, 1e-3, 1e-2, 0.1, 1].map((v) => expect.closeTo(v, 12)),
    );
  });

  it('stands without usable values', () => {
    expect(axisFor([], 'linear')).toMatchObject({ low: 0, high: 1 });
    expect(axisFor([0, -1], 'log').place(10)).toBe(1);
    expect(axisFor([5], 'linear').place(5)).toBeCloseTo(0.5, 6);
    expect(axisFor([1e6, 1e6 + 1e-9], 'linear').place(1e6)).toBeCloseTo(0.5, 6);
    expect(axisFor([0, 5e-324], 'linear').place(0)).toBeCloseTo(0.5, 6);
  });
});

describe('formatNumber', () => {
  it('shows as many digits as the step needs', () => {
    expect(formatNumber(0.3, 0.1)).toBe('0.3');
    expect(formatNumber(0.25, 0.05)).toBe('0.25');
    expect(formatNumber(118_234, 1)).toBe('118\u2009234');
    expect(formatNumber(-0.5, 0.5)).toBe('\u22120.5');
    expect(formatNumber(2e9, 1e9)).toBe('2e9');
    expect(formatNumber(1.5e-7, 1.5e-7)).toBe('1.5e-7');
  });
});
