import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, failed } from './answer.js';

const TOKEN_SECONDS = 3600;

/** IBM's sign-in: tokens for the one key of the service, and who may ask. */
export class SignIn {
  readonly #apiKey: string;
  readonly #instance: string;
  readonly #tokens = new Map<string, number>();

  constructor(apiKey: string, instance: string) {
    this.#apiKey = apiKey;
    this.#instance = instance;
  }

  /** `POST /identity/token`. */
  token(method: string, body: string): Answer {
    const form = new URLSearchParams(body);
    const right =
      form.get('grant_type') === 'urn:ibm:params:oauth:grant-type:apikey' && form.get('apikey') === this.#apiKey;
    if (method !== 'POST' || !right) {
      const json = { errorCode: 'BXNIM0415E', errorMessage: 'Provided API key could not be found.', context: {} };
      return { status: 400, json };
    }
    const token = `eyJ${randomBytes(24).toString('base64url')}`;
    const until = Date.now() + TOKEN_SECONDS * 1000;
    this.#tokens.set(token, until);
    return {
      status: 200,
      json: {
        access_token: token,
        refresh_token: 'not_supported',
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS,
        expiration: Math.floor(until / 1000),
      },
    };
  }

  /** Why a request is not answered: token, instance or version header. */
  refusal(headers: IncomingHttpHeaders): Answer | undefined {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if ((this.#tokens.get(token) ?? 0) < Date.now()) return failed(401, 1200, 'Unauthorized.', 'Sign in again.');
    const crn = String(headers['service-crn']);
    if (crn !== this.#instance) {
      return failed(404, 1279, `Instance ${crn} not found.`, 'Check the CRN and its region.');
    }
    const version = headers['ibm-api-version'];
    return version === undefined ? failed(400, 1000, 'The header IBM-API-Version is missing.') : undefined;
  }
}
