import type { LangiumDocument } from 'langium';
import type { LoweredCircuit } from '../circuits/index.js';
import { isCircuitDeclaration, isScript } from '../generated/index.js';
import type { KrausServerServices } from './server-services.js';

/** The request for a circuit as data: {@link CircuitParams} in, {@link CircuitAnswer} or null out. */
export const circuitRequest = 'kraus/circuit';

export interface CircuitParams {
  readonly textDocument: { readonly uri: string };
  /** Of a circuit that the document declares. */
  readonly name: string;
}

export interface CircuitAnswer {
  /** The values chosen for parameters without a default. */
  readonly values: Readonly<Record<string, number>>;
  readonly circuit: LoweredCircuit;
}

/** A circuit of a document; null while the text is torn, or if there is none of this name or it cannot be lowered. */
export function circuitAnswer(
  { server }: KrausServerServices,
  document: LangiumDocument,
  name: string,
): CircuitAnswer | null {
  const { value: root, parserErrors, lexerErrors } = document.parseResult;
  if (!isScript(root) || parserErrors.length > 0 || lexerErrors.length > 0) return null;
  const declaration = root.statements.filter(isCircuitDeclaration).find((circuit) => circuit.name === name);
  const atWork = declaration === undefined ? undefined : server.Figures.circuit(declaration);
  return atWork === undefined ? null : { values: atWork.values, circuit: atWork.lowered };
}
