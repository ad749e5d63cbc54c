import { randomBytes } from 'node:crypto';
import { type CircuitProgram, KrausError, stream } from '@kraus/core';
import type { Device } from '../devices/index.js';
import { checkIsa, type IsaCircuit, type IsaText, readIsa } from '../isa/index.js';
import { noisyProgram } from '../noise/index.js';
import { schedule } from '../transpiler/index.js';

/** Counts of the classical bits of a program, as a word with the last bit first. */
export type Sampler = (
  program: CircuitProgram,
  request: { readonly shots: number; readonly seed: number },
) => Promise<Readonly<Record<string, number>>>;

export interface LocalJob {
  readonly id: string;
  readonly backend: string;
  readonly tags: readonly string[];
  readonly created: string;
  readonly cost: number;
  readonly session: string | null;
  readonly params: unknown;
  status: 'Queued' | 'Running' | 'Completed' | 'Cancelled' | 'Failed';
  reason?: string;
  reasonCode?: number;
  result?: unknown;
  seconds: number;
}

const START = 2;
const EXECUTION = 0.00035;

export function newJob(fields: Pick<LocalJob, 'backend' | 'tags' | 'cost' | 'session' | 'params'>): LocalJob {
  const created = new Date().toISOString();
  return { ...fields, id: `d${randomBytes(9).toString('hex')}`, created, status: 'Queued', seconds: 0 };
}

/** Runs a job's circuits on the device's noise model; the job ends as IBM's would. */
export async function runJob(job: LocalJob, device: Device, sample: Sampler, seed: number): Promise<void> {
  const { pubs } = job.params as { pubs: readonly (readonly [string, unknown, number?])[] };
  try {
    let executions = 0;
    const results: unknown[] = [];
    for (const [k, [qasm, , shots = 4096]] of pubs.entries()) {
      executions += shots;
      if (START + EXECUTION * executions > job.cost) {
        Object.assign(job, { status: 'Cancelled', reason: 'Ran too long.', reasonCode: 1305, seconds: job.cost });
        return;
      }
      const text = readIsa(qasm);
      const circuit = circuitOf(text, device);
      checkIsa(circuit, device);
      const program = noisyProgram(schedule(circuit, device).circuit, device);
      const outputs = [{ kind: 'classical', bits: Array.from({ length: text.bits }, (_, bit) => bit) }] as const;
      const counts = await sample({ ...program, outputs }, { shots, seed: seed + k });
      if ((job.status as string) === 'Cancelled') return;
      results.push({ data: dataOf(text, counts, seed + k), metadata: { circuit_metadata: {} } });
    }
    const result = { results, metadata: { version: 2 } };
    Object.assign(job, { status: 'Completed', result, seconds: Math.ceil(START + EXECUTION * executions) });
  } catch (error) {
    if (!(error instanceof KrausError)) throw error;
    const reasonCode = error.code === 'hardware/not-native' ? 1517 : 1506;
    Object.assign(job, { status: 'Failed', reason: error.message, reasonCode, seconds: START });
  }
}

function circuitOf({ operations, bits }: IsaText, device: Device): IsaCircuit {
  return { device: device.name, qubits: device.qubits.length, bits, operations, initialLayout: [], finalLayout: [] };
}

/** Samples of each register in a random order, as hex words. */
function dataOf({ registers }: IsaText, counts: Readonly<Record<string, number>>, seed: number) {
  const words = Object.entries(counts).flatMap(([word, count]) => Array.from({ length: count }, () => word));
  stream(seed, 'order').shuffle<string, string[]>(words);
  return Object.fromEntries(
    registers.map(({ name, size, first }) => {
      const samples = words.map((word) => {
        const end = word.length - first;
        return `0x${BigInt(`0b${word.slice(end - size, end)}`).toString(16)}`;
      });
      return [name, { samples, num_bits: size }];
    }),
  );
}
