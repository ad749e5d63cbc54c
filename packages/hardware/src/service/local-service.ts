import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, failed, notFound } from './answer.js';
import { configurationOf, listingOf, propertiesOf, statusOf } from './ibm-documents.js';
import { JobQueue, type QueueOptions } from './job-queue.js';
import type { LocalJob } from './local-jobs.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

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

export interface LocalServiceOptions extends QueueOptions {
  readonly apiKey: string;
  readonly instance: string;
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
    jobs: state.queue.jobs,
    close: () =>
      new Promise((resolve) => {
        state.queue.stop();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

class ServiceState {
  readonly queue: JobQueue;
  readonly #sessions = new Sessions();
  readonly #signIn: SignIn;
  readonly #options: LocalServiceOptions;

  constructor(options: LocalServiceOptions) {
    this.#options = options;
    this.#signIn = new SignIn(options.apiKey, options.instance);
    this.queue = new JobQueue(options, this.#sessions);
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
    if (path === '/identity/token') return this.#signIn.token(method, body);
    if (!path.startsWith('/api/v1/')) return notFound();
    const [first, ...rest] = path.slice('/api/v1/'.length).split('/').map(decodeURIComponent);
    if (first === 'versions') return { status: 200, json: { versions: [{ version: '2026-04-15', status: 'live' }] } };
    const refused = this.#signIn.refusal(request.headers);
    if (refused !== undefined) return refused;
    switch (first) {
      case 'backends':
        return this.#backends(rest);
      case 'jobs':
        return this.queue.answer(method, rest, query, body);
      case 'sessions':
        return this.#sessions.answer(method, rest, body, this.queue.jobs.values());
      case 'instances':
        if (rest[0] !== 'usage') return notFound();
        return { status: 200, json: { instance_id: this.#options.instance, ...this.queue.usage() } };
      default:
        return notFound();
    }
  }

  #backends([name, document]: readonly string[]): Answer {
    const { devices } = this.#options;
    const { waiting } = this.queue;
    if (name === undefined) {
      return { status: 200, json: { devices: devices.map((device) => listingOf(device, waiting)) } };
    }
    const device = devices.find((each) => each.name === name);
    if (device === undefined) return failed(404, 1216, `Backend ${name} not found.`);
    switch (document) {
      case 'configuration':
        return { status: 200, json: configurationOf(device) };
      case 'properties':
        return { status: 200, json: propertiesOf(device) };
      case 'status':
        return { status: 200, json: statusOf(waiting) };
      case 'defaults':
        return { status: 200, json: null };
      default:
        return notFound();
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
