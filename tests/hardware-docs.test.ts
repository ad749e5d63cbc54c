import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedDevice } from '../packages/hardware/src/index.js';
import { withAccount } from './support/ibm-service.js';
import { type Finished, inFolder, kraus, ROOT } from './support/kraus.js';

const PAGE = readFileSync(join(ROOT, 'docs/hardware.md'), 'utf8');
const [, bell = ''] = /```kraus bell\.kraus\n([\s\S]*?)```/.exec(PAGE) ?? [];
const commands = [...PAGE.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter((line) => line !== '');
const ibm = join(process.env.KRAUS_IBM ?? '', 'backends');
const data = process.env.KRAUS_DATA;

/** The name of the oldest receipt of a folder. */
function firstReceipt(folder: string): string {
  const [name = ''] = readdirSync(join(folder, 'kraus-jobs'))
    .filter((file) => file.endsWith('.json'))
    .sort();
  return name.replace('.json', '');
}

describe('docs/hardware.md', { timeout: 300_000 }, () => {
  it('has commands that run, in their order, against the local service', async () => {
    expect(commands.length).toBeGreaterThan(15);
    await withAccount('', { devices: [embeddedDevice('ibm_fez')] }, async ({ folder, service, run }) => {
      writeFileSync(join(folder, 'bell.kraus'), bell);
      mkdirSync(join(folder, 'examples'));
      copyFileSync(join(ROOT, 'examples/ibm-walk.kraus'), join(folder, 'examples/ibm-walk.kraus'));
      let session = '';
      for (const line of commands) {
        const [program, ...words] = line.split(' ');
        expect(program, line).toBe('kraus');
        // Served until it is stopped: the next test.
        if (line.includes('ibm serve')) continue;
        if (line.includes('--properties') && !existsSync(ibm)) continue;
        const args = words.map((word) => {
          if (word === 'JOB') return firstReceipt(folder);
          if (word === 'SESSION') return session;
          return /^(conf|props)_fez/.test(word) ? join(ibm, word) : word;
        });
        const trains = args[0] === 'train';
        if (trains && data === undefined) continue;
        const jobs = service.jobs.size;
        const finished = await run(
          args,
          // Far enough: the device was asked, and training goes on from its counts.
          (child, stdout, stderr) => {
            if (trains && /\d+\/1500 steps/.test(stdout + stderr)) child.kill('SIGKILL');
          },
        );
        if (trains) expect([finished.signal, service.jobs.size], line).toEqual(['SIGKILL', jobs + 1]);
        else expect(finished.exitCode, `${line}\n${finished.stderr}`).toBe(0);
        session = /KRAUS_IBM_SESSION='(\w+)'/.exec(finished.stdout)?.[1] ?? session;
      }
      // One by `run`, one by `train`; looking, waiting and taking up made none.
      expect(service.jobs.size).toBe(data === undefined ? 1 : 2);
      expect(existsSync(join(folder, 'counts.json'))).toBe(true);
    });
  });

  it('has a service for a classroom that prints what points kraus at it, and runs its jobs through failures', async () => {
    const line = commands.find((each) => each.includes('ibm serve')) ?? '';
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'bell.kraus'), bell);
      let pupil: Promise<Finished> | undefined;
      const served = await kraus(line.replace('--queue 5', '--queue 1').split(' ').slice(1), {
        cwd,
        onOutput: (child, stdout) => {
          const variables = Object.fromEntries(
            [...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]),
          );
          if (pupil !== undefined || Object.keys(variables).length < 4) return;
          const args = ['run', 'bell.kraus', 'Bell', '--on', 'Fez', '--max-seconds', '10', '--json'];
          pupil = kraus(args, { cwd, environment: variables }).finally(() => child.kill('SIGINT'));
        },
      });
      const ran = await pupil;
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(ran?.stdout ?? '{}')).toMatchObject({ backend: 'ibm_fez', shots: 4096 });
      expect(served.exitCode).toBe(0);
    });
  });
});
