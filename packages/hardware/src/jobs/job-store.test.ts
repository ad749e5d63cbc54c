import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stream } from '@kraus/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedDevice } from '../devices/index.js';
import { IbmError, type JobStatus, type SamplerJob } from '../ibm/index.js';
import { checkLimits, estimateUsage } from './estimate.js';
import { type JobRequest, type JobService, JobStore, prepareJob } from './job-store.js';
import type { Receipt } from './receipt.js';
import { ReceiptFolder } from './receipt-folder.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kraus-jobs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The service as far as jobs go: what was submitted, and no way to see it but by its answers. */
class Service implements JobService {
  readonly endpoint = 'http://127.0.0.1';
  readonly instance = 'crn:v1:test';
  readonly jobs = new Map<string, SamplerJob & { status: JobStatus }>();

  async submit(job: SamplerJob): Promise<string> {
    const id = `j${this.jobs.size}`;
    this.jobs.set(id, { ...job, status: 'completed' });
    return id;
  }
  async jobsTagged(tag: string): Promise<readonly string[]> {
    return [...this.jobs].flatMap(([id, { tags }]) => (tags.includes(tag) ? [id] : []));
  }
  async job(id: string) {
    return { id, status: (this.jobs.get(id) as { status: JobStatus }).status, reason: undefined };
  }
  async result() {
    return [{ c: { '0': 1 } }];
  }
  async cancel(id: string): Promise<void> {
    (this.jobs.get(id) as { status: JobStatus }).status = 'cancelled';
  }
}

const device = embeddedDevice('ibm_fez');
const request: JobRequest = {
  device,
  circuits: [
    {
      name: 'C',
      qasm: 'OPENQASM 3.0;',
      shots: 1000,
      hash: '',
      finalLayout: [0],
      duration: 1e-6,
      depth: 3,
      branches: false,
    },
  ],
  maxSeconds: 10,
  seed: 0,
};

class Killed extends Error {}

/** A process that stops at its n-th step: before a write, in it, behind it; before sending, on the way, behind the answer. */
class Mortal {
  steps: number;
  dead = false;
  constructor(steps: number) {
    this.steps = steps;
  }
  step(): void {
    if (this.dead || --this.steps < 0) {
      this.dead = true;
      throw new Killed();
    }
  }
}

class MortalFolder extends ReceiptFolder {
  readonly #path: string;
  readonly #life: Mortal;
  constructor(path: string, life: Mortal) {
    super(path);
    this.#path = path;
    this.#life = life;
  }
  override async write(receipt: Receipt): Promise<void> {
    this.#life.step();
    if (this.#life.steps === 0) await writeFile(join(this.#path, `${receipt.receipt}.json.0.new`), '{"half":');
    this.#life.step();
    await super.write(receipt);
    this.#life.step();
  }
}

class MortalService extends Service {
  readonly #life: Mortal;
  readonly #behind: Service;
  readonly #lag: number;
  constructor(behind: Service, life: Mortal, lag: number) {
    super();
    this.#behind = behind;
    this.#life = life;
    this.#lag = lag;
  }
  override async submit(job: SamplerJob): Promise<string> {
    this.#life.step();
    // Sent: it arrives even if the process dies meanwhile.
    const arrives = sleep(this.#lag).then(() => this.#behind.submit(job));
    this.#life.step();
    const id = await arrives;
    this.#life.step();
    return id;
  }
  override async jobsTagged(tag: string): Promise<readonly string[]> {
    this.#life.step();
    return this.#behind.jobsTagged(tag);
  }
  override job(id: string) {
    this.#life.step();
    return this.#behind.job(id);
  }
}

describe('job store', () => {
  it('submits no receipt twice and loses none, killed at 1,000 random points', { timeout: 120_000 }, async () => {
    const random = stream(7, 'kills');
    const plans = Array.from({ length: 1000 }, () => ({
      lives: Array.from({ length: 1 + random.integer(4) }, () => random.integer(14)),
      lag: random.integer(4),
    }));
    let kills = 0;
    const one = async ({ lives, lag }: (typeof plans)[number], index: number): Promise<void> => {
      const path = join(folder, `run-${index}`);
      const service = new Service();
      const receipt = prepareJob(request, service);
      const options = { settle: 60, poll: 2 };
      await new ReceiptFolder(path).write(receipt);
      for (const steps of lives) {
        const life = new Mortal(steps);
        const store = new JobStore(new MortalFolder(path, life), new MortalService(service, life, lag), options);
        try {
          await store.wait(receipt.receipt);
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
          kills++;
        }
        expect(service.jobs.size).toBeLessThanOrEqual(1);
      }
      const done = await new JobStore(new ReceiptFolder(path), service, options).wait(receipt.receipt);
      expect(service.jobs.size).toBe(1);
      expect(done).toMatchObject({ status: 'completed', job: 'j0', result: [{ c: { '0': 1 } }] });
    };
    for (let first = 0; first < plans.length; first += 100) {
      await Promise.all(plans.slice(first, first + 100).map((plan, k) => one(plan, first + k)));
    }
    expect(kills).toBeGreaterThan(1000);
  });

  it('submits again what never arrived, and not what the service refused', async () => {
    const service = new Service();
    const store = new JobStore(new ReceiptFolder(join(folder, 'again')), service, { settle: 5, poll: 1 });
    const submit = service.submit.bind(service);
    let failures = 2;
    service.submit = async (job) => {
      if (failures-- > 0) throw new IbmError(503, 'unavailable');
      return submit(job);
    };
    expect(await store.submit(prepareJob(request, service))).toMatchObject({ status: 'queued' });
    expect(service.jobs.size).toBe(1);
    service.submit = () => Promise.reject(new IbmError(409, 'The usage limit is reached.'));
    const refused = prepareJob(request, service);
    await expect(store.submit(refused)).rejects.toThrow(/usage limit/);
    expect(await new ReceiptFolder(join(folder, 'again')).read(refused.receipt)).toMatchObject({
      status: 'prepared',
      attempts: [],
      reason: 'The usage limit is reached.',
    });
  });

  it('keeps a second process away from a receipt that is being worked on', async () => {
    const path = join(folder, 'locked');
    const receipts = new ReceiptFolder(path);
    const receipt = prepareJob(request, new Service());
    await receipts.write(receipt);
    // The parent of this process is alive, and not this process.
    await writeFile(join(path, `${receipt.receipt}.lock`), String(process.ppid));
    const store = new JobStore(receipts, new Service());
    await expect(store.resume(receipt.receipt)).rejects.toThrow(/being worked on/);
    await writeFile(join(path, `${receipt.receipt}.lock`), '999999999');
    expect(await store.resume(receipt.receipt)).toMatchObject({ status: 'queued' });
    expect((await readdir(path)).filter((file) => file.endsWith('.lock'))).toEqual([]);
    expect(await readFile(join(path, `${receipt.receipt}.json`), 'utf8')).toContain('"job": "j0"');
    await expect(receipts.read('nothing')).rejects.toThrow(/no job 'nothing'/);
  });

  it('counts seconds and keeps to limits', () => {
    const cost = { shots: 4096, duration: 4e-6, depth: 10, branches: false };
    const estimate = estimateUsage([cost, cost], device);
    expect(estimate).toMatchObject({ circuits: 2, executions: 8192, lowerBound: false });
    expect(estimate.seconds).toBeCloseTo(2 + 0.00035 * 8192, 9);
    expect(() => checkLimits(estimate, 100, 4)).toThrow(/about 4.9 s of the device, more than the 4 s allowed/);
    expect(() => checkLimits({ ...estimate, executions: 2e7 }, 100, 9000)).toThrow(/at most 10000000/);
    expect(() => checkLimits(estimate, 6e7, 100)).toThrow(/bytes/);
    expect(() => checkLimits(estimate, 100, 0)).toThrow(/1 to 10,800/);
  });
});
