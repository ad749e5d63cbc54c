import { KrausError } from '@kraus/core';
import { type Device, type DeviceGate, ENTANGLERS, type Entangler } from './device.js';

/** Two neighbours, in the order in which the entangler acts on them. */
export interface Coupling {
  readonly qubits: readonly [number, number];
  readonly error: number;
  readonly time: number;
}

/** The pairs of a device that can be entangled. */
export interface CouplingGraph {
  readonly entangler: Entangler;
  /** By qubit: its neighbours. */
  readonly neighbours: readonly (readonly number[])[];
  /** The better direction of a pair; undefined if it is not one. */
  readonly coupling: (a: number, b: number) => Coupling | undefined;
}

/** Where a gate reports no error. */
const UNKNOWN_ERROR = 0;

/**
 * The graph of usable entanglers, on `allowed` qubits only if given.
 * @throws KrausError `hardware/no-entangler`, `hardware/no-such-qubit`
 */
export function couplingGraph(device: Device, allowed?: readonly number[]): CouplingGraph {
  const entangler = ENTANGLERS.find((name) => device.basis.includes(name));
  if (entangler === undefined) {
    throw new KrausError(
      'hardware/no-entangler',
      `${device.name} has the gates ${device.basis.join(', ')}; Kraus compiles to ${ENTANGLERS.join(', ')} and none of them is there.`,
    );
  }
  const beyond = allowed?.find((qubit) => !(qubit in device.qubits));
  if (beyond !== undefined) {
    throw new KrausError(
      'hardware/no-such-qubit',
      `${device.name} has the qubits 0 … ${device.qubits.length - 1}, no ${beyond}.`,
    );
  }
  const inside = new Set(allowed ?? device.qubits.keys());
  const broken = new Set(device.gates.filter(isBrokenOneQubit).map(({ qubits: [qubit] }) => qubit as number));
  const best = new Map<string, Coupling>();
  const neighbours = device.qubits.map(() => new Set<number>());
  for (const gate of device.gates) {
    const [a, b] = gate.qubits as [number, number];
    if (gate.name !== entangler || !gate.usable) continue;
    if (![a, b].every((qubit) => inside.has(qubit) && !broken.has(qubit))) continue;
    const key = keyOf(a, b);
    const error = gate.error ?? UNKNOWN_ERROR;
    const known = best.get(key);
    if (known === undefined || error < known.error) best.set(key, { qubits: [a, b], error, time: gate.time });
    neighbours[a]?.add(b);
    neighbours[b]?.add(a);
  }
  return {
    entangler,
    neighbours: neighbours.map((set) => [...set].sort((p, q) => p - q)),
    coupling: (a, b) => best.get(keyOf(a, b)),
  };
}

function isBrokenOneQubit({ name, usable }: DeviceGate): boolean {
  return !usable && (name === 'sx' || name === 'x');
}

function keyOf(a: number, b: number): string {
  return a < b ? `${a},${b}` : `${b},${a}`;
}

/** Calibrated gates by name and qubits. */
export function gateTable(device: Device): (name: string, qubits: readonly number[]) => DeviceGate | undefined {
  const table = new Map(device.gates.map((gate) => [`${gate.name} ${gate.qubits.join(',')}`, gate]));
  return (name, qubits) =>
    table.get(`${name} ${qubits.join(',')}`) ??
    // cz is the same both ways, and may be listed one way.
    (name === 'cz' ? table.get(`${name} ${[...qubits].reverse().join(',')}`) : undefined);
}
