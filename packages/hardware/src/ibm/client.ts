import { KrausError } from '@kraus/core';
import { type Device, readIbmDevice } from '../devices/index.js';
import { type HttpOptions, send } from './http.js';
import { IbmError } from './ibm-error.js';
import {
  type JobResult,
  type JobState,
  jobState,
  jobSubmitted,
  resultOf,
  type SamplerJob,
  samplerBody,
} from './jobs.js';

/** The version of IBM's interface that is spoken. */
export const IBM_API_VERSION = '2026-04-15';
const IAM = 'https://iam.cloud.ibm.com';
const ENDPOINTS: Readonly<Record<string, string>> = {
  'us-east': 'https://quantum.cloud.ibm.com/api/v1',
  'eu-de': 'https://eu-de.quantum.cloud.ibm.com/api/v1',
};
/** A token is renewed so long before it ends, milliseconds. */
const MARGIN = 60_000;

export interface IbmClientOptions extends HttpOptions {
  readonly apiKey: string;
  /** The instance, `crn:v1:bluemix:public:quantum-computing:us-east:a/…`; its sixth field is the region. */
  readonly instance: string;
  /** Base address of the service; by the region of the instance unless given. */
  readonly endpoint?: string | undefined;
  /** Base address of IBM's sign-in. */
  readonly iam?: string | undefined;
}

/** How a device is doing. */
export interface BackendStatus {
  readonly operational: boolean;
  readonly message: string;
  readonly queue: number;
}

/** A client of the IBM Quantum Platform REST interface, on the platform's own `fetch`. It holds the key; nothing that it gives or throws does. */
export class IbmClient {
  readonly endpoint: string;
  readonly instance: string;
  readonly #options: IbmClientOptions;
  #token: { readonly value: string; readonly until: number } | undefined;

  /** @throws KrausError `hardware/bad-instance`, `hardware/no-key` */
  constructor(options: IbmClientOptions) {
    const { apiKey, instance, endpoint } = options;
    if (apiKey.trim() === '') throw new KrausError('hardware/no-key', 'IBM: the API key is empty.');
    const region = instance.split(':')[5] ?? '';
    const address = endpoint ?? ENDPOINTS[region];
    if (!instance.startsWith('crn:') || address === undefined) {
      throw new KrausError(
        'hardware/bad-instance',
        `IBM: '${instance}' is not the CRN of an instance in ${Object.keys(ENDPOINTS).join(' or ')}; copy it from the instances page (crn:v1:bluemix:public:quantum-computing:us-east:a/…).`,
      );
    }
    this.endpoint = address.replace(/\/$/, '');
    this.instance = instance;
    this.#options = options;
  }

  /** Names of the instance's devices. */
  async backends(signal?: AbortSignal): Promise<readonly string[]> {
    const { devices } = (await this.#get('/backends', signal)) as { devices: readonly (string | { name: string })[] };
    return devices.map((device) => (typeof device === 'string' ? device : device.name));
  }

  async status(name: string, signal?: AbortSignal): Promise<BackendStatus> {
    const status = (await this.#get(`/backends/${id(name)}/status`, signal)) as Record<string, unknown>;
    return {
      operational: status.state === true,
      message: String(status.message ?? ''),
      queue: Number(status.length_queue ?? 0),
    };
  }

  /** A device as calibrated now. */
  async device(name: string, signal?: AbortSignal): Promise<Device> {
    const [configuration, properties] = await Promise.all([
      this.#get(`/backends/${id(name)}/configuration`, signal),
      this.#get(`/backends/${id(name)}/properties`, signal),
    ]);
    return readIbmDevice(configuration, properties);
  }

  /**
   * Submits once: nothing is repeated unless the service refused it (401, 429). Without an answer it is not known whether the job
   * exists; look for its tag ({@link IbmClient.jobsTagged}) before submitting again.
   * @returns the job's id
   */
  async submit(job: SamplerJob, signal?: AbortSignal): Promise<string> {
    return jobSubmitted(await this.#call('POST', '/jobs', { body: samplerBody(job), signal, repeatable: false }));
  }

  /** Ids of all jobs with a tag, page by page. */
  async jobsTagged(tag: string, signal?: AbortSignal): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let offset = 0; ; ) {
      const query = new URLSearchParams({ tags: tag, limit: '200', offset: String(offset) });
      const page = (await this.#get(`/jobs?${query}`, signal)) as { jobs: readonly { id: string }[]; count?: number };
      ids.push(...page.jobs.map((job) => job.id));
      offset += page.jobs.length;
      if (page.jobs.length === 0 || offset >= (page.count ?? 0)) return ids;
    }
  }

  async job(job: string, signal?: AbortSignal): Promise<JobState> {
    return jobState(await this.#get(`/jobs/${id(job)}?exclude_params=true`, signal));
  }

  /** The result, one entry a circuit; undefined if there is none yet. */
  async result(job: string, signal?: AbortSignal): Promise<JobResult | undefined> {
    const data = await this.#get(`/jobs/${id(job)}/results`, signal);
    return data === undefined ? undefined : resultOf(data);
  }

  /** Seconds that the job was charged for; undefined until that is settled. */
  async charged(job: string, signal?: AbortSignal): Promise<number | undefined> {
    const { usage } = (await this.#get(`/jobs/${id(job)}/metrics`, signal)) as { usage?: Record<string, unknown> };
    const seconds = usage?.qpu_charge_time_seconds;
    return usage?.status === 'complete' && typeof seconds === 'number' ? seconds : undefined;
  }

  /** Asks to stop a job. @throws IbmError 409 if it is over already */
  async cancel(job: string, signal?: AbortSignal): Promise<void> {
    await this.#call('POST', `/jobs/${id(job)}/cancel`, { signal, repeatable: true });
  }

  /** Opens a batch (any plan) or a dedicated session (not on the Open plan). Close it in a `finally`. @returns its id */
  async openSession(
    mode: 'batch' | 'dedicated',
    backend: string,
    seconds: number,
    signal?: AbortSignal,
  ): Promise<string> {
    const body = { mode, backend, max_ttl: seconds };
    return jobSubmitted(await this.#call('POST', '/sessions', { body, signal, repeatable: false }));
  }

  /** No more jobs; those running end. */
  async closeSession(session: string, signal?: AbortSignal): Promise<void> {
    await this.#call('PATCH', `/sessions/${id(session)}`, {
      body: { accepting_jobs: false },
      signal,
      repeatable: true,
    });
  }

  /** Seconds used and allowed in the current period. */
  async usage(signal?: AbortSignal): Promise<{ readonly used: number; readonly limit: number | undefined }> {
    const usage = (await this.#get('/instances/usage', signal)) as Record<string, unknown>;
    const limit = usage.usage_limit_seconds;
    return { used: Number(usage.usage_consumed_seconds ?? 0), limit: typeof limit === 'number' ? limit : undefined };
  }

  #get(path: string, signal?: AbortSignal): Promise<unknown> {
    return this.#call('GET', path, { signal, repeatable: true });
  }

  /** The answer as JSON; undefined for one without content. A rejected token is renewed once. */
  async #call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    request: { readonly body?: unknown; readonly signal?: AbortSignal | undefined; readonly repeatable: boolean },
  ): Promise<unknown> {
    const { body, signal, repeatable } = request;
    for (let renewed = false; ; renewed = true) {
      const token = await this.#signIn(signal);
      const headers = {
        Authorization: `Bearer ${token}`,
        'Service-CRN': this.instance,
        'IBM-API-Version': IBM_API_VERSION,
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'X-Qx-Client-Application': 'kraus',
      };
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      try {
        return await this.#parsed(
          { method, url: `${this.endpoint}${path}`, headers, ...text, signal, repeatable },
          token,
        );
      } catch (error) {
        if (!(error instanceof IbmError) || error.status !== 401 || renewed) throw error;
        this.#token = undefined;
      }
    }
  }

  /** A body that is cut off or is not JSON is asked for again where that changes nothing. */
  async #parsed(request: Parameters<typeof send>[0], token: string): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const { status, body, contentType } = await send(request, this.#options, [this.#options.apiKey, token]);
      if (status === 204 || (body === '' && request.method !== 'GET')) return undefined;
      try {
        if (!contentType.includes('json')) throw new SyntaxError(`its type is '${contentType}'`);
        return JSON.parse(body) as unknown;
      } catch (error) {
        if (request.repeatable && attempt < 2) continue;
        const why = `the answer to ${request.method} ${new URL(request.url).pathname} is not whole JSON: ${(error as Error).message}`;
        throw new IbmError(0, `IBM: ${why}.`);
      }
    }
  }

  async #signIn(signal?: AbortSignal): Promise<string> {
    if (this.#token !== undefined && Date.now() < this.#token.until - MARGIN) return this.#token.value;
    const { apiKey, iam = IAM } = this.#options;
    const body = new URLSearchParams({
      grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
      apikey: apiKey,
    }).toString();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
    const request = { method: 'POST', url: `${iam}/identity/token`, headers, body, signal, repeatable: true } as const;
    const answer = (await this.#parsed(request, '')) as { access_token?: unknown; expires_in?: unknown };
    if (typeof answer.access_token !== 'string') throw new IbmError(0, 'IBM: the sign-in gave no token.');
    this.#token = { value: answer.access_token, until: Date.now() + 1000 * Number(answer.expires_in ?? 3600) };
    return this.#token.value;
  }
}

/** A path element. An empty one would ask for another page. */
function id(text: string): string {
  if (text === '') throw new KrausError('hardware/empty-id', 'IBM: a name or job id is empty.');
  return encodeURIComponent(text);
}
