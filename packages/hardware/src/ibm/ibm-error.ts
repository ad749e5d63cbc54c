import { KrausError } from '@kraus/core';

/** An answer of IBM's service that is not the one asked for; the message repeats the service's own reason. */
export class IbmError extends KrausError {
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** IBM's own code, such as `1279` or `BXNIM0415E`. */
  readonly ibmCode: string | undefined;

  constructor(status: number, message: string, ibmCode?: string, cause?: unknown) {
    super(codeOf(status), message, { cause });
    this.name = 'IbmError';
    this.status = status;
    this.ibmCode = ibmCode;
  }
}

const CODES: Readonly<Record<number, string>> = {
  0: 'hardware/ibm-no-answer',
  400: 'hardware/ibm-bad-request',
  401: 'hardware/ibm-not-signed-in',
  403: 'hardware/ibm-forbidden',
  404: 'hardware/ibm-not-found',
  409: 'hardware/ibm-conflict',
  429: 'hardware/ibm-too-many-requests',
};

function codeOf(status: number): string {
  return CODES[status] ?? (status >= 500 ? 'hardware/ibm-unavailable' : 'hardware/ibm-bad-answer');
}

/** IBM's reason from a body that may be of the service, of IAM, of the gateway (HTML), or nothing. */
export function reasonIn(body: string): { reason: string; code?: string } {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    const title = /<title>([^<]*)<\/title>/i.exec(body)?.[1];
    return { reason: title ?? body.slice(0, 200) };
  }
  const record = (value: unknown) =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const { errors, error, errorMessage, errorCode } = record(data);
  const first = record(Array.isArray(errors) ? errors[0] : (error ?? { message: errorMessage, code: errorCode }));
  const text = [first.message, first.solution].filter((part) => typeof part === 'string' && part !== '').join(' ');
  const code = first.code === undefined ? {} : { code: String(first.code) };
  return { reason: text === '' ? body.slice(0, 200) : text, ...code };
}
