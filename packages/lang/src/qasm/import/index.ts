import { formatScript } from '../../format/index.js';
import { parseQasm } from '../parse/index.js';
import { importedSource } from './importer.js';

export interface ImportOptions {
  /** The file's name, for places in messages. Default `circuit.qasm`. */
  readonly path?: string | undefined;
  /** What the circuit is called in Kraus. Default `Main`. */
  readonly circuit?: string | undefined;
  /** Reads a file that is included, other than `stdgates.inc` and `qelib1.inc`, which are known. */
  readonly readFile?: ((path: string) => string | undefined) | undefined;
}

/**
 * OpenQASM 2 or 3 as Kraus source: one circuit, with the gates that the file defines. Loops stay loops where nothing in them
 * needs the value of the variable; subroutines are put in place; classical variables that do not depend on measurements are
 * worked out. Inputs become trainable parameters. The circuit returns the counts of the declared bits in their order (of the
 * `output` ones if there are any), or the state if there are none. Global phases are kept where a control makes them seen.
 *
 * @throws KrausError `lang/qasm-syntax`, `lang/qasm-wrong` or, for what Kraus has no counterpart of, `lang/qasm-unsupported`,
 *   with the place in the OpenQASM file
 */
export function importQasm(text: string, options: ImportOptions = {}): string {
  const path = options.path ?? 'circuit.qasm';
  const program = parseQasm({ path, text });
  return formatScript(importedSource(program, options.readFile ?? (() => undefined), options.circuit ?? 'Main'), path);
}
