import { randomBytes } from 'node:crypto';

/** An answer of the service: JSON, or text, or nothing. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** IBM's form of an error. */
export function failed(status: number, code: number, message: string, solution = ''): Answer {
  const more = `https://quantum.cloud.ibm.com/docs/errors#${code}`;
  return {
    status,
    json: { errors: [{ code, message, solution, more_info: more }], trace: randomBytes(8).toString('hex') },
  };
}

/** The answer to an address that the service does not have. */
export const notFound = (): Answer => failed(404, 1000, 'Not found.');
