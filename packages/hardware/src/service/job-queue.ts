import type { Device } from '../devices/index.js';
import { type Answer, failed, notFound } from './answer.js';
import { type LocalJob, newJob, runJob, type Sampler } from './local-jobs.js';
import type { Sessions } from './sessions.js';
import { type Submission, wrongSubmission } from './submission.js';

export interface QueueOptions {
  readonly devices: readonly Device[];
  readonly sample: Sampler;
  /** Milliseconds that a job waits, and that it runs. Default 0. */
  readonly queueTime?: number;
  readonly runTime?: number;
  readonly seed?: number;
  /** Submissions a minute before 429; default 5, as IBM says. */
  readonly submissionsPerMinute?: number;
  /** Seconds of the instance's allowance; beyond it submissions get 409. Default 600. */
  readonly allowance?: number;
  /** Asked for every job that is about to run; what it gives becomes of the job. */
  readonly outcome?: (job: LocalJob) => JobEnd | undefined;
}

/** The end of a job without a result. */
export interface JobEnd {
  readonly status: 'Cancelled' | 'Failed';
  readonly reason?: string;
  readonly reasonCode?: number;
}

const MINUTE = 60_000;

/** Jobs of the service: one runs, the others wait. */
export class JobQueue {
  readonly jobs = new Map<string, LocalJob>();
  readonly #options: QueueOptions;
  readonly #sessions: Sessions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #submissions: number[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(options: QueueOptions, sessions: Sessions) {
    this.#options = options;
    this.#sessions = sessions;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  get waiting(): number {
    return [...this.jobs.values()].filter(({ status }) => status === 'Queued').length;
  }

  /** Seconds that all jobs have used, and those allowed. */
  usage() {
    const { allowance = 600 } = this.#options;
    const used = [...this.jobs.values()].reduce((sum, { seconds }) => sum + seconds, 0);
    return {
      usage_consumed_seconds: used,
      usage_limit_seconds: allowance,
      usage_limit_reached: used >= allowance,
    };
  }

  /** Everything below `/jobs`. */
  answer(method: string, [id, action]: readonly string[], query: URLSearchParams, body: string): Answer {
    if (id === undefined) return method === 'POST' ? this.#submit(body) : this.#list(query);
    const job = this.jobs.get(id);
    if (job === undefined) return failed(404, 1291, `Job ${id} not found.`);
    const over = job.status !== 'Queued' && job.status !== 'Running';
    switch (`${method} ${action ?? ''}`.trim()) {
      case 'GET':
        return { status: 200, json: describe(job, query.get('exclude_params') !== 'true') };
      case 'GET results':
        return job.result === undefined ? { status: 204 } : { status: 200, json: job.result };
      case 'GET metrics': {
        const usage = { qpu_charge_time_seconds: job.seconds, status: over ? 'complete' : 'pending' };
        return { status: 200, json: { timestamps: { created: job.created }, usage, caller: 'kraus' } };
      }
      case 'GET logs':
        return { status: 200, text: '' };
      case 'POST cancel':
        if (over) return failed(409, 1305, `Job ${id} is over and cannot be cancelled.`);
        job.status = 'Cancelled';
        return { status: 204 };
      case 'DELETE':
        if (!over) return failed(409, 1000, `Job ${id} is not over.`);
        this.jobs.delete(id);
        return { status: 204 };
      default:
        return notFound();
    }
  }

  #list(query: URLSearchParams): Answer {
    const [limit, offset] = [Math.min(200, Number(query.get('limit') ?? 200)), Number(query.get('offset') ?? 0)];
    const tags = query.getAll('tags');
    const all = [...this.jobs.values()].reverse().filter((job) => tags.every((tag) => job.tags.includes(tag)));
    const jobs = all.slice(offset, offset + limit).map((job) => describe(job, false));
    return { status: 200, json: { jobs, count: all.length, limit, offset } };
  }

  #submit(body: string): Answer {
    const { submissionsPerMinute = 5, devices } = this.#options;
    const now = Date.now();
    this.#submissions = this.#submissions.filter((at) => at > now - MINUTE);
    if (this.#submissions.length >= submissionsPerMinute) {
      const wait = Math.ceil(((this.#submissions[0] as number) + MINUTE - now) / 1000);
      return { ...failed(429, 1202, 'Too many requests.'), headers: { 'retry-after': String(wait) } };
    }
    const wrong = wrongSubmission(body);
    if (wrong !== undefined) return failed(400, 1000, wrong);
    const { backend, params, tags = [], cost = 600, session_id: session = null } = JSON.parse(body) as Submission;
    const device = devices.find(({ name }) => name === backend);
    if (device === undefined) return failed(404, 1216, `Backend ${backend} not found.`);
    const refused = session === null ? undefined : this.#sessions.refusal(session);
    if (refused !== undefined) return refused;
    if (this.usage().usage_limit_reached) return failed(409, 1000, "The instance's usage limit is reached.");
    this.#submissions.push(now);
    const job = newJob({ backend, tags, cost, session, params });
    this.jobs.set(job.id, job);
    this.#queue = this.#queue.then(() => this.#run(job, device));
    return { status: 200, json: { id: job.id, backend } };
  }

  async #run(job: LocalJob, device: Device): Promise<void> {
    const { queueTime = 0, runTime = 0, seed = 0, sample, outcome } = this.#options;
    await this.#pause(queueTime);
    if (job.status !== 'Queued') return;
    job.status = 'Running';
    await this.#pause(runTime);
    if ((job.status as string) === 'Cancelled') return;
    const end = outcome?.(job);
    if (end !== undefined) {
      Object.assign(job, end);
      return;
    }
    await runJob(job, device, sample, seed).catch((error: unknown) => {
      Object.assign(job, { status: 'Failed', reason: `Internal error: ${String(error)}`, reasonCode: 9999 });
    });
  }

  #pause(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, milliseconds);
      this.#timers.add(timer);
    });
  }
}

function describe(job: LocalJob, withParams: boolean) {
  const { id, backend, status, reason, reasonCode, created, cost, tags, session, params } = job;
  const state = { status, ...(reason === undefined ? {} : { reason, reason_code: reasonCode }) };
  return {
    ...{
      id,
      backend,
      state,
      status: reasonCode === 1305 ? 'Cancelled - Ran too long' : status,
      program: { id: 'sampler' },
      created,
      cost,
      tags,
    },
    ...{ session_id: session, private: false },
    ...(withParams ? { params } : {}),
  };
}
