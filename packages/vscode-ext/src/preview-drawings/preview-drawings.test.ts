import { ComplexMatrix } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { barChart, cityscape, complexText, heatMap, phaseColour, untheme } from './index.js';

const titles = (svg: string) => [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title);

describe('complex numbers in words', () => {
  it('leave out what is zero', () => {
    expect(complexText(0, 0)).toBe('0');
    expect(complexText(-0.5, 0)).toBe('−0.5');
    expect(complexText(0, 1)).toBe('i');
    expect(complexText(0, -0.25)).toBe('−0.25i');
    expect(complexText(Math.SQRT1_2, -Math.SQRT1_2)).toBe('0.707 − 0.707i');
    expect(complexText(1e-7, 3e6)).toBe('3.00e+6i');
  });
});

describe('a heat map', () => {
  const matrix = ComplexMatrix.fromRows([
    [1, [0, -0.25]],
    [0, -0.5],
  ]);
  const { svg } = heatMap(matrix, { title: 'M', rows: ['a', 'b'], columns: ['a', '<b>'] });

  it('says every entry and fills areas in proportion', () => {
    expect(titles(svg)).toEqual(['a, a: 1', 'a, &lt;b&gt;: −0.25i', 'b, a: 0', 'b, &lt;b&gt;: −0.5']);
    const sides = [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)"/g)].map(([, side]) => Number(side));
    expect(sides).toHaveLength(3);
    expect((sides[1] as number) / (sides[0] as number)).toBeCloseTo(0.5, 2);
    expect((sides[2] as number) / (sides[0] as number)).toBeCloseTo(Math.SQRT1_2, 2);
  });

  it('gives + and − different colours', () => {
    expect(phaseColour(1, 0)).not.toBe(phaseColour(-1, 0));
    expect(svg).toContain(phaseColour(-1, 0));
  });
});

describe('bars', () => {
  it('stand on one line with heights in proportion, and keep within the page', () => {
    const bars = [0.5, 0.25, 0].map((value, k) => ({ name: `|${k}>`, value, spread: value / 10, text: String(value) }));
    const { svg, width, height } = barChart(bars, { title: 'B', valueLabel: 'share', most: 1 });
    const rects = [...svg.matchAll(/class="bar" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
      (m) => m.slice(1).map(Number),
    );
    expect(rects).toHaveLength(3);
    const [first, second] = rects as [number[], number[]];
    expect((first[3] as number) / (second[3] as number)).toBeCloseTo(2, 1);
    for (const [x = 0, y = 0, w = 0, h = 0] of rects) {
      expect(x + w).toBeLessThan(width);
      expect(y + h).toBeLessThan(height);
    }
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe('a city', () => {
  it('has a tower for every entry', () => {
    const half = ComplexMatrix.fromRows([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    const { svg } = cityscape(half, ['|0>', '|1>'], 'ρ');
    expect(titles(svg)).toHaveLength(4);
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe('a file', () => {
  it('has colours of its own', () => {
    const { svg } = barChart([{ name: 'a', value: 1, text: '1' }], { title: 'B', valueLabel: 'v' });
    expect(untheme(svg)).not.toContain('var(');
  });
});
