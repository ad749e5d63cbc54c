import type { JobResult, JobStatus } from '../ibm/index.js';
import type { UsageEstimate } from './estimate.js';

/** Version of {@link Receipt} as stored. */
export const RECEIPT_VERSION = 1;

/** One circuit of a job: as sent, and how to read its answer. */
export interface ReceiptCircuit {
  readonly name: string;
  /** OpenQASM 3 in the device's own gates. */
  readonly qasm: string;
  readonly shots: number;
  /** SHA-256 of the circuit as written, with its values; empty if it is not known. */
  readonly hash: string;
  /** The physical qubit that each wire ends on. */
  readonly finalLayout: readonly number[];
}

/** Everything that is known of a job, on disk before anything is sent. It holds no secret. */
export interface Receipt {
  readonly version: typeof RECEIPT_VERSION;
  /** Names the receipt; the job carries the tag `kraus-<receipt>`, by which it is found again. */
  readonly receipt: string;
  /** ISO 8601. */
  readonly created: string;
  readonly endpoint: string;
  readonly instance: string;
  readonly backend: string;
  readonly calibrated: string;
  /** Path of the script, if it came from one. */
  readonly script: string | undefined;
  readonly seed: number;
  /** The batch or session that it goes into. */
  readonly session: string | undefined;
  /** SHA-256 of the circuits as sent. */
  readonly programHash: string;
  readonly circuits: readonly ReceiptCircuit[];
  readonly estimate: UsageEstimate;
  readonly maxSeconds: number;
  /** When submissions were begun, milliseconds since 1970: written before anything is sent. */
  readonly attempts: readonly number[];
  /** IBM's id, once known. */
  readonly job: string | undefined;
  readonly status: 'prepared' | JobStatus;
  readonly reason: string | undefined;
  readonly result: JobResult | undefined;
}

export function tagOf({ receipt }: Pick<Receipt, 'receipt'>): string {
  return `kraus-${receipt}`;
}
