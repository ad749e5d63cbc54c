import { type Colour, hexColour, paletteOf } from '@kraus/models/drawings';

/** The colours of a page, each with that of a light page for files that stand alone. */
export const COLOURS = {
  page: 'var(--vscode-editor-background, #ffffff)',
  text: 'var(--vscode-editor-foreground, #1c1c1a)',
  soft: 'var(--vscode-descriptionForeground, #5f5e58)',
  grid: 'var(--kraus-grid, #dddcd6)',
  series: [
    'var(--vscode-charts-blue, #1a62b8)',
    'var(--vscode-charts-yellow, #b5480f)',
    'var(--vscode-charts-green, #1c7c45)',
    'var(--vscode-charts-purple, #894aa8)',
  ],
} as const;

const light = paletteOf('light');
const variables = new Map<Colour, string>([
  [light.background, 'none'],
  [light.text, COLOURS.text],
  [light.soft, COLOURS.soft],
  [light.grid, COLOURS.grid],
  ...light.series.map((colour, k) => [colour, COLOURS.series[k] ?? COLOURS.text] as const),
]);

/** Colours of drawings that were made for a light page, as those of the editor's theme. */
export function themed(colour: Colour): string {
  return variables.get(colour) ?? hexColour(colour);
}

/** Puts the colours of a light page in the place of the theme's, for a file. */
export function untheme(svg: string): string {
  return svg.replace(/var\(--[\w-]+, ([^()]+)\)/g, '$1');
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
}

/** Three digits, with a minus sign that is one. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size < 5e-5) return '0';
  const text = size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(3))) : value.toExponential(2);
  return text.replace('-', '−');
}

/** A complex number, e.g. `0.5 − 0.5i`. */
export function complexText(re: number, im: number): string {
  if (Math.abs(im) < 5e-5) return numberText(re);
  const imaginary = `${numberText(Math.abs(im)) === '1' ? '' : numberText(Math.abs(im))}i`;
  if (Math.abs(re) < 5e-5) return im < 0 ? `−${imaginary}` : imaginary;
  return `${numberText(re)} ${im < 0 ? '−' : '+'} ${imaginary}`;
}

/** The colour of a phase: blue at 0, orange at π, purple and green between, the same in every theme; lightness in percent. */
export function phaseColour(re: number, im: number, lightness = 52): string {
  const turn = Math.atan2(im, re) / (2 * Math.PI);
  const hue = (((215 + 360 * turn) % 360) + 360) % 360;
  return `hsl(${Math.round(hue)} 62% ${lightness}%)`;
}
