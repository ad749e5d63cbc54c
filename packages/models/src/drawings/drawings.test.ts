import { describe, expect, it } from 'vitest';
import { blochBalls, blochClouds, type Drawing, paint, pointClouds, type Shape, stepChart, toSvg } from './index.js';

const black = [0, 0, 0] as const;
const page = (shapes: Shape[], width = 40, height = 30): Drawing => ({
  title: 'a < b & c',
  width,
  height,
  background: [255, 255, 255],
  shapes,
});

/** Painted area in pixels: how much darker the page has become. */
function inked(drawing: Drawing, scale: number): number {
  return paint(drawing, scale).pixels.reduce((sum, value) => sum + (255 - value) / 255 / 3, 0);
}

const dots = (drawing: Drawing) => drawing.shapes.filter((shape) => shape.kind === 'dot');
const texts = (drawing: Drawing) => drawing.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));

describe('painting', () => {
  it('covers the areas of discs, strokes and polygons', () => {
    const disc = page([{ kind: 'dot', x: 17.3, y: 14.8, radius: 6, colour: black, opacity: 1 }]);
    expect(inked(disc, 1)).toBeCloseTo(Math.PI * 36, -0.5);
    expect(Math.abs(inked(disc, 3) / 9 / (Math.PI * 36) - 1)).toBeLessThan(0.01);
    const stroke: Shape = {
      kind: 'line',
      points: [
        [8, 8],
        [28, 20],
        [30, 20],
      ],
      width: 3,
      colour: black,
      opacity: 1,
    };
    const length = Math.hypot(20, 12) + 2;
    // Round ends add a disc; the bend overlaps a little.
    expect(Math.abs(inked(page([stroke]), 4) / 16 - (3 * length + Math.PI * 2.25))).toBeLessThan(1.2);
    const triangle: Shape = {
      kind: 'area',
      points: [
        [5, 5],
        [35, 9],
        [12, 27],
      ],
      colour: black,
      opacity: 0.5,
    };
    const area = Math.abs(30 * 22 - 4 * 7) / 2;
    expect(Math.abs(inked(page([triangle]), 2) / 4 / (0.5 * area) - 1)).toBeLessThan(0.01);
  });

  it('lays later shapes over earlier ones and does not spill over the edge', () => {
    const red: Shape = { kind: 'dot', x: 0, y: 0, radius: 200, colour: [255, 0, 0], opacity: 1 };
    const blue: Shape = { kind: 'dot', x: 20, y: 15, radius: 5, colour: [0, 0, 255], opacity: 0.5 };
    const { pixels, width } = paint(page([red, blue]), 1);
    expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
    const centre = 3 * (15 * width + 20);
    expect([...pixels.subarray(centre, centre + 3)]).toEqual([128, 0, 128]);
  });

  it('writes text where its anchor says, and names letters that it lacks', () => {
    const text = (content: string, anchor: 'start' | 'middle' | 'end'): Shape => ({
      kind: 'text',
      x: 100,
      y: 20,
      text: content,
      size: 12,
      anchor,
      colour: black,
    });
    const columns = (anchor: 'start' | 'middle' | 'end') => {
      const { pixels, width } = paint(page([text('fidelity |0>', anchor)], 200, 30), 1);
      const dark = [...pixels.keys()].filter((k) => (pixels[k] as number) < 128).map((k) => Math.floor(k / 3) % width);
      return [Math.min(...dark), Math.max(...dark)] as const;
    };
    expect(columns('start')[0]).toBeGreaterThanOrEqual(99);
    expect(columns('end')[1]).toBeLessThanOrEqual(101);
    const [left, right] = columns('middle');
    expect(Math.abs((left + right) / 2 - 100)).toBeLessThan(2);
    expect(() => paint(page([text('ψ', 'start')]))).toThrow(/'ψ'/);
  });
});

describe('SVG', () => {
  it('escapes text and keeps every shape', () => {
    const svg = toSvg(
      stepChart(
        [
          {
            name: 'a<b',
            points: [
              { t: 0, value: 1 },
              { t: 1, value: 0 },
            ],
          },
          { name: 'c', points: [{ t: 0, value: 0.5 }] },
        ],
        { title: 'x & y', valueLabel: 'F' },
      ),
    );
    expect(svg).toContain('<title>x &amp; y</title>');
    expect(svg).toContain('>a&lt;b</text>');
    expect(svg.match(/<circle/g)).toHaveLength(3);
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe('clouds', () => {
  it('place states on the Bloch sphere: poles up and down, the centre in the middle, the back paler', () => {
    const vectors = Float64Array.of(0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, -1, 0);
    const drawing = blochClouds(
      [
        { label: 't = 0', vectors },
        { label: 't = 1', vectors },
      ],
      { title: 'Six states' },
    );
    const first = dots(drawing).slice(0, 6);
    const at = first.map((dot) => (dot.kind === 'dot' ? [dot.x, dot.y, dot.opacity] : [])) as [
      number,
      number,
      number,
    ][];
    const middle = at.find(([x, y]) => Math.hypot(x - 95, y - 106) < 1e-9);
    expect(middle).toBeDefined();
    const ys = at.map(([, y]) => y);
    // An orthographic view: poles at ± radius · cos(elevation), opposite points mirrored.
    expect(Math.min(...ys)).toBeCloseTo(106 - 70 * Math.cos(Math.PI / 10), 9);
    expect(Math.max(...ys)).toBeCloseTo(106 + 70 * Math.cos(Math.PI / 10), 9);
    for (const [x, y] of at) expect(Math.hypot(x - 95, y - 106)).toBeLessThanOrEqual(70 + 1e-9);
    expect(new Set(at.map(([, , opacity]) => opacity)).size).toBe(2);
    expect(dots(drawing)).toHaveLength(12);
    expect(texts(drawing)).toContain('t = 1');
    expect(drawing.width).toBe(380);
    expect(() => blochClouds([], { title: 'none' })).toThrow(/no frames/);
  });

  it('draw the image of the ball where the channel takes it', () => {
    // Half the size, moved up by 0.3.
    const matrix = [
      [0.5, 0, 0],
      [0, 0.5, 0],
      [0, 0, 0.5],
    ] as const;
    const arrows = [{ from: [0, 0, 1], to: [0, 0, 0.8] }] as const;
    const drawing = blochBalls([{ label: 'half', image: { matrix, centre: [0, 0, 0.3] }, arrows }], { title: 'Ball' });
    const outline = drawing.shapes.find((shape) => shape.kind === 'area' && shape.opacity < 1);
    if (outline?.kind !== 'area') throw new Error('no outline');
    // A ball is seen as a disc from everywhere.
    const up = 98 - 0.3 * 70 * Math.cos(Math.PI / 10);
    for (const [x, y] of outline.points) expect(Math.hypot(x - 100, y - up)).toBeCloseTo(35, 6);
    const head = drawing.shapes.find((shape) => shape.kind === 'area' && shape.opacity === 1);
    expect(head?.kind === 'area' && head.points[0]?.[1]).toBeCloseTo(98 - 0.8 * 70 * Math.cos(Math.PI / 10), 6);
    expect(() => blochBalls([], { title: 'none' })).toThrow(/none to draw/);
  });

  it('draw points of all frames on one scale', () => {
    const frames = [
      { label: 'a', points: Float64Array.of(1, 0) },
      { label: 'b', points: Float64Array.of(-4, 4, 1, 0) },
    ];
    const drawing = pointClouds(frames, { title: 'Points', theme: 'dark' });
    const [one, two, three] = dots(drawing).map((dot) => (dot.kind === 'dot' ? [dot.x, dot.y] : [])) as [
      number,
      number,
    ][];
    expect((three as number[])[0]).toBeCloseTo(((one as number[])[0] as number) + 190, 9);
    expect((two as number[])[1]).toBeLessThan((one as number[])[1] as number);
    expect(drawing.background).toEqual([31, 31, 29]);
  });

  it('draw figures against t with bands under all lines, and refuse too many', () => {
    const points = [0, 1, 2].map((t) => ({ t, value: 1 - t / 4, spread: 0.1 }));
    const drawing = stepChart(
      [
        { name: 'a', points },
        { name: 'b', points },
      ],
      { title: 'F', valueLabel: 'F', range: [0, 1] },
    );
    const kinds = drawing.shapes.map((shape) => shape.kind);
    expect(kinds.filter((kind) => kind === 'area')).toHaveLength(2);
    expect(kinds.lastIndexOf('area')).toBeLessThan(kinds.indexOf('dot'));
    const [first, , third] = dots(drawing).map((dot) => (dot.kind === 'dot' ? [dot.x, dot.y] : [])) as [
      number,
      number,
    ][];
    expect(first).toEqual([58, 44]);
    expect((third as number[])[1]).toBeCloseTo(44 + (282 - 44) / 2, 9);
    const five = Array.from({ length: 5 }, (_, k) => ({ name: String(k), points }));
    expect(() => stepChart(five, { title: 'F', valueLabel: 'F' })).toThrow(/5 series/);
    expect(() => stepChart([], { title: 'F', valueLabel: 'F' })).toThrow(/no points/);
  });
});
