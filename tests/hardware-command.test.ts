import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from '../packages/cli/src/devices/index.js';
import { embeddedDevice, type Failure, type LocalService, startLocalService } from '../packages/hardware/src/index.js';

const kraus = fileURLToPath(new URL('../packages/cli/bin/kraus.mjs', import.meta.url));
const apiKey = 'very-secret-key-4711';
const instance = 'crn:v1:bluemix:public:quantum-computing:us-east:a/test:test::';

const script = `import { CX } from "std/gates"

circuit Bell on q[2] {
  H q[0]
  CX q[0], q[1]
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

model OnModel {
  data      Marks
  encode    levels { count: 8 }
  forward   Walk() for 3 steps, measured, on Model
  reverse   unet { channels: 4, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}

model OnLive {
  data      Marks
  encode    levels { count: 8 }
  forward   Walk() for 3 steps, measured, on Live
  reverse   unet { channels: 4, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}

model OnRecord {
  data      Marks
  encode    levels { count: 8 }
  forward   Walk() for 3 steps, measured, on Again
  reverse   unet { channels: 4, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}

train OnModel { steps: 2, batch: 8, seed: 1 }
train OnLive { steps: 2, batch: 8, seed: 1 }
train OnRecord { steps: 2, batch: 8, seed: 1 }
run Bell on Model { shots: 1000, seed: 5 }
`;

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
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command; `onText` sees its output as it comes and may kill it. */
function run(args: readonly string[], onText?: (text: string, kill: () => void) => void): Promise<Ended> {
  const environment = {
    ...process.env,
    NO_COLOR: '1',
    KRAUS_IBM_KEY: apiKey,
    KRAUS_IBM_INSTANCE: instance,
    KRAUS_IBM_ENDPOINT: service.endpoint,
    KRAUS_IBM_IAM: service.iam,
  };
  const child = spawn(process.execPath, [kraus, ...args], { cwd: folder, env: environment });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      text[name] += chunk;
      output += chunk;
      onText?.(text.stdout + text.stderr, () => child.kill('SIGKILL'));
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
}

// Every step starts the built command; on a busy machine that takes its time.
describe('the command and devices', { timeout: 240_000 }, () => {
  it('runs a circuit on the device that the script names, or on another, and shows what would be sent', async () => {
    const model = await run(['run', 'a.kraus', 'Bell', '--json']);
    const counted = JSON.parse(model.stdout) as { kind: string; backend: string; counts: Record<string, number> };
    expect(counted).toMatchObject({ kind: 'device-run', backend: 'noise model of ibmq_manila', shots: 1000 });
    expect((counted.counts['00'] ?? 0) + (counted.counts['11'] ?? 0)).toBeGreaterThan(850);
    expect(Object.values(counted.counts).reduce((a, b) => a + b)).toBe(1000);
    const refused = await run(['run', 'a.kraus', 'Bell', '--on', 'Live']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--max-seconds') });
    const dry = await run(['run', 'a.kraus', 'Bell', '--on', 'Live', '--max-seconds', '10', '--dry-run']);
    expect(dry.stdout).toMatch(/cx \$\d, \$\d;[\s\S]*Nothing was sent/);
    expect(service.jobs.size).toBe(0);
    const simulated = await run(['run', 'a.kraus', 'Bell', '--on', 'simulator']);
    expect(simulated.stdout).toContain('state-vector');
  });

  it('survives every failure once, and a kill between submission and result, with one job each', async () => {
    const failures: readonly Failure[] = [
      { status: 401, body: '{"errors":[{"code":1200,"message":"Unauthorized."}]}' },
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 503 },
      { status: 200, truncate: true },
      { status: 0, drop: true },
    ];
    let next = 0;
    const seen = new Set<string>();
    failure = (method, path) => {
      if (path === '/identity/token' || seen.has(`${method} ${path}`)) return undefined;
      seen.add(`${method} ${path}`);
      // What happens to a submission without an answer is waited for; see the test of the job store.
      if (method === 'POST' && path.endsWith('/jobs')) return { status: 429, headers: { 'retry-after': '0' } };
      return failures[next++ % failures.length];
    };
    const killed = await run(['run', 'a.kraus', 'Bell', '--on', 'Live', '--max-seconds', '10'], (text, kill) => {
      if (text.includes('Job ')) kill();
    });
    expect(killed.code).not.toBe(0);
    expect(service.jobs.size).toBe(1);
    const listed = JSON.parse((await run(['jobs', 'list', '--json'])).stdout) as { receipt: string; status: string };
    expect(listed.status).toBe('queued');
    const waited = await run(['jobs', 'wait', listed.receipt]);
    expect(waited).toMatchObject({ code: 0, stdout: `${listed.receipt}: completed\n` });
    expect(service.jobs.size).toBe(1);
    const result = JSON.parse((await run(['jobs', 'result', listed.receipt, '--json'])).stdout) as {
      circuits: { counts: Record<string, number> }[];
    };
    expect(Object.values(result.circuits[0]?.counts ?? {}).reduce((a, b) => a + b)).toBe(200);
    expect((await run(['jobs', 'cancel', listed.receipt])).stdout).toContain('completed');
    expect(service.jobs.size).toBe(1);
    failure = () => undefined;
  });

  it("says IBM's reason for what does not pass", async () => {
    failure = (_, path) =>
      path.endsWith('/configuration')
        ? { status: 403, body: '{"errors":[{"code":1200,"message":"Not authorised for ibmq_manila."}]}' }
        : undefined;
    const refused = await run(['run', 'a.kraus', 'Bell', '--on', 'Live', '--max-seconds', '10']);
    expect(refused).toMatchObject({ code: 7, stderr: expect.stringContaining('Not authorised for ibmq_manila.') });
    failure = () => undefined;
  });

  it('trains from the noise of a device: model, the device itself, and its recorded counts, which give the same', async () => {
    expect(await run(['train', 'a.kraus', 'OnModel', '--out', 'run', '--threads', '1'])).toMatchObject({ code: 0 });
    const forward = (name: string) =>
      (
        JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8')) as {
          model: { forward: { kind: string; oneStep: number[] }[] };
        }
      ).model.forward[0];
    expect(forward('run')).toMatchObject({ kind: 'matrices' });
    expect(await run(['train', 'a.kraus', 'OnRecord', '--out', 'again', '--threads', '1'])).toMatchObject({ code: 0 });
    expect(forward('again')?.oneStep).toEqual(forward('run')?.oneStep);
    expect(await run(['train', 'a.kraus', 'OnLive', '--out', 'live', '--threads', '1'])).toMatchObject({ code: 2 });
    expect(
      await run(['train', 'a.kraus', 'OnLive', '--out', 'live', '--threads', '1', '--max-seconds', '10']),
    ).toMatchObject({ code: 0 });
    expect(forward('live')?.oneStep).toHaveLength(64);
  });

  it('writes the key into no file and no output', () => {
    const files = (path: string): string[] =>
      readdirSync(path).flatMap((name) =>
        statSync(join(path, name)).isDirectory() ? files(join(path, name)) : [join(path, name)],
      );
    const all = files(folder);
    expect(all.some((file) => file.includes('kraus-jobs'))).toBe(true);
    for (const file of all) expect(readFileSync(file, 'latin1')).not.toContain(apiKey);
    expect(output.length).toBeGreaterThan(1000);
    expect(output).not.toContain(apiKey);
  });
});
