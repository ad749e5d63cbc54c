import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Failure, JobEnd } from '../packages/hardware/src/index.js';
import { type Account, API_KEY, withAccount } from './support/ibm-service.js';

const script = `
circuit Bell on q[2] {
  H q[0]
  ctrl X q[0], q[1]
}
circuit Walk on q[4] {
  H q[3]
  ctrl X q[3], q[0]
}
device Live = ibm("ibmq_manila") { shots: 100 }
dataset Marks = glyphs { classes: [0, 1], size: 8, limit: 64 }
model OnLive {
  data      Marks
  encode    levels { count: 8 }
  forward   Walk() for 3 steps, measured, on Live
  reverse   unet { channels: 4, depth: 1 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}
train OnLive { steps: 2, batch: 8, seed: 1 }
`;
const runBell = ['run', 'a.kraus', 'Bell', '--on', 'Live', '--max-seconds', '10', '--json'];
const trainOnLive = ['train', 'a.kraus', 'OnLive', '--out', 'r', '--threads', '1', '--max-seconds', '10'];

/** The failure at the first request of each kind, wherever it makes sense. */
const once = (failure: Failure, where: (method: string, path: string) => boolean = () => true) => {
  const seen = new Set<string>();
  return (method: string, path: string): Failure | undefined => {
    const kind = `${method} ${path.replace(/\/jobs\/\w+/, '/jobs/ID')}`;
    if (seen.has(kind) || !where(method, path)) return undefined;
    seen.add(kind);
    return failure;
  };
};
const signedIn = (_: string, path: string) => path !== '/identity/token';
const reads = (method: string, path: string) => signedIn(method, path) && method === 'GET';
const submits = (method: string, path: string) => method === 'POST' && path.endsWith('/jobs');

function keyIsNowhere({ folder, output }: Account): void {
  expect(output()).not.toContain(API_KEY);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect(readFileSync(join(entry.parentPath, entry.name), 'latin1')).not.toContain(API_KEY);
  }
}

// A submission without an answer is looked for during 20 s before it is sent again; nothing is computed meanwhile.
describe.concurrent('the command survives', { timeout: 180_000 }, () => {
  const passing: readonly {
    readonly name: string;
    readonly failing: () => (method: string, path: string) => Failure | undefined;
    readonly trains?: true;
  }[] = [
    {
      name: 'a rejected token',
      failing: () => once({ status: 401, body: '{"errors":[{"code":1200,"message":"Unauthorized."}]}' }, signedIn),
    },
    {
      name: '429 with Retry-After',
      failing: () => once({ status: 429, headers: { 'retry-after': '1' } }, signedIn),
      trains: true,
    },
    { name: '500', failing: () => once({ status: 500 }, reads) },
    {
      name: '502, 503, 504 and 52x with HTML',
      failing: () => once({ status: 522, body: '<html><title>Timed out</title></html>' }, reads),
    },
    { name: 'truncated bodies', failing: () => once({ status: 200, truncate: true }, reads) },
    { name: 'lost connections', failing: () => once({ status: 0, drop: true }, reads), trains: true },
    { name: 'a submission that was lost on the way', failing: () => once({ status: 503 }, submits) },
    {
      name: 'a submission whose answer was lost',
      failing: () => once({ status: 502, after: true }, submits),
      trains: true,
    },
    {
      name: 'a submission whose answer was cut off',
      failing: () => once({ status: 200, truncate: true }, submits),
    },
  ];
  it.each(passing)('$name: results come, with one job', async ({ failing, trains }) => {
    let failure = failing();
    await withAccount(script, { failure: (method, path) => failure(method, path) }, async (account) => {
      const ran = await account.run(runBell);
      expect(ran.stderr).not.toMatch(/\n +at /);
      expect(ran).toMatchObject({ exitCode: 0 });
      const { counts } = JSON.parse(ran.stdout) as { counts: Record<string, number> };
      expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(100);
      expect(account.service.jobs.size).toBe(1);
      if (trains === true) {
        failure = failing();
        expect(await account.run(trainOnLive)).toMatchObject({ exitCode: 0 });
        expect(account.service.jobs.size).toBe(2);
      }
      keyIsNowhere(account);
    });
  });
});

describe.concurrent("the command says IBM's reason for", { timeout: 180_000 }, () => {
  const refused: readonly (readonly [string, Partial<Parameters<typeof withAccount>[1]>, RegExp])[] = [
    [
      '401 again and again',
      {
        failure: (m, p) =>
          signedIn(m, p) ? { status: 401, body: '{"errors":[{"code":1200,"message":"Not signed in."}]}' } : undefined,
      },
      /401.*Not signed in/,
    ],
    [
      '403',
      {
        failure: (m, p) =>
          submits(m, p) ? { status: 403, body: '<html><title>Blocked by the gateway</title></html>' } : undefined,
      },
      /403.*Blocked by the gateway/,
    ],
    ['409, a spent allowance', { allowance: 0 }, /409.*usage limit/],
    [
      'a job that failed',
      {
        outcome: (): JobEnd => ({
          status: 'Failed',
          reason: 'The control electronics lost a frame.',
          reasonCode: 8000,
        }),
      },
      /failed: The control electronics lost a frame. \(code 8000\)/,
    ],
    ['a job that was cancelled', { outcome: (): JobEnd => ({ status: 'Cancelled' }) }, /cancelled: without a reason/],
    [
      'a job that ran too long',
      {
        outcome: (): JobEnd => ({ status: 'Cancelled', reason: 'Job ran longer than its maximum.', reasonCode: 1305 }),
      },
      /failed: Job ran longer than its maximum/,
    ],
  ];
  it.each(refused)('%s: run, train and jobs', async (_, options, reason) => {
    await withAccount(script, options, async (account) => {
      for (const { exitCode, stderr } of [await account.run(runBell), await account.run(trainOnLive)]) {
        expect(exitCode).toBe(7);
        expect(stderr).toMatch(reason);
        expect(stderr).not.toMatch(/\n +at /);
      }
      const sent = account.service.jobs.size;
      const [first] = await account.receipts();
      // One that was refused by 401 never came as far as a receipt.
      if (first !== undefined) {
        const waited = await account.run(['jobs', 'wait', String(first.receipt)]);
        expect(waited.exitCode).toBe(7);
        expect(waited.stdout + waited.stderr).toMatch(sent > 0 ? /failed|cancelled/ : reason);
        expect(await account.run(['jobs', 'result', String(first.receipt)])).toMatchObject({ exitCode: 7 });
      }
      expect(account.service.jobs.size).toBe(sent);
      keyIsNowhere(account);
    });
  });

  it('a session that was closed', async () => {
    await withAccount(script, {}, async (account) => {
      const opened = await account.run(['ibm', 'session', 'open', 'ibmq_manila', '--json']);
      const { session } = JSON.parse(opened.stdout.split('\n')[0] ?? '') as { session: string };
      const inside = (args: readonly string[]) => account.run(args, undefined, { KRAUS_IBM_SESSION: session });
      expect(await inside(runBell)).toMatchObject({ exitCode: 0 });
      expect([...account.service.jobs.values()].map((job) => job.session)).toEqual([session]);
      expect(await account.run(['ibm', 'session', 'close', session])).toMatchObject({ exitCode: 0 });
      for (const args of [runBell, trainOnLive]) {
        const refusal = await inside(args);
        expect(refusal).toMatchObject({
          exitCode: 7,
          stderr: expect.stringMatching(/Session \w+ is closed. Open another session/),
        });
      }
      const unsent = (await account.receipts()).filter(({ status }) => status === 'prepared');
      expect(unsent).toHaveLength(2);
      for (const { receipt } of unsent) {
        expect(await account.run(['jobs', 'resume', String(receipt)])).toMatchObject({ exitCode: 7 });
        expect(await account.run(['jobs', 'cancel', String(receipt)])).toMatchObject({ exitCode: 0 });
      }
      expect(account.service.jobs.size).toBe(1);
      const dedicated = await account.run(['ibm', 'session', 'open', 'ibmq_manila', '--dedicated']);
      expect(dedicated).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('Open plan') });
      keyIsNowhere(account);
    });
  });
});

describe.concurrent('a command killed between submission and result', { timeout: 180_000 }, () => {
  const kill: NonNullable<Parameters<Account['run']>[1]> = (child, stdout, stderr) => {
    if ((stdout + stderr).includes('Job ')) child.kill('SIGKILL');
  };

  it('train takes its job up again', async () => {
    await withAccount(script, { queueTime: 1000 }, async (account) => {
      expect(await account.run(trainOnLive, kill)).toMatchObject({ signal: 'SIGKILL' });
      expect(await account.run(trainOnLive)).toMatchObject({ exitCode: 0 });
      expect(account.service.jobs.size).toBe(1);
    });
  });

  it('its job can be cancelled while it waits, and its receipt says so', async () => {
    await withAccount(script, { queueTime: 600_000 }, async (account) => {
      expect(await account.run(runBell, kill)).toMatchObject({ signal: 'SIGKILL' });
      const [waiting] = await account.receipts();
      const job = String(waiting?.receipt);
      for (let twice = 0; twice < 2; twice++) {
        const cancelled = await account.run(['jobs', 'cancel', job]);
        expect(cancelled).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('cancelled') });
      }
      const shown = await account.run(['jobs', 'show', job]);
      expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/status +cancelled/) });
    });
  });

  it('its job runs on, and its counts go into a file that is run again as recorded', async () => {
    const again = `${script}\ndevice Again = recorded("counts.json")\n`;
    await withAccount(again, { queueTime: 1000 }, async (account) => {
      expect(await account.run(runBell, kill)).toMatchObject({ signal: 'SIGKILL' });
      const [begun] = await account.receipts();
      const job = String(begun?.receipt);
      expect(await account.run(['jobs', 'wait', job])).toMatchObject({ exitCode: 0 });
      const result = await account.run(['jobs', 'result', job, '--out', 'counts.json', '--json']);
      const { circuits } = JSON.parse(result.stdout) as { circuits: { counts: Record<string, number> }[] };
      const recorded = await account.run(['run', 'a.kraus', 'Bell', '--on', 'Again', '--json']);
      expect(JSON.parse(recorded.stdout)).toMatchObject({ counts: circuits[0]?.counts });
      expect(account.service.jobs.size).toBe(1);
    });
  });
});
