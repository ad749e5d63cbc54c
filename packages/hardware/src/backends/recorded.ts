import { createHash } from 'node:crypto';
import { KrausError } from '@kraus/core';
import type { Backend, BackendCounts, CircuitRequest } from './backend.js';

const KIND = 'kraus-counts';
const VERSION = 1;

/** SHA-256 of a circuit with its values. */
export function hashOf({ program, parameters = [], inputs = [] }: CircuitRequest): string {
  const { dims, bits, operations } = program;
  const content = JSON.stringify([dims, bits, operations, Array.from(parameters), Array.from(inputs)]);
  return createHash('sha256').update(content).digest('hex');
}

/** Counts as a file's text, to be run again by {@link recordedBackend}. */
export function countsToJson(counts: BackendCounts): string {
  return `${JSON.stringify({ kind: KIND, version: VERSION, ...counts }, null, 1)}\n`;
}

/**
 * Counts that were taken before: gives them again for the same circuits, and refuses others.
 * @throws KrausError `hardware/bad-counts` for a text that is not a recording
 */
export function recordedBackend(text: string, file: string): Backend {
  const bad = (reason: string) =>
    new KrausError('hardware/bad-counts', `${file}: ${reason}; expected a file device-counts.json of a run.`);
  let data: BackendCounts & { kind?: unknown; version?: unknown };
  try {
    data = JSON.parse(text) as typeof data;
  } catch {
    throw bad('it is not JSON');
  }
  if (data.kind !== KIND || !Array.isArray(data.circuits)) throw bad('it holds no counts');
  if (data.version !== VERSION) throw bad(`its version is ${String(data.version)}, not ${VERSION}`);
  const known = new Map(data.circuits.map((circuit) => [circuit.hash, circuit]));
  const { backend, calibrated, seed } = data;
  return {
    name: `counts recorded of ${backend}`,
    run: async (circuits) => ({
      backend: `counts recorded of ${backend}`,
      calibrated,
      seed,
      accuracy: data.accuracy,
      circuits: circuits.map((circuit) => {
        const found = known.get(hashOf(circuit));
        if (found !== undefined) return found;
        throw new KrausError(
          'hardware/not-recorded',
          `${file} has no counts of ${circuit.name}; record it on the device first.`,
        );
      }),
    }),
  };
}
