import { readdirSync, readFileSync } from 'node:fs';
import { checkScript, formatDiagnostics, type LoweredCircuit, lowerCircuit } from '../src/index.js';
import { readScriptFile } from '../src/node/index.js';
import { testCatalogue } from './catalogue.js';

const folder = new URL('./circuits/', import.meta.url);

/** A circuit of `circuits/`, the values it is run with, and what it says that it yields. */
export interface CircuitCase {
  readonly circuit: LoweredCircuit;
  readonly parameters: readonly number[];
  readonly inputs: readonly number[];
  readonly expected: readonly number[];
}

export const circuitFolders: readonly string[] = readdirSync(folder);

/**
 * The circuits of a folder that say what they yield: behind a `return` stands `// = ` and a list of numbers as JavaScript writes
 * them, closed forms wherever there are any. Parameters are what `param … = number` says, 0.1, 0.2 … otherwise; inputs always 0.1, 0.2 …
 *
 * @throws Error if the script is not right, or says nothing
 */
export async function circuitCases(name: string): Promise<CircuitCase[]> {
  const path = new URL(`${name}/main.kraus`, folder).pathname;
  const { diagnostics, script } = await checkScript({ path, readFile: readScriptFile, catalogue: testCatalogue });
  if (diagnostics.length > 0) throw new Error(formatDiagnostics(diagnostics));
  const lines = readFileSync(path, 'utf8').split('\n');
  const own = script.declarations.filter(({ span }) => span.file === path).sort((a, b) => a.span.line - b.span.line);
  const cases = own.flatMap(({ kind, name: declared, span }, index): CircuitCase[] => {
    const text = lines.slice(span.line - 1, (own[index + 1]?.span.line ?? Number.POSITIVE_INFINITY) - 1).join('\n');
    const expected = /\breturn\b.*\/\/ = (.*)$/m.exec(text)?.[1];
    if (kind !== 'circuit' || expected === undefined) return [];
    const circuit = lowerCircuit(script, declared);
    const parameters = circuit.parameters.flatMap(({ initial, start, length }) =>
      Array.from({ length }, (_, k) => (initial?.kind === 'constant' ? initial.value : (start + k + 1) / 10)),
    );
    const inputs = Array.from({ length: circuit.program.inputs }, (_, k) => (k + 1) / 10);
    return [{ circuit, parameters, inputs, expected: numbers(expected) }];
  });
  if (cases.length === 0) throw new Error(`${name} does not say what its circuits yield`);
  return cases;
}

/** `0.5, sin(0.2)^2` and the like. */
function numbers(text: string): number[] {
  const names = Object.getOwnPropertyNames(Math);
  const values = names.map((name) => Math[name as keyof Math]);
  return new Function(...names, `return [${text.replaceAll('^', '**').replaceAll(/\bpi\b/g, 'PI')}]`)(...values);
}
