import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, kraus, ROOT } from './support/kraus.js';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const LAUNCH = /^npx --yes pnpm@(\S+) (.*)$/;

/** The commands in the README's shell blocks, without remarks. */
function commands(): string[] {
  return [...README.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => (block ?? '').split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');
}

describe('the README', () => {
  it('starts everything with one pinned pnpm, the one that CI uses', () => {
    const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
    const [, version] = /pnpm@(\d+\.\d+\.\d+)/.exec(ci) ?? [];
    for (const line of commands()) expect(LAUNCH.exec(line.replace(/^KRAUS_DATA=\S+ /, ''))?.[1], line).toBe(version);
  });

  it('names scripts of package.json and commands that exist', async () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const line of commands()) {
      const [verb = ''] = (LAUNCH.exec(line.replace(/^KRAUS_DATA=\S+ /, ''))?.[2] ?? '').split(' ');
      if (verb !== 'kraus') expect(Object.keys(scripts), line).toContain(verb);
    }
  });

  it('has links that lead somewhere', () => {
    for (const [, target] of README.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(join(ROOT, target ?? '')), target).toBe(true);
    }
  });

  it('shows the start of a script that is really an example', () => {
    const [, shown = ''] = /```kraus\n([\s\S]*?)```/.exec(README) ?? [];
    const example = readFileSync(join(ROOT, 'examples/walk.kraus'), 'utf8').replace(/\s+/g, ' ');
    for (const statement of shown.split('\n').filter((line) => line.trim() !== '')) {
      expect(example).toContain(statement.trim().replace(/\s+/g, ' '));
    }
  });

  it('has commands that work, from the first script to its report', { timeout: 900_000 }, () =>
    inFolder(async (folder) => {
      symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'));
      mkdirSync(join(folder, 'cache'));
      const environment = { KRAUS_CACHE: join(folder, 'cache') };
      const lines = commands().flatMap((line) => {
        const [, , rest = ''] = LAUNCH.exec(line) ?? [];
        return rest.startsWith('kraus ') ? [rest.split(/\s+/).slice(1)] : [];
      });
      expect(lines.length).toBeGreaterThanOrEqual(7);
      for (const argv of lines) {
        const { exitCode, stderr } = await kraus(argv, { cwd: folder, environment });
        expect(exitCode, `${argv.join(' ')}\n${stderr}`).toBe(0);
      }
      expect(existsSync(join(folder, 'my-study/runs/FirstWalk-1/report.html'))).toBe(true);

      const script = readFileSync(join(folder, 'my-study/first.kraus'), 'utf8');
      writeFileSync(join(folder, 'first.kraus'), script.replace('WalkStep(omega, dt', 'WalkStep(1.4, dt'));
      const wrong = await kraus(['check', 'first.kraus'], { cwd: folder });
      expect(wrong.exitCode).toBe(1);
      expect(README).toContain(wrong.stderr.trimEnd());
    }),
  );
});
