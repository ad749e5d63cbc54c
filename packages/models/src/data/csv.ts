import { KrausError } from '@kraus/core';
import type { RawImages } from './image-dataset.js';

export interface CsvOptions {
  /** `first`, `last`, `none`, or a name in the header line. */
  readonly label: string;
  readonly width: number | undefined;
  readonly channels: number;
}

/**
 * Reads images from comma-, semicolon- or tab-separated text, one a line: whole-number pixels 0 … 255, row by row
 * (channels innermost), and a label. A first line with anything that is not a number is the header. Labels that are all
 * whole numbers 0 … 255 are class indices; other labels become classes in alphabetical order.
 *
 * @throws KrausError `data/not-csv`, `data/wrong-shape`, `data/value-out-of-range`, each with the line
 */
export function readCsv(
  text: string,
  options: CsvOptions,
  where: string,
): { images: RawImages; classes: readonly string[] } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  while (lines.length > 0 && lines[lines.length - 1]?.trim() === '') lines.pop();
  const firstLine = lines[0];
  if (firstLine === undefined) throw new KrausError('data/not-csv', `${where} is empty.`);
  const separator = [',', ';', '\t'].find((mark) => firstLine.includes(mark)) ?? ',';
  const cells = (line: string): string[] => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

  const head = cells(firstLine);
  const labelled = options.label !== 'none';
  const isHeader = hasHeader(head, options.label, lines[1] === undefined ? undefined : cells(lines[1]));
  const column = labelColumn(options.label, head, isHeader, where);
  const layout = shapeOf(head.length - (labelled ? 1 : 0), options, where);
  const start = isHeader ? 1 : 0;
  const count = lines.length - start;
  const size = layout.height * layout.width * options.channels;
  const pixels = new Uint8Array(count * size);
  const names: string[] = [];
  for (let n = 0; n < count; n++) {
    const row = cells(lines[start + n] ?? '');
    if (row.length !== head.length) {
      throw new KrausError(
        'data/not-csv',
        `${where}, line ${start + n + 1}: ${row.length} columns where the first line has ${head.length}.`,
      );
    }
    let at = n * size;
    row.forEach((cell, i) => {
      if (i === column) {
        names.push(cell);
        return;
      }
      const value = cell === '' ? Number.NaN : Number(cell);
      if (!Number.isInteger(value) || value < 0 || value > 255) {
        throw new KrausError(
          'data/value-out-of-range',
          `${where}, line ${start + n + 1}, column ${i + 1}: '${cell}' is not a pixel value (a whole number 0 … 255).`,
        );
      }
      pixels[at] = value;
      at += 1;
    });
  }
  const { labels, classes } = labelled ? toClasses(names, where) : { labels: new Uint8Array(count), classes: ['0'] };
  return { images: { count, ...layout, channels: options.channels, pixels, labels }, classes };
}

/** A header is a first line whose pixel columns are not all numbers. A text label alone does not make one. */
function hasHeader(head: readonly string[], label: string, second: readonly string[] | undefined): boolean {
  if (!['first', 'last', 'none'].includes(label)) return true;
  const isText = (cell: string | undefined): boolean => cell === undefined || cell === '' || Number.isNaN(Number(cell));
  const labelAt = label === 'first' ? 0 : label === 'last' ? head.length - 1 : -1;
  if (head.some((cell, i) => i !== labelAt && isText(cell))) return true;
  return labelAt >= 0 && isText(head[labelAt]) && second !== undefined && !isText(second[labelAt]);
}

function labelColumn(label: string, head: readonly string[], isHeader: boolean, where: string): number {
  if (label === 'none') return -1;
  if (label === 'first') return 0;
  if (label === 'last') return head.length - 1;
  const column = isHeader ? head.indexOf(label) : -1;
  if (column < 0) {
    const shown = head.slice(0, 5).join(', ');
    throw new KrausError(
      'data/not-csv',
      `${where}: there is no column '${label}'; the first line begins ${shown}. Use first, last, none or a name.`,
    );
  }
  return column;
}

function shapeOf(values: number, options: CsvOptions, where: string): { height: number; width: number } {
  const { channels } = options;
  const pixels = values / channels;
  const width = options.width ?? Math.round(Math.sqrt(pixels));
  const height = pixels / width;
  if ((channels !== 1 && channels !== 3) || values < 1 || !Number.isInteger(height)) {
    const given = options.width === undefined ? 'square images' : `images ${width} wide`;
    throw new KrausError(
      'data/wrong-shape',
      `${where}: ${values} values a line do not make ${given} of ${channels} channel${channels === 1 ? '' : 's'}; set width, channels or label.`,
    );
  }
  return { height, width };
}

function toClasses(names: readonly string[], where: string): { labels: Uint8Array; classes: readonly string[] } {
  const numbers = names.map((name) => (name === '' ? Number.NaN : Number(name)));
  if (numbers.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)) {
    const top = numbers.reduce((a, b) => Math.max(a, b), 0);
    return { labels: Uint8Array.from(numbers), classes: Array.from({ length: top + 1 }, (_, i) => String(i)) };
  }
  const classes = [...new Set(names)].sort();
  if (classes.length > 256) {
    throw new KrausError(
      'data/value-out-of-range',
      `${where}: ${classes.length} different labels were found; at most 256 are read. Is the label column right?`,
    );
  }
  return { labels: Uint8Array.from(names, (name) => classes.indexOf(name)), classes };
}
