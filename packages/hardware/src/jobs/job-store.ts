import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from '../devices/index.js';
import { type IbmClient, IbmError, isOver, type JobStatus } from '../ibm/index.js';
import { type CostOf, checkLimits, estimateUsage } from './estimate.js';
import { RECEIPT_VERSION, type Receipt, type ReceiptCircuit, tagOf } from './receipt.js';
import type { ReceiptFolder } from './receipt-folder.js';

/** The part of {@link IbmClient} that a job needs. */
export type JobService = Pick<
  IbmClient,
  'endpoint' | 'instance' | 'submit' | 'jobsTagged' | 'job' | 'result' | 'cancel'
>;

/** What a job is made of. */
export interface JobRequest {
  readonly device: Device;
  readonly circuits: readonly (ReceiptCircuit & CostOf)[];
  readonly maxSeconds: number;
  readonly seed: number;
  readonly script?: string | undefined;
  /** A batch or session that is open. */
  readonly session?: string | undefined;
}

export interface JobStoreOptions {
  /**
   * Milliseconds that a submission without an answer may still be on its way: only when its tag is not found after so long is the job
   * submitted again. Default 20,000.
   */
  readonly settle?: number;
  /** Milliseconds between looks at a job. Default 3,000. */
  readonly poll?: number;
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onStatus?: ((status: JobStatus) => void) | undefined;
}

/** Submissions whose fate was unknown, before it is given up. */
const MOST_ATTEMPTS = 5;

/** A job as it would be sent, and what it would cost; nothing is written or sent. @throws KrausError those of `checkLimits` */
export function prepareJob(request: JobRequest, service: Pick<JobService, 'endpoint' | 'instance'>): Receipt {
  const { device, maxSeconds, seed, script, session } = request;
  const circuits = request.circuits.map(({ name, qasm, shots, hash, finalLayout }) => {
    return { name, qasm, shots, hash, finalLayout };
  });
  const estimate = estimateUsage(request.circuits, device);
  const text = circuits.map(({ qasm, shots }) => `${shots}\n${qasm}`).join('\n');
  checkLimits(estimate, text.length, maxSeconds);
  const created = new Date().toISOString();
  return {
    version: RECEIPT_VERSION,
    receipt: `${created.slice(0, 19).replace(/[^0-9]/g, '')}-${randomBytes(4).toString('hex')}`,
    created,
    endpoint: service.endpoint,
    instance: service.instance,
    backend: device.name,
    calibrated: device.calibrated,
    script,
    seed,
    session,
    programHash: createHash('sha256').update(text).digest('hex'),
    circuits,
    estimate,
    maxSeconds,
    attempts: [],
    job: undefined,
    status: 'prepared',
    reason: undefined,
    result: undefined,
  };
}

/** The job as it goes over the wire. */
export function submission(receipt: Receipt) {
  const { backend, circuits, maxSeconds, session } = receipt;
  return { backend, circuits, maxSeconds, session, tags: ['kraus', tagOf(receipt)] };
}

/**
 * Jobs with receipts: each step is on disk before the next begins, so that a process killed anywhere loses nothing, and for one
 * receipt at most one job is ever submitted.
 */
export class JobStore {
  readonly #folder: ReceiptFolder;
  readonly #service: JobService;
  readonly #settle: number;
  readonly #poll: number;

  constructor(folder: ReceiptFolder, service: JobService, { settle = 20_000, poll = 3_000 }: JobStoreOptions = {}) {
    this.#folder = folder;
    this.#service = service;
    this.#settle = settle;
    this.#poll = poll;
  }

  /** A receipt, if it is there and of this service and instance. */
  async find(name: string): Promise<Receipt | undefined> {
    if (!(await this.#folder.names()).includes(name)) return undefined;
    const receipt = await this.#folder.read(name);
    const { endpoint, instance } = this.#service;
    return receipt.endpoint === endpoint && receipt.instance === instance ? receipt : undefined;
  }

  /** Writes the receipt, submits, and notes the job's id. */
  async submit(receipt: Receipt, signal?: AbortSignal): Promise<Receipt> {
    await this.#folder.write(receipt);
    return this.resume(receipt.receipt, signal);
  }

  /**
   * Takes a receipt up where it was left: one that was never sent is submitted; one whose submission may have arrived is looked for
   * by its tag first.
   * @throws IbmError the service's refusal; `hardware/ibm-no-answer` when it stays unknown
   */
  resume(name: string, signal?: AbortSignal): Promise<Receipt> {
    return this.#folder.locked(name, async () => {
      let receipt = await this.#folder.read(name);
      while (receipt.job === undefined) {
        signal?.throwIfAborted();
        const known = await this.#find(receipt, signal);
        if (known !== undefined) {
          receipt = await this.#note(receipt, { job: known, status: 'queued' });
          break;
        }
        if (receipt.attempts.length >= MOST_ATTEMPTS) {
          throw new IbmError(
            0,
            `Job ${name}: ${MOST_ATTEMPTS} submissions went without an answer; try \`kraus jobs resume ${name}\` later.`,
          );
        }
        receipt = await this.#note(receipt, { attempts: [...receipt.attempts, Date.now()] });
        try {
          receipt = await this.#note(receipt, {
            job: await this.#service.submit(submission(receipt), signal),
            status: 'queued',
          });
        } catch (error) {
          if (error instanceof IbmError && error.status !== 0 && error.status < 500) {
            // Refused: nothing was made, and nothing has to be looked for.
            await this.#note(receipt, { attempts: receipt.attempts.slice(0, -1), reason: error.message });
            throw error;
          }
          if (!(error instanceof IbmError)) throw error;
        }
      }
      return receipt;
    });
  }

  /** Waits for the end of the job and keeps its result. @throws IbmError */
  async wait(name: string, { signal, onStatus }: WaitOptions = {}): Promise<Receipt> {
    let receipt = await this.resume(name, signal);
    for (;;) {
      if (receipt.status !== 'prepared') onStatus?.(receipt.status);
      if (receipt.status === 'completed' && receipt.result === undefined) {
        const result = await this.#service.result(receipt.job as string, signal);
        if (result !== undefined) return this.#note(receipt, { result });
      } else if (receipt.status !== 'prepared' && isOver(receipt.status)) return receipt;
      else {
        const { status, reason } = await this.#service.job(receipt.job as string, signal);
        if (status !== receipt.status) {
          receipt = await this.#note(receipt, { status, reason });
          continue;
        }
      }
      await sleep(this.#poll, undefined, signal === undefined ? {} : { signal });
    }
  }

  /** Asks the service to stop the job; one that was never submitted is closed here. */
  async cancel(name: string, signal?: AbortSignal): Promise<Receipt> {
    const receipt = await this.#folder.read(name);
    if (receipt.job === undefined && receipt.attempts.length === 0) return this.#note(receipt, { status: 'cancelled' });
    const submitted = receipt.job === undefined ? await this.resume(name, signal) : receipt;
    if (submitted.status !== 'prepared' && isOver(submitted.status)) return submitted;
    const job = submitted.job as string;
    const refused = await this.#service.cancel(job, signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    const { status, reason } = await this.#service.job(job, signal);
    // It may have ended meanwhile; then there is nothing to cancel.
    if (refused !== undefined && !isOver(status)) throw refused;
    return this.#note(submitted, { status, reason });
  }

  /** The id of a job that an earlier attempt made, once enough time has gone by to be sure. */
  async #find(receipt: Receipt, signal: AbortSignal | undefined): Promise<string | undefined> {
    const last = receipt.attempts.at(-1);
    if (last === undefined) return undefined;
    for (;;) {
      const [job] = await this.#service.jobsTagged(tagOf(receipt), signal);
      const rest = last + this.#settle - Date.now();
      if (job !== undefined || rest <= 0) return job;
      await sleep(Math.min(rest, this.#poll), undefined, signal === undefined ? {} : { signal });
    }
  }

  async #note(receipt: Receipt, change: Partial<Receipt>): Promise<Receipt> {
    const next = { ...receipt, ...change };
    await this.#folder.write(next);
    return next;
  }
}
