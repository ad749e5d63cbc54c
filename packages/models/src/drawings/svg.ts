import type { Colour, Drawing, Shape } from './drawing.js';

/**
 * The drawing as a stand-alone SVG file.
 * @param paint what a colour of the drawing is written as; default its hexadecimal form
 */
export function toSvg(
  { title, width, height, background, shapes }: Drawing,
  paint: (colour: Colour) => string = hexColour,
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${paint(background)}"/>`,
    ...shapes.map((shape) => element(shape, paint)),
    '</svg>',
    '',
  ].join('\n');
}

function element(shape: Shape, paint: (colour: Colour) => string): string {
  switch (shape.kind) {
    case 'dot':
      return `<circle cx="${short(shape.x)}" cy="${short(shape.y)}" r="${short(shape.radius)}" fill="${paint(shape.colour)}"${opacity(shape.opacity)}/>`;
    case 'line':
      return `<polyline points="${pointList(shape.points)}" fill="none" stroke="${paint(shape.colour)}" stroke-width="${short(shape.width)}" stroke-linejoin="round" stroke-linecap="round"${opacity(shape.opacity)}/>`;
    case 'area':
      return `<polygon points="${pointList(shape.points)}" fill="${paint(shape.colour)}"${opacity(shape.opacity)}/>`;
    case 'text':
      return `<text x="${short(shape.x)}" y="${short(shape.y)}" font-size="${short(shape.size)}" text-anchor="${shape.anchor}" fill="${paint(shape.colour)}">${escaped(shape.text)}</text>`;
  }
}

function pointList(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y]) => `${short(x)},${short(y)}`).join(' ');
}

function opacity(value: number): string {
  return value === 1 ? '' : ` opacity="${short(value)}"`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** `#rrggbb`. */
export function hexColour(colour: Colour): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
