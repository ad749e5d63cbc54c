import type { FormulaMatrix } from './formula-matrix.js';
import { textOfFormula } from './formula-text.js';

/**
 * A Kraus operator K with K†K = D for a diagonal matrix D of real formulas that are not negative, as an expression; undefined where one
 * of its parts has no short form.
 */
export function rootOfDiagonal(diagonal: FormulaMatrix, dims: readonly number[]): string | undefined {
  const texts: string[] = [];
  for (let level = 0; level < diagonal.rows; level++) {
    const text = textOfFormula(diagonal.at(level, level));
    if (text === undefined) return undefined;
    texts.push(text);
  }
  const [first = '0'] = texts;
  if (texts.every((text) => text === first)) {
    return `${rootFactor(first)}${diagonal.rows === 2 ? 'I' : `identity(${diagonal.rows})`}`;
  }
  const parts = texts.flatMap((text, level) => (text === '0' ? [] : [`${rootFactor(text)}${projector(level, dims)}`]));
  return parts.join(' + ');
}

function rootFactor(text: string): string {
  return text === '1' ? '' : `sqrt(${text}) * `;
}

function projector(level: number, dims: readonly number[]): string {
  if (dims.length === 1) return `|${level}><${level}|`;
  if (dims.some((dim) => dim !== 2)) return `ket(${level}) * bra(${level})`;
  const bits = level.toString(2).padStart(dims.length, '0');
  return `|${bits}><${bits}|`;
}
