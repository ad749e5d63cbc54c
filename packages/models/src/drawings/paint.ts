import type { Picture } from '../pictures/index.js';
import type { Colour, Drawing, Shape } from './drawing.js';
import { ADVANCE, CAP_HEIGHT, strokesOf } from './glyphs.js';

type Point = readonly [x: number, y: number];

/** Capital height of text as a share of its size, as in common typefaces. */
const CAPITALS = 0.68;

/**
 * The drawing in pixels, with soft edges.
 * @param scale pixels of the picture for one of the drawing; default 2
 * @throws KrausError `pictures/no-glyph` for a letter that it cannot draw
 */
export function paint(drawing: Drawing, scale = 2): Picture {
  const [width, height] = [Math.round(drawing.width * scale), Math.round(drawing.height * scale)];
  const canvas = new Canvas(width, height, drawing.background);
  for (const shape of drawing.shapes) paintShape(canvas, shape, scale);
  return { width, height, channels: 3, pixels: canvas.pixels() };
}

function paintShape(canvas: Canvas, shape: Shape, scale: number): void {
  switch (shape.kind) {
    case 'dot':
      canvas.strokes([[[shape.x * scale, shape.y * scale]]], shape.radius * scale, shape.colour, shape.opacity);
      break;
    case 'line':
      canvas.strokes([scaled(shape.points, scale)], (shape.width * scale) / 2, shape.colour, shape.opacity);
      break;
    case 'area':
      canvas.area(scaled(shape.points, scale), shape.colour, shape.opacity);
      break;
    case 'text': {
      const unit = (shape.size * CAPITALS * scale) / CAP_HEIGHT;
      const letters = [...shape.text];
      const length = (letters.length * ADVANCE - (ADVANCE - 4)) * unit * 0.9;
      const left = shape.x * scale - { start: 0, middle: length / 2, end: length }[shape.anchor];
      const top = shape.y * scale - CAP_HEIGHT * unit;
      const lines = letters.flatMap((letter, k) =>
        strokesOf(letter).map((stroke) =>
          stroke.map(([x, y]) => [left + (k * ADVANCE + x) * unit * 0.9, top + y * unit] as const),
        ),
      );
      canvas.strokes(lines, Math.max(0.55, 0.5 * unit), shape.colour, 1);
    }
  }
}

function scaled(points: readonly Point[], scale: number): Point[] {
  return points.map(([x, y]) => [x * scale, y * scale]);
}

/** Pixels as red, green, blue in floating point, painted over from below. */
class Canvas {
  readonly #values: Float32Array;
  /** Coverage of the shape under way. */
  readonly #mask: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
    background: Colour,
  ) {
    this.#values = new Float32Array(3 * width * height);
    for (let k = 0; k < this.#values.length; k++) this.#values[k] = background[k % 3] as number;
    this.#mask = new Float32Array(width * height);
  }

  pixels(): Uint8Array {
    // A clamped array rounds and keeps to 0 … 255 by itself.
    return new Uint8Array(Uint8ClampedArray.from(this.#values).buffer);
  }

  /** Polylines with round ends and joins, as one shape; a single point is a dot. */
  strokes(lines: readonly (readonly Point[])[], radius: number, colour: Colour, opacity: number): void {
    const all = lines.flat();
    const box = this.#boxOf(all, radius + 1);
    for (const line of lines) {
      for (let k = 0; k === 0 || k + 1 < line.length; k++) {
        const from = line[k];
        if (from !== undefined) this.#cover(from, line[k + 1] ?? from, radius);
      }
    }
    this.#blend(box, colour, opacity);
  }

  /** A polygon, by four rows of samples a pixel and exact lengths along each. */
  area(points: readonly Point[], colour: Colour, opacity: number): void {
    const box = this.#boxOf(points, 1);
    const rows = 4;
    for (let y = box.top * rows; y < box.bottom * rows; y++) {
      const level = (y + 0.5) / rows;
      const crossings = points
        .flatMap(([x0, y0], k) => {
          const [x1, y1] = points[(k + 1) % points.length] as Point;
          return y0 <= level === y1 <= level ? [] : [x0 + ((level - y0) / (y1 - y0)) * (x1 - x0)];
        })
        .sort((a, b) => a - b);
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const [from, to] = [crossings[k] as number, crossings[k + 1] as number];
        for (let x = Math.max(box.left, Math.floor(from)); x < Math.min(box.right, Math.ceil(to)); x++) {
          const at = Math.floor(y / rows) * this.width + x;
          const share = (Math.min(x + 1, to) - Math.max(x, from)) / rows;
          this.#mask[at] = Math.min(1, (this.#mask[at] as number) + Math.max(0, share));
        }
      }
    }
    this.#blend(box, colour, opacity);
  }

  /** Covers what lies within `radius` of a segment; the edge is one pixel soft. */
  #cover([x0, y0]: Point, [x1, y1]: Point, radius: number): void {
    const box = this.#boxOf(
      [
        [x0, y0],
        [x1, y1],
      ],
      radius + 1,
    );
    const [dx, dy] = [x1 - x0, y1 - y0];
    const squared = dx * dx + dy * dy;
    for (let y = box.top; y < box.bottom; y++) {
      for (let x = box.left; x < box.right; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
        const distance = Math.hypot(px - along * dx, py - along * dy);
        const at = y * this.width + x;
        this.#mask[at] = Math.max(this.#mask[at] as number, Math.min(1, Math.max(0, radius + 0.5 - distance)));
      }
    }
  }

  #boxOf(points: readonly Point[], margin: number) {
    let [left, top, right, bottom] = [this.width, this.height, 0, 0];
    for (const [x, y] of points) {
      left = Math.min(left, Math.floor(x - margin));
      right = Math.max(right, Math.ceil(x + margin));
      top = Math.min(top, Math.floor(y - margin));
      bottom = Math.max(bottom, Math.ceil(y + margin));
    }
    return {
      left: Math.max(0, left),
      top: Math.max(0, top),
      right: Math.min(this.width, right),
      bottom: Math.min(this.height, bottom),
    };
  }

  /** Paints the covered pixels and clears the mask. */
  #blend(box: { left: number; top: number; right: number; bottom: number }, colour: Colour, opacity: number): void {
    for (let y = box.top; y < box.bottom; y++) {
      for (let x = box.left; x < box.right; x++) {
        const at = y * this.width + x;
        const share = (this.#mask[at] as number) * opacity;
        if (share === 0) continue;
        this.#mask[at] = 0;
        for (let c = 0; c < 3; c++) {
          const value = this.#values[3 * at + c] as number;
          this.#values[3 * at + c] = value + share * ((colour[c] as number) - value);
        }
      }
    }
  }
}
