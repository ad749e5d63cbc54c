import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../exit-codes.js';
import { run } from '../program.js';
import { recordedContext } from '../testing/index.js';
import { describeOptionType } from './list.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kraus-commands-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function kraus(...argv: string[]) {
  const { context, texts } = recordedContext({ workingDirectory: folder });
  return { exitCode: await run(argv, context), ...texts };
}

const TWO_MODELS = `
import { StochasticWalk } from "std/generators"

/// One step.
channel WalkStep(omega: prob, dt: time) on x: level[4] = evolve StochasticWalk(cycle(4), omega) for dt
dataset Shapes = glyphs { classes: [0, 1], size: 8, limit: 20, test: 10 }

model First(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 4 }
  forward   WalkStep(omega, dt: 2) for 6 steps, measured
  reverse   mlp
  predict   x0
  objective vlb
}

model Second(omega: prob = 1) {
  data      Shapes
  encode    levels { count: 4 }
  forward   WalkStep(omega, dt: 2) for 3 steps, coherent
  reverse   mlp
  predict   x0
  objective vlb
}
`;

describe('kraus init', () => {
  it('writes a script that passes its own check, and overwrites nothing', async () => {
    const { exitCode, stdout } = await kraus('init', 'study');
    expect(exitCode).toBe(ExitCode.Ok);
    expect(stdout).toContain('kraus train study/first.kraus');
    expect(readFileSync(join(folder, 'study/.gitignore'), 'utf8')).toContain('runs/');
    const checked = await kraus('check', 'study/first.kraus');
    expect(checked).toEqual({ exitCode: ExitCode.Ok, stdout: 'study/first.kraus: in order\n', stderr: '' });
    writeFileSync(join(folder, 'study/first.kraus'), 'mine');
    expect((await kraus('init', 'study')).exitCode).toBe(ExitCode.Usage);
    expect(readFileSync(join(folder, 'study/first.kraus'), 'utf8')).toBe('mine');
  });
});

describe('kraus check', () => {
  it('shows the line with a caret, and every file in its turn', async () => {
    writeFileSync(join(folder, 'good.kraus'), 'const n = 8\n');
    writeFileSync(join(folder, 'bad.kraus'), 'const n = m + 1\n');
    const { exitCode, stdout, stderr } = await kraus('check', 'good.kraus', 'bad.kraus', '--json');
    expect(exitCode).toBe(ExitCode.Script);
    expect(stderr).toContain('  1 | const n = m + 1\n    |           ^');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event, path, code }) => [event, path ?? code])).toEqual([
      ['checked', 'good.kraus'],
      ['diagnostic', 'K101'],
      ['checked', 'bad.kraus'],
    ]);
  });

  it.each([
    [['check', 'absent.kraus'], 'There is no file absent.kraus'],
    [['check', '.'], '. is a folder'],
    [['sample', 'absent'], 'There is no absent'],
  ])('%j is a usage error', async (argv, message) => {
    const { exitCode, stderr } = await kraus(...argv);
    expect(exitCode).toBe(ExitCode.Usage);
    expect(stderr).toContain(message);
  });
});

describe('kraus explain', () => {
  it('prints the page of a code, in small letters too', async () => {
    const { exitCode, stdout } = await kraus('explain', 'k201');
    expect(exitCode).toBe(ExitCode.Ok);
    expect(stdout).toMatch(/^# K201: Not trace-preserving\n/);
    expect(stdout).toContain('## How to mend it');
  });

  it('lists the codes where there is none of that name', async () => {
    const { exitCode, stderr } = await kraus('explain', 'K999');
    expect(exitCode).toBe(ExitCode.Usage);
    expect(stderr).toContain('There is no code K999. There are K100, K101');
  });
});

describe('kraus fmt', () => {
  const loose = 'gate  G on q=X\n';
  const tidy = 'gate G on q = X\n';

  it('rewrites what is not formatted, in folders too, and leaves what it cannot read', async () => {
    mkdirSync(join(folder, 'fmt/inner/runs'), { recursive: true });
    writeFileSync(join(folder, 'fmt/loose.kraus'), loose, { mode: 0o640 });
    writeFileSync(join(folder, 'fmt/inner/tidy.kraus'), tidy);
    writeFileSync(join(folder, 'fmt/inner/runs/script.kraus'), loose);
    writeFileSync(join(folder, 'fmt/wrong.kraus'), 'gate gate');
    const checked = await kraus('fmt', '--check', 'fmt');
    expect(checked.exitCode).toBe(ExitCode.Script);
    expect(checked.stdout).toBe('fmt/loose.kraus is not formatted\n');
    expect(checked.stderr).toContain('fmt/wrong.kraus:1:6: expected a name');
    expect(readFileSync(join(folder, 'fmt/loose.kraus'), 'utf8')).toBe(loose);
    const { exitCode, stdout } = await kraus('fmt', 'fmt');
    expect(exitCode).toBe(ExitCode.Script);
    expect(stdout).toBe('fmt/loose.kraus\n');
    expect(readFileSync(join(folder, 'fmt/loose.kraus'), 'utf8')).toBe(tidy);
    expect(statSync(join(folder, 'fmt/loose.kraus')).mode & 0o777).toBe(0o640);
    expect(readFileSync(join(folder, 'fmt/wrong.kraus'), 'utf8')).toBe('gate gate');
    expect(readFileSync(join(folder, 'fmt/inner/runs/script.kraus'), 'utf8')).toBe(loose);
    expect(readdirSync(join(folder, 'fmt')).sort()).toEqual(['inner', 'loose.kraus', 'wrong.kraus']);
    expect((await kraus('fmt', '--check', 'fmt/loose.kraus', 'fmt/inner')).exitCode).toBe(ExitCode.Ok);
  });

  it('is a filter with --stdin', async () => {
    const { context, texts } = recordedContext({ workingDirectory: folder, stdin: loose });
    expect(await run(['fmt', '--stdin'], context)).toBe(ExitCode.Ok);
    expect(texts.stdout).toBe(tidy);
    expect(await run(['fmt', '--stdin', '--check'], recordedContext({ stdin: loose }).context)).toBe(ExitCode.Script);
    expect(await run(['fmt', '--stdin', 'a.kraus'], recordedContext({ stdin: loose }).context)).toBe(ExitCode.Usage);
    const broken = recordedContext({ stdin: 'gate gate' });
    expect(await run(['fmt', '--stdin'], broken.context)).toBe(ExitCode.Script);
    expect(broken.texts.stdout).toBe('');
  });

  it('says so where there is nothing', async () => {
    expect((await kraus('fmt', 'absent')).exitCode).toBe(ExitCode.Usage);
  });
});

describe('kraus inspect and lower', () => {
  beforeAll(() => writeFileSync(join(folder, 'two.kraus'), TWO_MODELS));

  it('lists the declarations', async () => {
    const { stdout } = await kraus('inspect', 'two.kraus');
    expect(stdout).toMatch(/channel +WalkStep\(omega: prob, dt: time\) +One step\./);
    expect(stdout).toMatch(/model +Second\(omega: prob = 1\)/);
  });

  it('describes a channel for people', async () => {
    const { exitCode, stdout } = await kraus('inspect', 'two.kraus', 'WalkStep', '--set', 'omega=1', '--set', 'dt=0');
    expect(exitCode).toBe(ExitCode.Ok);
    // Nothing happens in no time: one Kraus operator, the identity.
    expect(stdout).toMatch(/Kraus rank +1\n/);
    expect(stdout).toMatch(/average gate fidelity +1\n/);
    expect(stdout).toMatch(/steps to mix +never\n/);
    expect(stdout).toContain('1.000000  0.000000  0.000000  0.000000');
  });

  it('says of a model what each step leaves, and whether the chain is Markov', async () => {
    const { stdout } = await kraus('inspect', 'two.kraus', 'First');
    expect(stdout).toContain('forward WalkStep for 6 steps, measured\n');
    expect(stdout).toMatch(/\n +0 +2 bits/);
    const coherent = await kraus('inspect', 'two.kraus', 'Second', '--set', 'omega=0.3', '--json');
    const { forward } = JSON.parse(coherent.stdout) as { forward: { markov: boolean; information: number[] }[] };
    expect(forward[0]?.markov).toBe(false);
    expect(forward[0]?.information).toHaveLength(4);
  });

  it('lowers to the specification with the parameters of --set', async () => {
    const { stdout } = await kraus('lower', 'two.kraus', '--set', 'omega=0.25', '--json');
    const { models } = JSON.parse(stdout) as { models: { name: string; parameters: unknown }[] };
    expect(models.map(({ name, parameters }) => [name, parameters])).toEqual([
      ['First', { omega: 0.25 }],
      ['Second', { omega: 0.25 }],
    ]);
  });

  it('asks which model is meant where there are several, and how to train where nothing says', async () => {
    const which = await kraus('train', 'two.kraus');
    expect(which.exitCode).toBe(ExitCode.Usage);
    expect(which.stderr).toContain('several models: First, Second');
    const how = await kraus('train', 'two.kraus', 'First');
    expect(how.exitCode).toBe(ExitCode.Usage);
    expect(how.stderr).toContain('add e.g. train First');
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});

describe('kraus list', () => {
  it('shows one component with the range and default of each option', async () => {
    const { stdout } = await kraus('list', 'levels');
    expect(stdout).toMatch(/count +int 2 … 256 +default 8/);
  });

  it('names what was probably meant', async () => {
    const { exitCode, stderr } = await kraus('list', 'unnet');
    expect(exitCode).toBe(ExitCode.Usage);
    expect(stderr).toContain("Did you mean 'unet'?");
  });

  it.each([
    [{ kind: 'real', above: 0 }, 'real above 0'],
    [{ kind: 'real', above: 0, max: 1 }, 'real above 0 … 1'],
    [{ kind: 'int', min: 1 }, 'int from 1'],
    [{ kind: 'int', max: 5 }, 'int up to 5'],
    [{ kind: 'list', of: { kind: 'string', oneOf: ['a', 'b'] } }, 'list of "a" | "b"'],
  ] as const)('%j reads %s', (type, text) => {
    expect(describeOptionType(type)).toBe(text);
  });
});

describe('kraus data', () => {
  it('describes the data set of a script and draws a sheet of it', async () => {
    writeFileSync(join(folder, 'two.kraus'), TWO_MODELS);
    const { exitCode, stdout } = await kraus(
      'data',
      'show',
      'two.kraus',
      '--model',
      'First',
      '--out',
      'sheet.png',
      '--json',
    );
    expect(exitCode).toBe(ExitCode.Ok);
    const [summary] = stdout
      .split('\n')
      .map((line) => (line === '' ? {} : (JSON.parse(line) as Record<string, unknown>)));
    expect(summary).toMatchObject({ name: 'Shapes', shape: [8, 8, 1], counts: { train: 20, test: 10 } });
    expect([...readFileSync(join(folder, 'sheet.png')).subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
  });

  it('lists published sets with the checksum of every file', async () => {
    const { stdout } = await kraus('data', 'list', '--json');
    const sets = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { source: string; files: { checksum: string }[] });
    expect(sets[0]?.source).toBe('mnist');
    for (const { files } of sets)
      for (const { checksum } of files) expect(checksum).toMatch(/^(sha256:[0-9a-f]{64}|md5:[0-9a-f]{32})$/);
  });

  it('takes an unknown set for a slip of the command line', async () => {
    const { exitCode, stderr } = await kraus('data', 'pull', 'minst');
    expect(exitCode).toBe(ExitCode.Usage);
    expect(stderr).toContain("'mnist'");
  });
});

describe('kraus doctor', () => {
  it('says which engine runs and why', async () => {
    const { exitCode, stdout } = await kraus('doctor', '--backend', 'js', '--json');
    expect(exitCode).toBe(ExitCode.Ok);
    expect(JSON.parse(stdout)).toMatchObject({ node: process.version, engine: { backend: 'js', threads: 1 } });
  });
});
