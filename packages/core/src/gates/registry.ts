import { suggestion } from '../catalogue/index.js';
import { KrausError } from '../errors/index.js';
import type { GateRecord } from './gate-record.js';
import { MANY_QUBIT_GATES } from './many-qubits.js';
import { ONE_QUBIT_GATES } from './one-qubit.js';

/** Every gate that Kraus knows by name. */
export const GATES: readonly GateRecord[] = [...ONE_QUBIT_GATES, ...MANY_QUBIT_GATES];

const byName = new Map(GATES.flatMap((gate) => [gate.name, ...gate.aliases].map((name) => [name, gate] as const)));

/** The gate of that name or alias, if there is one. */
export function findGate(name: string): GateRecord | undefined {
  return byName.get(name);
}

/**
 * The gate of that name or alias.
 * @throws KrausError `core/unknown-gate`
 */
export function gateNamed(name: string): GateRecord {
  const gate = byName.get(name);
  if (gate === undefined) {
    throw new KrausError(
      'core/unknown-gate',
      `Gate: there is no gate '${name}'.${suggestion(name, [...byName.keys()])}`,
    );
  }
  return gate;
}
