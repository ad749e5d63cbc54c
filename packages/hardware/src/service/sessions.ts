import { randomBytes } from 'node:crypto';
import { type Answer, failed } from './answer.js';
import type { LocalJob } from './local-jobs.js';

interface Session {
  readonly id: string;
  readonly backend_name: unknown;
  readonly mode: 'batch';
  readonly max_ttl: unknown;
  state: 'open' | 'closed';
  accepting_jobs: boolean;
}

/** Batches of jobs, as the Open plan has them. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  /** Everything below `/sessions`. */
  answer(method: string, [id, action]: readonly string[], body: string, jobs: Iterable<LocalJob>): Answer {
    if (id === undefined && method === 'POST') return this.#open(body);
    const session = this.#sessions.get(id ?? '');
    if (session === undefined) return failed(404, 1000, `Session ${id} not found.`);
    if (method === 'GET') return { status: 200, json: session };
    Object.assign(session, { accepting_jobs: false, state: 'closed' });
    if (method === 'DELETE' && action === 'close') {
      for (const job of jobs) if (job.session === id && job.status === 'Queued') job.status = 'Cancelled';
    }
    return { status: 204 };
  }

  /** Why a job is not taken into a session. */
  refusal(id: string): Answer | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined) return failed(404, 1000, `Session ${id} not found.`);
    return session.accepting_jobs ? undefined : failed(400, 1000, `Session ${id} is closed.`, 'Open another session.');
  }

  #open(body: string): Answer {
    const { mode, backend, max_ttl } = JSON.parse(body) as Record<string, unknown>;
    if (mode !== 'batch') return failed(400, 1352, 'The Open plan has no dedicated sessions.', 'Use a batch.');
    const session: Session = {
      id: `s${randomBytes(8).toString('hex')}`,
      backend_name: backend,
      mode,
      max_ttl,
      state: 'open',
      accepting_jobs: true,
    };
    this.#sessions.set(session.id, session);
    return { status: 200, json: session };
  }
}
