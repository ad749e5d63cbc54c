import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sample } from '../packages/cli/src/devices/index.js';
import { embeddedDevice, type Failure, type LocalService, startLocalService } from '../packages/hardware/src/index.js';
import { type Finished, jsonLines, kraus, type RunOptions } from './support/kraus.js';

const apiKey = 'very-secret-key-4711';
const instance = 'crn:v1:bluemix:public:quantum-computing:us-east:a/test:test::';

const onDevice = (name: string, device: string) => `
model ${name} {
  data      Marks
  encode    levels { count: 8 }
  forward   Walk() for 3 steps, measured, on ${device}
  reverse   unet { channels: 4, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}
train ${name} { steps: 2, batch: 8, seed: 1 }
`;

const script = `import { CX } from "std/gates"

circuit Bell on q[2] {
  H q[0]
  CX q[0], q[1]
}

/// Y Y = −1 and X X = Z Z = 1 on a Bell pair.
circuit Correlated on q[2] {
  H q[0]
  CX q[0], q[1]
  return expval(at(Z, q[0]) * at(Z, q[1])), expval(at(Y, q[0]) * at(Y, q[1])), expval(X, q)
}

circuit Branching on q[2] {
  bit a
  H q[0]
  measure q[0] -> a
  if a == 1 { X q[1] }
}

circuit Walk on q[4] {
  H q[3]
  ctrl X q[3], q[0]
  ctrl[2] X q[3], q[0], q[1]
}

device Live = ibm("ibmq_manila") { shots: 200 }
device Model = snapshot("ibmq_manila") { shots: 200, seed: 3 }
device Again = recorded("run/device-counts.json")
dataset Marks = glyphs { classes: [0, 1], size: 8, limit: 64 }
run Bell on Model { shots: 1000, seed: 5 }
${onDevice('OnModel', 'Model')}${onDevice('OnLive', 'Live')}${onDevice('OnRecord', 'Again')}`;

let folder = '';
let service: LocalService;
let failure: (method: string, path: string) => Failure | undefined = () => undefined;
let output = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kraus-hardware-'));
  writeFileSync(join(folder, 'a.kraus'), script);
  service = await startLocalService({
    devices: [embeddedDevice('ibmq_manila')],
    sample,
    apiKey,
    instance,
    queueTime: 300,
    submissionsPerMinute: 1000,
    failure: (method, path) => failure(method, path),
  });
});
afterEach(() => {
  failure = () => undefined;
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The built command in the folder of the script, with the account of the local service. */
async function run(args: readonly string[], onOutput?: RunOptions['onOutput']): Promise<Finished> {
  const environment = {
    KRAUS_IBM_KEY: apiKey,
    KRAUS_IBM_INSTANCE: instance,
    KRAUS_IBM_ENDPOINT: service.endpoint,
    KRAUS_IBM_IAM: service.iam,
  };
  const finished = await kraus(args, { cwd: folder, environment, ...(onOutput === undefined ? {} : { onOutput }) });
  output += finished.stdout + finished.stderr;
  return finished;
}

const total = (counts: Record<string, number> | undefined): number =>
  Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);

// Every step starts the built command; on a busy machine that takes its time.
describe('the command and devices', { timeout: 120_000 }, () => {
  it('runs a circuit on the device that the script names, or on another, and shows what would be sent', async () => {
    const [model, refused, dry, simulated] = await Promise.all([
      run(['run', 'a.kraus', 'Bell', '--json']),
      run(['run', 'a.kraus', 'Bell', '--on', 'Live']),
      run(['run', 'a.kraus', 'Bell', '--on', 'Live', '--max-seconds', '10', '--dry-run']),
      run(['run', 'a.kraus', 'Bell', '--on', 'simulator']),
    ]);
    const counted = jsonLines(model.stdout).at(-1) as { counts: Record<string, number> };
    expect(counted).toMatchObject({
      kind: 'device-run',
      backend: 'noise model of ibmq_manila',
      shots: 1000,
      seed: 5,
    });
    expect((counted.counts['00'] ?? 0) + (counted.counts['11'] ?? 0)).toBeGreaterThan(850);
    expect(total(counted.counts)).toBe(1000);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--max-seconds') });
    expect(dry.stdout).toMatch(/cx \$\d, \$\d;[\s\S]*Nothing was sent/);
    expect(service.jobs.size).toBe(0);
    expect(simulated.stdout).toContain('state-vector');
  });

  it('gives expectation values with their errors, and says where an estimate is a lower bound', async () => {
    const [found, preview, branching] = await Promise.all([
      run(['run', 'a.kraus', 'Correlated', '--on', 'Model', '--shots', '4000', '--json']),
      run(['run', 'a.kraus', 'Correlated', '--on', 'Live', '--max-seconds', '20', '--dry-run', '--json']),
      run(['run', 'a.kraus', 'Branching', '--on', 'Live', '--max-seconds', '10', '--dry-run']),
    ]);
    const { expectation, errors } = jsonLines(found.stdout).at(-1) as { expectation: number[]; errors: number[] };
    // Falcon's errors take some 5 %; the single X are 0.
    expect(expectation).toHaveLength(4);
    expect(expectation[0]).toBeGreaterThan(0.8);
    expect(expectation[1]).toBeLessThan(-0.8);
    for (const k of [2, 3]) expect(Math.abs(expectation[k] as number)).toBeLessThan(0.1);
    expectation.forEach((value, k) => {
      expect(errors[k]).toBeCloseTo(Math.sqrt((1 - value ** 2) / 3999), 6);
    });
    expect((jsonLines(preview.stdout).at(-1) as { circuits: unknown[] }).circuits).toHaveLength(3);
    expect(branching.stdout).toMatch(/if \([\s\S]*It would take at least 2\.\d s of the device/);
    expect(service.jobs.size).toBe(0);
  });

  it('survives every failure, and a kill between submission and result, with one job', async () => {
    const failures: readonly Failure[] = [
      { status: 401, body: '{"errors":[{"code":1200,"message":"Unauthorized."}]}' },
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 503 },
      { status: 200, truncate: true },
      { status: 0, drop: true },
    ];
    let requests = 0;
    let failed = 0;
    failure = (method, path) => {
      if (path === '/identity/token' || requests++ % 3 === 2) return undefined;
      // What happens to a submission without an answer is waited for; see the test of the job store.
      if (method === 'POST' && path.endsWith('/jobs')) return { status: 429, headers: { 'retry-after': '0' } };
      return failures[failed++ % failures.length];
    };
    const killed = await run(
      ['run', 'a.kraus', 'Bell', '--on', 'Live', '--max-seconds', '10', '--shots', '300'],
      (child, stdout, stderr) => {
        if ((stdout + stderr).includes('Job ')) child.kill('SIGKILL');
      },
    );
    expect(killed).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(service.jobs.size).toBe(1);
    const [listed] = jsonLines((await run(['jobs', 'list', '--json'])).stdout);
    expect(listed).toMatchObject({ status: 'queued', finished: false });
    const receipt = String(listed?.receipt);
    expect(await run(['jobs', 'resume', receipt])).toMatchObject({ exitCode: 0 });
    const waited = await run(['jobs', 'wait', receipt]);
    expect(waited).toMatchObject({ exitCode: 0, stdout: `${receipt}: completed\n` });
    const [result, shown, cancelled] = await Promise.all([
      run(['jobs', 'result', receipt, '--json']),
      run(['jobs', 'show', receipt]),
      run(['jobs', 'cancel', receipt]),
    ]);
    const { circuits } = JSON.parse(result.stdout) as { circuits: { counts: Record<string, number> }[] };
    expect(total(circuits[0]?.counts)).toBe(300);
    expect(shown.stdout).toMatch(/estimate +(at least|about) [\d.]+ s, stopped at 10 s/);
    expect(cancelled.stdout).toContain('completed');
    expect(failed).toBeGreaterThanOrEqual(failures.length);
    expect(service.jobs.size).toBe(1);
  });

  it("says IBM's reason for what does not pass", async () => {
    failure = (_, path) =>
      path.endsWith('/configuration')
        ? { status: 403, body: '{"errors":[{"code":1200,"message":"Not authorised for ibmq_manila."}]}' }
        : undefined;
    const refused = await run(['run', 'a.kraus', 'Bell', '--on', 'Live', '--max-seconds', '10']);
    expect(refused).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('Not authorised for ibmq_manila.') });
  });

  it('trains from the noise of a device: model, the device itself, and its recorded counts, which give the same', async () => {
    const train = (model: string, name: string, ...more: string[]) =>
      run(['train', 'a.kraus', model, '--out', name, '--threads', '1', ...more]);
    const forward = (name: string) =>
      (
        JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8')) as {
          model: { forward: { kind: string; oneStep: number[] }[] };
        }
      ).model.forward[0];
    const [model, live] = await Promise.all([train('OnModel', 'run'), train('OnLive', 'live', '--max-seconds', '10')]);
    expect([model.exitCode, live.exitCode]).toEqual([0, 0]);
    const [record, refused] = await Promise.all([train('OnRecord', 'again'), train('OnLive', 'refused')]);
    expect(record.exitCode).toBe(0);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--max-seconds') });
    expect(forward('run')).toMatchObject({ kind: 'matrices' });
    expect(forward('run')?.oneStep).toHaveLength(64);
    expect(forward('again')?.oneStep).toEqual(forward('run')?.oneStep);
    expect(forward('live')?.oneStep).toHaveLength(64);
    expect(forward('live')?.oneStep).not.toEqual(forward('run')?.oneStep);
  });

  it('writes the key into no file and no output', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.some(({ parentPath }) => parentPath.endsWith('kraus-jobs'))).toBe(true);
    for (const { parentPath, name } of files) {
      expect(readFileSync(join(parentPath, name), 'latin1').includes(apiKey), name).toBe(false);
    }
    expect(output.length).toBeGreaterThan(1000);
    expect(output).not.toContain(apiKey);
  });
});
