/** Red, green, blue, 0 … 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** What a drawing is made of; lengths in pixels, y downwards. */
export type Shape =
  | {
      readonly kind: 'dot';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly colour: Colour;
      readonly opacity: number;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly (readonly [x: number, y: number])[];
      readonly width: number;
      readonly colour: Colour;
      readonly opacity: number;
    }
  | {
      /** A filled polygon. */
      readonly kind: 'area';
      readonly points: readonly (readonly [x: number, y: number])[];
      readonly colour: Colour;
      readonly opacity: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the baseline. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly colour: Colour;
    };

/** A picture as shapes, the first at the bottom: written as SVG or painted into pixels. */
export interface Drawing {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly background: Colour;
  readonly shapes: readonly Shape[];
}

/** Colours of a drawing for a light or a dark page, those of reports. */
export interface Palette {
  readonly background: Colour;
  readonly text: Colour;
  readonly soft: Colour;
  readonly grid: Colour;
  /** Of series; the first two tell data and generated apart. */
  readonly series: readonly Colour[];
}

export type Theme = 'light' | 'dark';

const LIGHT: Palette = {
  background: [255, 255, 255],
  text: [28, 28, 26],
  soft: [95, 94, 88],
  grid: [221, 220, 214],
  series: [
    [42, 111, 201],
    [217, 87, 28],
    [28, 124, 69],
    [137, 74, 168],
  ],
};

const DARK: Palette = {
  background: [31, 31, 29],
  text: [236, 235, 230],
  soft: [169, 168, 160],
  grid: [66, 65, 60],
  series: [
    [107, 164, 238],
    [240, 138, 84],
    [108, 197, 146],
    [198, 146, 224],
  ],
};

export function paletteOf(theme: Theme): Palette {
  return theme === 'light' ? LIGHT : DARK;
}

/** A dot. */
export function dotShape(x: number, y: number, radius: number, colour: Colour, opacity = 1): Shape {
  return { kind: 'dot', x, y, radius, colour, opacity };
}

/** A polyline. */
export function lineShape(
  points: readonly (readonly [number, number])[],
  colour: Colour,
  width = 1,
  opacity = 1,
): Shape {
  return { kind: 'line', points, colour, width, opacity };
}

/** A line of text. */
export function textShape(
  x: number,
  y: number,
  text: string,
  colour: Colour,
  anchor: 'start' | 'middle' | 'end' = 'middle',
  size = 13,
): Shape {
  return { kind: 'text', x, y, text, colour, anchor, size };
}
