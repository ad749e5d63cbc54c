import { IbmError } from './ibm-error.js';

/** A Sampler job: circuits of native gates in OpenQASM 3, each with its shots. */
export interface SamplerJob {
  readonly backend: string;
  readonly circuits: readonly { readonly qasm: string; readonly shots: number }[];
  /** Seconds after which the service stops the job: without it, the plan's maximum would count. 1 … 10,800. */
  readonly maxSeconds: number;
  readonly tags: readonly string[];
  readonly session?: string | undefined;
}

/** The body of `POST /jobs`: exactly what is sent. */
export function samplerBody({ backend, circuits, maxSeconds, tags, session }: SamplerJob) {
  return {
    program_id: 'sampler',
    backend,
    params: {
      pubs: circuits.map(({ qasm, shots }) => [qasm, null, shots]),
      version: 2,
      support_qiskit: false,
      options: {},
    },
    tags,
    cost: Math.ceil(maxSeconds),
    ...(session === undefined ? {} : { session_id: session }),
  };
}

export type JobStatus = 'queued' | 'running' | 'completed' | 'cancelled' | 'failed';

export interface JobState {
  readonly id: string;
  readonly status: JobStatus;
  /** IBM's own words, and code, if it went wrong. */
  readonly reason: string | undefined;
}

/** Whether nothing will change any more. */
export function isOver(status: JobStatus): boolean {
  return status === 'completed' || status === 'cancelled' || status === 'failed';
}

/** Of `POST /jobs` and `POST /sessions`. */
export function jobSubmitted(answer: unknown): string {
  const { id } = (answer ?? {}) as { id?: unknown };
  if (typeof id !== 'string' || id === '') throw new IbmError(0, 'IBM: the answer to the submission names no job.');
  return id;
}

/** Reason code of a job that was stopped since it ran too long: an error, though IBM calls it cancelled. */
const RAN_TOO_LONG = 1305;

export function jobState(answer: unknown): JobState {
  const { id, state, status } = (answer ?? {}) as { id?: unknown; state?: Record<string, unknown>; status?: unknown };
  const word = String(state?.status ?? status ?? '').toLowerCase();
  const known = (['queued', 'running', 'completed', 'cancelled', 'failed'] as const).find((each) =>
    word.startsWith(each),
  );
  if (known === undefined) throw new IbmError(0, `IBM: the job's state is '${word}', which is not known.`);
  const tooLong = Number(state?.reason_code) === RAN_TOO_LONG || word.includes('ran too long');
  const words = [state?.reason, state?.reason_solution]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  const code = state?.reason_code === undefined || state.reason_code === null ? '' : ` (code ${state.reason_code})`;
  const reason = words === '' ? (tooLong ? 'Ran too long.' : undefined) : `${words}${code}`;
  return { id: String(id), status: tooLong ? 'failed' : known, reason };
}

/** Of each circuit and each classical register: how often each value came, most significant bit first. */
export type JobResult = readonly Readonly<Record<string, Readonly<Record<string, number>>>>[];

/** @throws IbmError if it is not the plain form of a Sampler's result */
export function resultOf(answer: unknown): JobResult {
  const { results } = (answer ?? {}) as { results?: unknown };
  if (!Array.isArray(results)) throw new IbmError(0, 'IBM: the result has no list of results.');
  return results.map((entry: { data?: Record<string, { samples?: unknown; num_bits?: unknown }> }) =>
    Object.fromEntries(
      Object.entries(entry.data ?? {}).map(([register, { samples, num_bits: bits }]) => {
        if (!Array.isArray(samples) || typeof bits !== 'number') {
          throw new IbmError(0, `IBM: the result of register ${register} has no samples.`);
        }
        return [register, countsOf(samples as readonly unknown[], bits)];
      }),
    ),
  );
}

function countsOf(samples: readonly unknown[], bits: number): Record<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    if (typeof sample !== 'string' || !/^0x[0-9a-f]+$/i.test(sample)) {
      throw new IbmError(0, `IBM: ${JSON.stringify(sample)} is not a sample (0x…).`);
    }
    // Registers may be longer than a number is exact.
    const word = BigInt(sample).toString(2).padStart(bits, '0');
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
