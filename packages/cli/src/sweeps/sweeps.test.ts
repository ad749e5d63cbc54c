import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curve, lineChart, measuredValues, sweepCsv, sweepPoints } from './index.js';
import { ticks } from './line-chart.js';

describe('sweepPoints', () => {
  it('is every combination once, the first axis slowest, the seed fastest', () => {
    const points = sweepPoints({ omega: [0, 0.5], dt: [0.1, 0.2] }, [1, 2]);
    expect(points.map((point) => point.name)).toEqual([
      'omega=0,dt=0.1,seed=1',
      'omega=0,dt=0.1,seed=2',
      'omega=0,dt=0.2,seed=1',
      'omega=0,dt=0.2,seed=2',
      'omega=0.5,dt=0.1,seed=1',
      'omega=0.5,dt=0.1,seed=2',
      'omega=0.5,dt=0.2,seed=1',
      'omega=0.5,dt=0.2,seed=2',
    ]);
  });

  it('names a value without the noise of its last digits, but keeps the value', () => {
    const [point] = sweepPoints({ omega: [0.1 + 0.2] }, [7]);
    expect(point).toEqual({ values: { omega: 0.30000000000000004 }, seed: 7, name: 'omega=0.3,seed=7' });
  });
});

describe('the table', () => {
  it('is CSV with every column, quoted where needed', () => {
    expect(
      sweepCsv([
        { omega: 0, run: 'a,b' },
        { omega: 1, fid: 2.5 },
      ]),
    ).toBe('omega,run,fid\r\n0,"a,b",\r\n1,,2.5\r\n');
  });

  it('gives mean and sample deviation for each x, ascending, and leaves out what was not measured', () => {
    const rows = [
      { omega: 1, fid: 5 },
      { omega: 0, fid: 1 },
      { omega: 0, fid: 3 },
      { omega: 1, fid: 'not yet' },
      { omega: 2, fid: Number.NaN },
    ];
    expect(curve(rows, 'omega', 'fid')).toEqual([
      { x: 0, mean: 2, deviation: Math.SQRT2, count: 2 },
      { x: 1, mean: 5, deviation: 0, count: 1 },
    ]);
  });
});

describe('the columns of what is measured', () => {
  it('are told apart by extractor, then by number, and none is lost', () => {
    const extractor = (name: string) => ({ name });
    const metrics = [
      { metric: 'fid', value: 1, extractor: extractor('lenet') },
      { metric: 'kid', value: 2, extractor: extractor('lenet') },
      { metric: 'kid', value: 3, extractor: extractor('pixels') },
      { metric: 'kid', value: 4, extractor: extractor('pixels') },
      { metric: 'purity', value: 5, extractor: null },
      { metric: 'purity', value: 6, extractor: null },
    ];
    expect(measuredValues(metrics)).toEqual({
      fid: 1,
      'kid(lenet)': 2,
      'kid(pixels)': 3,
      'kid(pixels) 2': 4,
      purity: 5,
      'purity 2': 6,
    });
  });
});

describe('the chart', () => {
  it('has ticks that are round and cover the range', () => {
    expect(ticks(0, 1, 10)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, span) => {
          const values = ticks(low, low + span);
          expect(values[0]).toBeLessThanOrEqual(low + 1e-6 * span);
          expect(values.at(-1)).toBeGreaterThanOrEqual(low + span - 1e-6 * span);
          expect(values.length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });

  it('draws a dot for each point inside the frame, also for a single one, and escapes labels', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (xs, deviation) => {
          const points = xs.sort((a, b) => a - b).map((x, i) => ({ x, mean: i * 3.3, deviation, count: 2 }));
          const svg = lineChart(points, { title: 'a < b & "c"', x: 'omega', y: 'fid' });
          const dots = [...svg.matchAll(/cx="([-\d.]+)" cy="([-\d.]+)"/g)];
          expect(dots).toHaveLength(xs.length);
          for (const [, cx, cy] of dots) {
            expect(Number(cx)).toBeGreaterThanOrEqual(72 - 0.1);
            expect(Number(cx)).toBeLessThanOrEqual(620.1);
            expect(Number(cy)).toBeGreaterThanOrEqual(36 - 0.1);
            expect(Number(cy)).toBeLessThanOrEqual(348.1);
          }
          expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
          expect(svg).not.toContain('NaN');
        },
      ),
    );
  });
});
