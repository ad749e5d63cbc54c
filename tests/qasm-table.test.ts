import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KrausError } from '../packages/core/src/index.js';
import { importQasm } from '../packages/lang/src/index.js';

const folder = process.env.KRAUS_QASM ?? '';
const has = existsSync(join(folder, 'qasmbench', 'expected.json'));

function outcome(path: string, text: string): string {
  try {
    const lines = importQasm(text, { path }).split('\n').length;
    return `imported, ${lines} lines`;
  } catch (error) {
    if (!(error instanceof KrausError)) throw error;
    return `refused at ${error.span?.line}:${error.span?.column}: ${error.message}`;
  }
}

function table(): string {
  const rows = ['openqasm3/examples', 'qasmbench'].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith('.qasm'))
      .sort()
      .map((name) => `| \`${part}/${name}\` | ${outcome(name, readFileSync(join(folder, part, name), 'utf8'))} |`),
  );
  return ['| file | outcome |', '| --- | --- |', ...rows, ''].join('\n');
}

describe.skipIf(!has)('OpenQASM outcomes', () => {
  it('stand in the documentation as they are', () => {
    const page = join(import.meta.dirname, '..', 'docs', 'qasm.md');
    const text = readFileSync(page, 'utf8');
    const [head = '', ...rest] = text.split('<!-- outcomes -->\n');
    const now = `\n${table()}`;
    if (process.env.KRAUS_UPDATE === '1') writeFileSync(page, `${head}<!-- outcomes -->\n${now}`);
    else expect(rest.join('')).toBe(now);
  }, 180_000);
});

/** A source of the reference grammar's tests, out of its YAML. */
function sourceOf(yaml: string): string {
  return (/source: \|\n([\s\S]*?)\nreference/.exec(yaml)?.[1] ?? '').replace(/^ {2}/gm, '');
}

function isSyntaxError(text: string): boolean {
  try {
    importQasm(text);
    return false;
  } catch (error) {
    return error instanceof KrausError && error.code === 'lang/qasm-syntax';
  }
}

describe.skipIf(!has)('the grammar of OpenQASM 3', () => {
  const reference = join(folder, 'openqasm3', 'grammar-reference');
  const sources = has
    ? readdirSync(reference, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
    : [];
  it.each(sources)('%s parses', (name) => {
    const source = sourceOf(readFileSync(join(reference, name), 'utf8'));
    expect(source).not.toBe('');
    expect(isSyntaxError(source)).toBe(false);
  });

  const invalid = join(folder, 'openqasm3', 'invalid');
  const lines = has
    ? readdirSync(invalid).flatMap((name) => readFileSync(join(invalid, name), 'utf8').split('\n'))
    : [];
  it.each(lines.filter((line) => line.trim() !== '' && !line.startsWith('//')))('refuses %s', (line) => {
    expect(isSyntaxError(line)).toBe(true);
  });
});
