import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Device } from '../devices/index.js';
import { configurationOf, propertiesOf } from './ibm-documents.js';
import { type LocalJob, newJob, runJob, type Sampler } from './local-jobs.js';

/** Something that goes wrong with one request instead of its answer. */
export interface Failure {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The request is carried out first, and only its answer is lost. */
  readonly after?: boolean;
  /** Half of the right answer, then the connection breaks. */
  readonly truncate?: boolean;
  /** The connection breaks without an answer. */
  readonly drop?: boolean;
}

export interface LocalServiceOptions {
  readonly devices: readonly Device[];
  readonly sample: Sampler;
  readonly apiKey: string;
  readonly instance: string;
  /** Milliseconds that a job waits, and that it runs. Default 0. */
  readonly queueTime?: number;
  readonly runTime?: number;
  readonly seed?: number;
  /** Submissions a minute before 429; default 5, as IBM says. */
  readonly submissionsPerMinute?: number;
  /** Seconds of the instance's allowance; beyond it submissions get 409. Default 600. */
  readonly allowance?: number;
  /** Asked for every request, in their order; what it gives happens. */
  readonly failure?: (method: string, path: string) => Failure | undefined;
  /** Default 0: any free port. */
  readonly port?: number;
}

export interface LocalService {
  /** `http://127.0.0.1:…/api/v1`. */
  readonly endpoint: string;
  /** Base of the sign-in. */
  readonly iam: string;
  readonly jobs: ReadonlyMap<string, LocalJob>;
  readonly close: () => Promise<void>;
}

/** An answer: JSON, or text, or nothing. */
interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TOKEN_SECONDS = 3600;
const MINUTE = 60_000;

/**
 * IBM's service on this machine, for tests and classrooms: its addresses, shapes, sign-in, queue and failures, over HTTP on loopback.
 * Submitted OpenQASM 3 runs on the devices' noise models.
 */
export async function startLocalService(options: LocalServiceOptions): Promise<LocalService> {
  const state = new ServiceState(options);
  const server = createServer((request, response) => {
    state.handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  return {
    endpoint: `${base}/api/v1`,
    iam: base,
    jobs: state.jobs,
    close: () =>
      new Promise((resolve) => {
        state.stop();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

class ServiceState {
  readonly jobs = new Map<string, LocalJob>();
  readonly #sessions = new Map<string, Record<string, unknown>>();
  readonly #tokens = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #options: LocalServiceOptions;
  #submissions: number[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(options: LocalServiceOptions) {
    this.#options = options;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const body = await textOf(request);
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const failure = this.#options.failure?.(method, pathname);
    if (failure?.drop === true && failure.after !== true) {
      response.destroy();
      return;
    }
    const lost = failure !== undefined && failure.after !== true && failure.truncate !== true;
    const answer = lost ? undefined : this.#answer(method, pathname, searchParams, request, body);
    if (failure?.drop === true) {
      response.destroy();
      return;
    }
    if (failure !== undefined && failure.truncate !== true) {
      response.writeHead(failure.status, { 'content-type': 'text/html', ...failure.headers });
      response.end(failure.body ?? '<html><title>Something went wrong</title></html>');
      return;
    }
    const { status, json, text = json === undefined ? '' : JSON.stringify(json), headers } = answer as Answer;
    const type = json === undefined ? 'text/plain' : 'application/json';
    if (failure?.truncate === true) {
      response.writeHead(status, { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) });
      response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
      return;
    }
    response.writeHead(status, status === 204 ? {} : { 'content-type': type, ...headers });
    response.end(status === 204 ? undefined : text);
  }

  #answer(method: string, path: string, query: URLSearchParams, request: IncomingMessage, body: string): Answer {
    if (path === '/identity/token') return this.#signIn(method, body);
    if (!path.startsWith('/api/v1/')) return failed(404, 1000, 'Not found.');
    const parts = path.slice('/api/v1/'.length).split('/').map(decodeURIComponent);
    if (parts[0] === 'versions')
      return { status: 200, json: { versions: [{ version: '2026-04-15', status: 'live' }] } };
    const refused = this.#refusal(request);
    if (refused !== undefined) return refused;
    switch (parts[0]) {
      case 'backends':
        return this.#backends(parts);
      case 'jobs':
        return this.#jobs(method, parts, query, body);
      case 'sessions':
        return this.#session(method, parts, body);
      case 'instances':
        return parts[1] === 'usage' ? { status: 200, json: this.#usage() } : failed(404, 1000, 'Not found.');
      default:
        return failed(404, 1000, 'Not found.');
    }
  }

  #signIn(method: string, body: string): Answer {
    const form = new URLSearchParams(body);
    const right =
      form.get('grant_type') === 'urn:ibm:params:oauth:grant-type:apikey' &&
      form.get('apikey') === this.#options.apiKey;
    if (method !== 'POST' || !right) {
      const json = { errorCode: 'BXNIM0415E', errorMessage: 'Provided API key could not be found.', context: {} };
      return { status: 400, json };
    }
    const token = `eyJ${randomBytes(24).toString('base64url')}`;
    const until = Date.now() + TOKEN_SECONDS * 1000;
    this.#tokens.set(token, until);
    const expiration = Math.floor(until / 1000);
    return {
      status: 200,
      json: {
        access_token: token,
        refresh_token: 'not_supported',
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS,
        expiration,
      },
    };
  }

  #refusal({ headers }: IncomingMessage): Answer | undefined {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if ((this.#tokens.get(token) ?? 0) < Date.now()) return failed(401, 1200, 'Unauthorized.', 'Sign in again.');
    if (headers['service-crn'] !== this.#options.instance) {
      return failed(
        404,
        1279,
        `Instance ${String(headers['service-crn'])} not found.`,
        'Check the CRN and its region.',
      );
    }
    const version = headers['ibm-api-version'];
    return version === undefined ? failed(400, 1000, 'The header IBM-API-Version is missing.') : undefined;
  }

  #backends([, name, document]: readonly string[]): Answer {
    const { devices } = this.#options;
    const waiting = [...this.jobs.values()].filter(({ status }) => status === 'Queued').length;
    if (name === undefined) {
      const list = devices.map((device) => {
        const [family, revision] = device.family.split(' r');
        const status = { name: 'online', reason: 'available' };
        return {
          name: device.name,
          status,
          is_simulator: false,
          qubits: device.qubits.length,
          processor_type: { family, revision, segment: null },
          queue_length: waiting,
        };
      });
      return { status: 200, json: { devices: list } };
    }
    const device = devices.find((each) => each.name === name);
    if (device === undefined) return failed(404, 1216, `Backend ${name} not found.`);
    switch (document) {
      case 'configuration':
        return { status: 200, json: configurationOf(device) };
      case 'properties':
        return { status: 200, json: propertiesOf(device) };
      case 'status':
        return {
          status: 200,
          json: {
            state: true,
            status: 'active',
            message: 'available',
            length_queue: waiting,
            backend_version: '1.0.0',
          },
        };
      case 'defaults':
        return { status: 200, json: null };
      default:
        return failed(404, 1000, 'Not found.');
    }
  }

  #jobs(method: string, [, id, action]: readonly string[], query: URLSearchParams, body: string): Answer {
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
        return failed(404, 1000, 'Not found.');
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
    if (this.#usage().usage_limit_reached) return failed(409, 1000, "The instance's usage limit is reached.");
    this.#submissions.push(now);
    const job = newJob({ backend, tags, cost, session, params });
    this.jobs.set(job.id, job);
    this.#queue = this.#queue.then(() => this.#run(job, device));
    return { status: 200, json: { id: job.id, backend } };
  }

  async #run(job: LocalJob, device: Device): Promise<void> {
    const { queueTime = 0, runTime = 0, seed = 0, sample } = this.#options;
    await this.#pause(queueTime);
    if (job.status !== 'Queued') return;
    job.status = 'Running';
    await this.#pause(runTime);
    if ((job.status as string) === 'Cancelled') return;
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

  #session(method: string, [, id, action]: readonly string[], body: string): Answer {
    if (id === undefined && method === 'POST') {
      const { mode, backend } = JSON.parse(body) as Record<string, unknown>;
      if (mode !== 'batch') return failed(400, 1352, 'The Open plan has no dedicated sessions.', 'Use a batch.');
      const session = {
        id: `s${randomBytes(8).toString('hex')}`,
        backend_name: backend,
        mode,
        state: 'open',
        accepting_jobs: true,
      };
      this.#sessions.set(session.id, session);
      return { status: 200, json: session };
    }
    const session = this.#sessions.get(id ?? '');
    if (session === undefined) return failed(404, 1000, `Session ${id} not found.`);
    if (method === 'GET') return { status: 200, json: session };
    Object.assign(session, { accepting_jobs: false, state: 'closed' });
    if (method === 'DELETE' && action === 'close') {
      for (const job of this.jobs.values()) if (job.session === id && job.status === 'Queued') job.status = 'Cancelled';
    }
    return { status: 204 };
  }

  #usage() {
    const { allowance = 600, instance } = this.#options;
    const used = [...this.jobs.values()].reduce((sum, { seconds }) => sum + seconds, 0);
    return {
      instance_id: instance,
      usage_consumed_seconds: used,
      usage_limit_seconds: allowance,
      usage_limit_reached: used >= allowance,
    };
  }
}

interface Submission {
  readonly backend: string;
  readonly params: unknown;
  readonly tags?: readonly string[];
  readonly cost?: number;
  readonly session_id?: string;
}

/** What IBM's schema would not take. */
function wrongSubmission(body: string): string | undefined {
  let data: Record<string, unknown>;
  try {
    data = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return 'The body is not JSON.';
  }
  const params = data.params as Record<string, unknown> | undefined;
  if (data.program_id !== 'sampler') return `Program ${String(data.program_id)} is not offered here.`;
  if (typeof data.backend !== 'string') return 'backend is required.';
  if (params === undefined || !Array.isArray(params.pubs) || params.version !== 2)
    return 'params: pubs and version 2 are required.';
  const other = Object.keys(params).find(
    (key) => !['pubs', 'version', 'options', 'support_qiskit', 'shots'].includes(key),
  );
  if (other !== undefined) return `params: ${other} is not allowed.`;
  if (params.support_qiskit !== false) return 'Only support_qiskit: false is offered here.';
  if (!params.pubs.every((pub) => Array.isArray(pub) && typeof pub[0] === 'string'))
    return 'Only OpenQASM 3 is offered here.';
  const { cost, tags } = data;
  if (cost !== undefined && !(Number.isInteger(cost) && (cost as number) >= 0 && (cost as number) <= 10_800))
    return 'cost must be 0 … 10800.';
  if (tags !== undefined && !(Array.isArray(tags) && tags.length <= 8 && tags.every((tag) => String(tag).length <= 86)))
    return 'tags: at most 8 of 86 characters.';
  return undefined;
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

function failed(status: number, code: number, message: string, solution = ''): Answer {
  const more = `https://quantum.cloud.ibm.com/docs/errors#${code}`;
  return {
    status,
    json: { errors: [{ code, message, solution, more_info: more }], trace: randomBytes(8).toString('hex') },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
