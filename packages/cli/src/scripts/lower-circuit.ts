import type { LoweredCircuit } from '@kraus/lang';
import type { LoadedScript } from './loaded-script.js';

/**
 * A circuit of a checked script. Values of `set` that are parameters of the circuit itself go into it; the rest are values of its
 * trainable parameters and inputs.
 */
export async function lowerCircuitOf(
  loaded: LoadedScript,
  name: string,
  set: Readonly<Record<string, number>>,
): Promise<{ circuit: LoweredCircuit; rest: Readonly<Record<string, number>> }> {
  const { lowerCircuit } = await import('@kraus/lang');
  const declaration = loaded.script.declarations.find((candidate) => candidate.name === name);
  const own = new Set(declaration?.parameters.map((parameter) => parameter.name));
  const part = (wanted: boolean) => Object.fromEntries(Object.entries(set).filter(([key]) => own.has(key) === wanted));
  return { circuit: lowerCircuit(loaded.script, name, { set: part(true) }), rest: part(false) };
}
