/**
 * The ten digits as pen strokes in a box of height 1 around the origin: x to the right, y downwards, the digit between
 * y = −0.46 and y = 0.46. Each stroke is an open polyline fine enough to look smooth at 32 pixels.
 */

/** x, y pairs. */
export type Polyline = Float64Array;

type Point = readonly [x: number, y: number];

class Pen {
  private readonly points: number[] = [];
  private x: number;
  private y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
    this.points.push(x, y);
  }

  /** A straight line in short pieces, so that bending the digit bends its lines too. */
  line(x: number, y: number): this {
    const pieces = Math.max(1, Math.ceil(Math.hypot(x - this.x, y - this.y) / 0.12));
    const { x: x0, y: y0 } = this;
    for (let i = 1; i <= pieces; i++) this.to(x0 + ((x - x0) * i) / pieces, y0 + ((y - y0) * i) / pieces);
    return this;
  }

  /** A cubic Bézier curve to `end`. */
  curve(first: Point, second: Point, end: Point, pieces = 10): this {
    const { x: x0, y: y0 } = this;
    for (let i = 1; i <= pieces; i++) {
      const t = i / pieces;
      const u = 1 - t;
      const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      this.to(a * x0 + b * first[0] + c * second[0] + d * end[0], a * y0 + b * first[1] + c * second[1] + d * end[1]);
    }
    return this;
  }

  /** An elliptic arc around (cx, cy) from angle `from` to `to`, in degrees; 0 is right, 90 is down. */
  arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): this {
    const pieces = Math.ceil(Math.abs(to - from) / 18);
    for (let i = 0; i <= pieces; i++) {
      const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
      this.to(cx + rx * Math.cos(angle), cy + ry * Math.sin(angle));
    }
    return this;
  }

  done(): Polyline {
    return Float64Array.from(this.points);
  }

  private to(x: number, y: number): void {
    this.x = x;
    this.y = y;
    this.points.push(x, y);
  }
}

/** Begins a stroke with an arc. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Pen {
  const angle = (from * Math.PI) / 180;
  return new Pen(cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)).arc(cx, cy, rx, ry, from, to);
}

/** How often a digit that is written in two ways takes the second one. */
export interface DigitStyle {
  /** In [0, 1): below one half the first form, else the second. */
  readonly form: number;
}

/** The strokes of `digit` (0 … 9). Digits 1, 4 and 7 have two forms. */
export function digitStrokes(digit: number, style: DigitStyle): readonly Polyline[] {
  const second = style.form >= 0.5;
  switch (digit) {
    case 0:
      return [arc(0, 0, 0.28, 0.46, -90, 270).done()];
    case 1:
      return second
        ? [new Pen(0.02, -0.46).line(0.02, 0.46).done()]
        : [new Pen(-0.17, -0.27).line(0.05, -0.46).line(0.05, 0.46).done()];
    case 2:
      return [
        arc(0, -0.2, 0.26, 0.26, -165, 20).curve([0.16, 0.06], [-0.12, 0.22], [-0.28, 0.45]).line(0.3, 0.45).done(),
      ];
    case 3:
      return [
        arc(-0.02, -0.235, 0.25, 0.225, -155, 80).line(-0.06, -0.01).done(),
        new Pen(-0.06, -0.01).arc(-0.02, 0.22, 0.28, 0.24, -80, 150).done(),
      ];
    case 4:
      return second
        ? [new Pen(-0.24, -0.44).line(-0.27, 0.06).line(0.3, 0.06).done(), new Pen(0.17, -0.28).line(0.17, 0.46).done()]
        : [new Pen(0.13, -0.46).line(-0.3, 0.16).line(0.31, 0.16).done(), new Pen(0.13, -0.46).line(0.13, 0.46).done()];
    case 5:
      return [
        new Pen(0.25, -0.45)
          .line(-0.19, -0.45)
          .line(-0.22, -0.06)
          .curve([-0.1, -0.16], [0.28, -0.16], [0.28, 0.15])
          .curve([0.28, 0.5], [-0.14, 0.54], [-0.28, 0.34])
          .done(),
      ];
    case 6:
      return [
        new Pen(0.17, -0.45)
          .curve([-0.08, -0.36], [-0.27, -0.08], [-0.27, 0.18])
          .arc(0, 0.19, 0.27, 0.27, 180, -180)
          .done(),
      ];
    case 7:
      return second
        ? [
            new Pen(-0.28, -0.45).line(0.28, -0.45).line(-0.08, 0.46).done(),
            new Pen(-0.17, 0.02).line(0.21, 0.02).done(),
          ]
        : [new Pen(-0.28, -0.45).line(0.28, -0.45).curve([0.14, -0.2], [-0.06, 0.14], [-0.1, 0.46]).done()];
    case 8:
      return [arc(0, -0.235, 0.22, 0.225, 90, 450).done(), arc(0, 0.22, 0.27, 0.24, -90, 270).done()];
    case 9:
      return [arc(0, -0.19, 0.26, 0.27, 0, -360).curve([0.26, 0.1], [0.16, 0.36], [-0.1, 0.46]).done()];
    default:
      throw new RangeError(`there is no digit ${digit}`);
  }
}
