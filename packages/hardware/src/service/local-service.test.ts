import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { circuit, classicalRadices } from '@kraus/core';
import { afterEach, describe, expect, it } from 'vitest';
import { embeddedDevice } from '../devices/index.js';
import { IbmClient } from '../ibm/index.js';
import { isaQasm } from '../isa/index.js';
import { JobStore, prepareJob, ReceiptFolder } from '../jobs/index.js';
import { transpile } from '../transpiler/index.js';
import { type Failure, type LocalService, type LocalServiceOptions, startLocalService } from './local-service.js';

const apiKey = 'secret-key-0123456789';
const instance = 'crn:v1:bluemix:public:quantum-computing:us-east:a/test:test::';
const device = embeddedDevice('ibmq_manila');
/** Every bit 0: what is measured is not the subject here. */
const sample: LocalServiceOptions['sample'] = async (program, { shots }) => ({
  [classicalRadices(program)
    .slice(0, 2)
    .map(() => '0')
    .join('')]: shots,
});

let service: LocalService | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});

async function start(options: Partial<LocalServiceOptions> = {}) {
  const running = await startLocalService({ devices: [device], sample, apiKey, instance, ...options });
  service = running;
  const connect = (change: Partial<ConstructorParameters<typeof IbmClient>[0]> = {}) =>
    new IbmClient({
      apiKey,
      instance,
      endpoint: running.endpoint,
      iam: running.iam,
      backoff: 1,
      timeout: 2000,
      ...change,
    });
  return { running, client: connect(), connect };
}

const bell = transpile(
  circuit(2).gate('H', [0]).gate('CX', [0, 1]).measure(0, 0).measure(1, 1).classical().build(),
  device,
);
const job = {
  backend: device.name,
  circuits: [{ qasm: isaQasm(bell.circuit), shots: 100 }],
  maxSeconds: 10,
  tags: ['t'],
};

async function finished(client: IbmClient, id: string) {
  for (;;) {
    const state = await client.job(id);
    if (state.status !== 'queued' && state.status !== 'running') return state;
  }
}

describe('the local service and the client', () => {
  it('runs a circuit from submission to counts, and gives the device back as it is', async () => {
    const { client } = await start();
    expect(await client.backends()).toEqual([device.name]);
    expect(await client.status(device.name)).toEqual({ operational: true, message: 'available', queue: 0 });
    const read = await client.device(device.name);
    expect(read.qubits).toHaveLength(5);
    expect(read.qubits[2]?.t1).toBeCloseTo(device.qubits[2]?.t1 as number, 12);
    expect(read.gates.map(({ name }) => name)).toEqual(device.gates.map(({ name }) => name));
    const id = await client.submit(job);
    expect(await client.jobsTagged('t')).toEqual([id]);
    expect(await finished(client, id)).toEqual({ id, status: 'completed', reason: undefined });
    expect(await client.result(id)).toEqual([{ c: { '00': 100 } }]);
    expect(await client.charged(id)).toBe(3);
    expect(await client.usage()).toEqual({ used: 3, limit: 600 });
    await expect(client.cancel(id)).rejects.toMatchObject({ status: 409 });
    const session = await client.openSession('batch', device.name, 60);
    await client.closeSession(session);
    await expect(client.openSession('dedicated', device.name, 60)).rejects.toThrow(/Open plan/);
  });

  it('says in its own words what is refused: key, instance, backend, allowance, cancelled, too long, not native', async () => {
    const { client, connect } = await start({ allowance: 5, submissionsPerMinute: 100 });
    await expect(connect({ apiKey: 'wrong' }).backends()).rejects.toThrow(/API key could not be found/);
    await expect(connect({ instance: 'crn:v1:a:b:c:eu-de:x' }).backends()).rejects.toMatchObject({
      status: 404,
      ibmCode: '1279',
    });
    await expect(client.device('ibm_nowhere')).rejects.toThrow(/Backend ibm_nowhere not found/);
    const bad = await client.submit({
      ...job,
      circuits: [{ qasm: 'OPENQASM 3.0; bit[1] c; h $0; c[0] = measure $0;', shots: 1 }],
    });
    expect((await finished(client, bad)).reason).toMatch(/instruction h on qubits \(0,\) is not supported.*1517/);
    const long = await client.submit({ ...job, maxSeconds: 2 });
    expect(await finished(client, long)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('Ran too long'),
    });
    await finished(client, await client.submit(job));
    await expect(client.submit(job)).rejects.toMatchObject({ status: 409 });
    expect(() => connect({ instance: 'my instance', endpoint: undefined })).toThrow(/not the CRN/);
  });

  it('cancels what waits', async () => {
    const { client } = await start({ queueTime: 200 });
    const id = await client.submit(job);
    await client.cancel(id);
    expect(await client.job(id)).toMatchObject({ status: 'cancelled' });
    expect(await client.result(id)).toBeUndefined();
  });

  const passing: readonly (readonly [string, Failure])[] = [
    ['401', { status: 401, body: '{"errors":[{"code":1200,"message":"Unauthorized."}]}' }],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
    ['500', { status: 500 }],
    ['503 with HTML', { status: 503, body: '<html><title>Bad gateway</title></html>' }],
    ['522', { status: 522 }],
    ['a truncated body', { status: 200, truncate: true }],
    ['a lost connection', { status: 0, drop: true }],
  ];
  it.each(passing)('a job survives %s once at every request', async (_, failure) => {
    const seen = new Set<string>();
    const once = (method: string, path: string): Failure | undefined => {
      const key = `${method} ${path}`;
      if (seen.has(key) || (failure.status === 401 && path === '/identity/token')) return undefined;
      seen.add(key);
      return failure;
    };
    const { running, client } = await start({ failure: once });
    const folder = await mkdtemp(join(tmpdir(), 'kraus-service-'));
    try {
      const store = new JobStore(new ReceiptFolder(folder), client, { settle: 20, poll: 5 });
      const cost = { duration: bell.duration, depth: bell.depth, branches: false };
      const circuits = [{ name: 'Bell', qasm: isaQasm(bell.circuit), shots: 100, hash: '', finalLayout: [], ...cost }];
      const receipt = await store.submit(prepareJob({ device, circuits, maxSeconds: 10, seed: 0 }, client));
      const done = await store.wait(receipt.receipt);
      expect(done.result).toEqual([{ c: { '00': 100 } }]);
      expect(running.jobs.size).toBe(1);
      for (const file of await readdir(folder))
        expect(await readFile(join(folder, file), 'utf8')).not.toContain(apiKey);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('finds the job again whose submission was carried out and whose answer was lost', async () => {
    let left = 1;
    const { running, client } = await start({
      failure: (method, path) =>
        method === 'POST' && path.endsWith('/jobs') && left-- > 0 ? { status: 502, after: true } : undefined,
    });
    const folder = await mkdtemp(join(tmpdir(), 'kraus-service-'));
    try {
      const store = new JobStore(new ReceiptFolder(folder), client, { settle: 20, poll: 5 });
      const circuits = [
        {
          name: 'B',
          qasm: job.circuits[0]?.qasm ?? '',
          shots: 10,
          hash: '',
          finalLayout: [],
          duration: 1e-6,
          depth: 1,
          branches: false,
        },
      ];
      await store.submit(prepareJob({ device, circuits, maxSeconds: 10, seed: 0 }, client));
      expect(running.jobs.size).toBe(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('gives up what does not pass, with IBM’s reason and without the key', async () => {
    const { connect } = await start({
      failure: (_, path) =>
        path.endsWith('/status') ? { status: 403, body: `<html><title>Blocked ${apiKey}</title></html>` } : undefined,
    });
    const error = await connect()
      .status(device.name)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 403, code: 'hardware/ibm-forbidden' });
    expect(String(error)).toMatch(/Blocked …/);
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(apiKey);
  });

  it('takes no more than five submissions a minute', async () => {
    const { running, client } = await start();
    for (let k = 0; k < 5; k++) await client.submit(job);
    const response = await fetch(`${running.endpoint}/versions`);
    expect(response.status).toBe(200);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(client.submit(job, controller.signal)).rejects.toThrow();
    expect(running.jobs.size).toBe(5);
  });
});
