import { setTimeout as sleep } from 'node:timers/promises';
import { IbmError, reasonIn } from './ibm-error.js';

export interface HttpOptions {
  /** Milliseconds before a request is given up. Default 60,000. */
  readonly timeout?: number;
  /** Times that a request is repeated. Default 5. */
  readonly retries?: number;
  /** Milliseconds before the first repetition, doubled each time. Default 500. */
  readonly backoff?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Whether repeating it does nothing new: repeated without an answer too. */
  readonly repeatable: boolean;
}

/** Answered: a status below 300, with its body. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** Answers after which the same request may be sent again. */
const PASSING = new Set([429, 500, 502, 503, 504, 520, 521, 522, 524]);
/** IBM takes five submissions a minute; its answer need not say how long to wait. */
const LIMIT_WAIT = 12_000;
const LONGEST_WAIT = 120_000;

/**
 * Sends a request, again where that helps: after 429 (as long as `Retry-After` says, else from 12 s on) for any method, since it
 * was refused; after 5xx and lost connections only what is repeatable. Secrets in `hidden` never appear in an error.
 *
 * @throws IbmError; the signal's reason if it is aborted
 */
export async function send(request: HttpRequest, options: HttpOptions, hidden: readonly string[]): Promise<HttpAnswer> {
  const { timeout = 60_000, retries = 5, backoff = 500 } = options;
  for (let attempt = 0; ; attempt++) {
    request.signal?.throwIfAborted();
    let failure: IbmError;
    let wait = backoff * 2 ** attempt;
    try {
      const answer = await sendOnce(request, timeout);
      if (answer.status < 300) return answer;
      const { reason, code } = reasonIn(answer.body);
      const about = `IBM answered ${answer.status} to ${request.method} ${pathOf(request.url)}`;
      failure = new IbmError(answer.status, hide(`${about}: ${reason || 'without a reason'}`, hidden), code);
      if (!PASSING.has(answer.status) || (answer.status !== 429 && !request.repeatable)) throw failure;
      if (answer.status === 429) wait = answer.retryAfter ?? LIMIT_WAIT * (attempt + 1);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof IbmError) {
        if (error.status !== 0 || !request.repeatable) throw error;
        failure = error;
      } else throw error;
    }
    if (attempt >= retries) throw failure;
    await sleep(
      Math.min(wait, LONGEST_WAIT),
      undefined,
      request.signal === undefined ? {} : { signal: request.signal },
    );
  }
}

async function sendOnce(
  { method, url, headers, body, signal }: HttpRequest,
  timeout: number,
): Promise<HttpAnswer & { readonly retryAfter: number | undefined }> {
  const limits = [AbortSignal.timeout(timeout), ...(signal === undefined ? [] : [signal])];
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.any(limits),
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      // Reading may fail too: a connection that breaks in the middle of the body.
      body: await response.text(),
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: retryAfterIn(response.headers.get('retry-after')),
    };
  } catch (error) {
    const { name, cause } = error as Error;
    const why =
      name === 'TimeoutError' ? `no answer within ${timeout / 1000} s` : causeOf(cause) || (error as Error).message;
    throw new IbmError(0, `No answer to ${method} ${pathOf(url)}: ${why}.`);
  }
}

function causeOf(cause: unknown): string {
  return cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : '';
}

/** Milliseconds in a `Retry-After` header: seconds or a date. */
export function retryAfterIn(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}

function hide(text: string, hidden: readonly string[]): string {
  return hidden.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text);
}
