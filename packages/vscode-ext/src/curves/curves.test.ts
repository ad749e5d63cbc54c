import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, type Point, smoothed, thinned } from './curve.js';
import { drawCurves } from './draw-curves.js';

const points = fc
  .array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((values): readonly Point[] => values.map((y, k) => ({ x: 10 * (k + 1), y })));
const weights = fc.double({ min: 0, max: 0.99, noNaN: true });

describe('smoothed', () => {
  it('leaves a constant as it is from the first point on, whatever the weight', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: -10, max: 10, noNaN: true }), (weight, y) => {
        const flat = [1, 2, 3, 4].map((x) => ({ x, y }));
        for (const point of smoothed(flat, weight)) expect(point.y).toBeCloseTo(y, 9);
      }),
    );
  });

  it('stays within the range of its points, and is them without weight', () => {
    fc.assert(
      fc.property(points, weights, (given, weight) => {
        const values = given.map(({ y }) => y);
        for (const { y } of smoothed(given, weight)) {
          expect(y).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
          expect(y).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        }
        for (const [k, { y }] of smoothed(given, 0).entries()) expect(y).toBeCloseTo(values[k] as number, 9);
      }),
    );
  });

  it('is the weighted mean by hand', () => {
    // Weights of 1 and 0.5 · 1 over their sum.
    expect(
      smoothed(
        [
          { x: 1, y: 0 },
          { x: 2, y: 3 },
        ],
        0.5,
      ).map(({ y }) => y),
    ).toEqual([0, 2]);
    expect(
      smoothed(
        [
          { x: 1, y: Number.NaN },
          { x: 2, y: 3 },
        ],
        0.5,
      ),
    ).toEqual([{ x: 2, y: 3 }]);
  });
});

describe('thinned', () => {
  it('keeps the mean and has no more points than asked for', () => {
    const given = Array.from({ length: 1000 }, (_, k) => ({ x: k, y: k % 7 }));
    const few = thinned(given, 250);
    expect(few.length).toBe(250);
    expect(few[0]).toEqual({ x: 1.5, y: 1.5 });
    const mean = (of: readonly Point[]) => of.reduce((sum, { y }) => sum + y, 0) / of.length;
    expect(mean(few)).toBeCloseTo(mean(given), 9);
    expect(thinned(given, 2000)).toBe(given);
  });
});

describe('nearest', () => {
  it('finds the point next to a step', () => {
    const given = [10, 20, 30].map((x) => ({ x, y: x }));
    expect(nearest(given, 24)?.x).toBe(20);
    expect(nearest([], 3)).toBeUndefined();
  });
});

describe('drawCurves', () => {
  const options = { width: 600, height: 240, smoothing: 0, yLabel: 'loss', title: 'Loss "by" step' } as const;
  const curve = { name: 'a', run: 0, dots: false };
  const numbers = (svg: string, tag: RegExp) => [...svg.matchAll(tag)].map(([, list]) => list ?? '');

  it('places lower values lower, and reads steps back from their places', () => {
    const { svg, stepAt, at } = drawCurves(
      [
        {
          ...curve,
          points: [
            { x: 0, y: 4 },
            { x: 100, y: 1 },
          ],
        },
      ],
      { ...options, scale: 'linear' },
    );
    const [line = ''] = numbers(svg, /class="curve run0" points="([^"]+)"/g);
    const [[, y0], [, y1]] = line.split(' ').map((pair) => pair.split(',').map(Number)) as [
      [number, number],
      [number, number],
    ];
    expect(y1).toBeGreaterThan(y0);
    for (const step of [0, 37, 100]) expect(stepAt(at(step))).toBeCloseTo(step, 6);
    expect(svg).toContain('aria-label="Loss &quot;by&quot; step"');
  });

  it('leaves out what a log scale cannot show', () => {
    const given = [
      { x: 1, y: 0 },
      { x: 2, y: 1 },
      { x: 3, y: 10 },
    ];
    const { svg } = drawCurves([{ ...curve, points: given }], { ...options, scale: 'log' });
    expect(numbers(svg, /class="curve run0" points="([^"]+)"/g)[0]?.split(' ')).toHaveLength(2);
  });

  it('draws a smoothed curve before its own points, but validations as they are', () => {
    const given = [
      { x: 1, y: 3 },
      { x: 2, y: 1 },
    ];
    const { svg } = drawCurves(
      [
        { ...curve, points: given },
        { ...curve, run: 1, dots: true, points: given },
      ],
      { ...options, smoothing: 0.9, scale: 'linear' },
    );
    expect(svg).toContain('class="raw run0"');
    expect(svg).not.toContain('class="raw run1"');
    expect(numbers(svg, /<circle class="dot run1"( )/g)).toHaveLength(2);
  });

  it('stands without any point', () => {
    expect(drawCurves([], { ...options, scale: 'log' }).svg).toContain('<svg');
  });
});
