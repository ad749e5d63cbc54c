import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedContext } from '../testing/index.js';
import {
  createOutput,
  createProgress,
  formatBytes,
  formatDuration,
  formatNumber,
  formatProgress,
  formatTable,
  jsonLine,
  visibleWidth,
  wrapText,
} from './index.js';

const ESCAPE = String.fromCharCode(27);

describe('formats', () => {
  it.each([
    [0.4, '0 s'],
    [59.6, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.7, '1 h 00 min'],
    [4800, '1 h 20 min'],
    [Number.NaN, '?'],
    [-1, '?'],
  ])('duration %d is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_960, '1.0 MB'],
    [11_490_434, '11.5 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.123456, '0.1235'],
    [412, '412'],
    [1.23456e-5, '1.23e-5'],
    [0.5, '0.5'],
    [Number.NaN, 'NaN'],
  ])('number %d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('pads columns by what is seen, not by colour escapes', () => {
    const red = `${ESCAPE}[31mab${ESCAPE}[39m`;
    expect(visibleWidth(red)).toBe(2);
    expect(
      formatTable([
        [red, 'x'],
        ['abc', 'y'],
      ]),
    ).toBe(`${red}   x\nabc  y`);
  });

  it('wraps text at words and keeps every word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 30 }), (words) => {
        const wrapped = wrapText(words.join(' '), 20, '  ');
        expect(wrapped.split(/\s+/).filter((word) => word !== '')).toEqual(words);
        for (const line of wrapped.split('\n')) expect(line.length).toBeLessThanOrEqual(20);
      }),
    );
  });
});

describe('jsonLine', () => {
  it('is one line, keeps typed arrays as arrays and says NaN in words', () => {
    const line = jsonLine({
      text: 'a\nb',
      data: new Float64Array([1, 0.5]),
      bad: [Number.NaN, -Number.POSITIVE_INFINITY],
    });
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({ text: 'a\nb', data: [1, 0.5], bad: ['NaN', '-Infinity'] });
  });
});

describe('createOutput', () => {
  it('with --json gives standard output to JSON alone', () => {
    const { context, texts } = recordedContext();
    const output = createOutput(context, { json: true });
    output.result('a table');
    output.note('a remark');
    output.event({ event: 'x' });
    expect(texts).toEqual({ stdout: '{"event":"x"}\n', stderr: 'a table\na remark\n' });
  });

  it('without --json writes no events; --quiet drops remarks but not warnings', () => {
    const { context, texts } = recordedContext();
    const output = createOutput(context, { quiet: true });
    output.result('a table');
    output.note('a remark');
    output.warn('a warning');
    output.event({ event: 'x' });
    expect(texts).toEqual({ stdout: 'a table\n', stderr: 'a warning\n' });
  });

  it.each([
    [{ tty: true }, true],
    [{ tty: false }, false],
    [{ tty: true, environment: { NO_COLOR: '1' } }, false],
    [{ tty: true, environment: { TERM: 'dumb' } }, false],
    [{ tty: false, environment: { FORCE_COLOR: '1' } }, true],
    [{ tty: true, environment: { FORCE_COLOR: '1', NO_COLOR: '1' } }, false],
  ])('colour with %j: %s', (options, coloured) => {
    const { red } = createOutput(recordedContext(options).context).colours;
    expect(red('x') !== 'x').toBe(coloured);
  });
});

describe('progress', () => {
  const state = { done: 50, total: 200, unit: 'step', rate: 8.123, secondsLeft: 90, figures: ['loss 0.5'] };

  it('says how far, how fast, how long', () => {
    expect(formatProgress('train', state, 200, false)).toBe(
      'train   25 %  50/200 steps  loss 0.5  8.12 steps/s  1 min 30 s left',
    );
  });

  it('draws a bar to scale where there is room, and never wraps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 200 }), fc.integer({ min: 0, max: 200 }), (columns, done) => {
        const line = formatProgress('train', { ...state, done }, columns, true);
        expect(line).not.toContain('\n');
        expect([...line].length).toBeLessThan(columns);
        const bar = /([━─]+)/.exec(line)?.[1];
        if (bar !== undefined) {
          const filled = [...bar].filter((c) => c === '━').length;
          expect(Math.abs(filled / bar.length - done / 200)).toBeLessThanOrEqual(0.5 / bar.length + 1e-9);
        }
      }),
    );
  });

  it('redraws one line on a terminal, not more often than the eye sees, and always at the end', () => {
    const { context, texts } = recordedContext({ tty: true, columns: 80, environment: { NO_COLOR: '1' } });
    let time = 0;
    const progress = createProgress(createOutput(context), 'train', () => time);
    for (let done = 1; done <= 100; done++) {
      time += 1;
      progress.update({ done, total: 100, unit: 'step' });
    }
    progress.finish();
    const draws = texts.stderr.split('\r').length - 1;
    expect(draws).toBe(4); // at 1 ms, at 81 ms, at the end, and to take the line away
    expect(texts.stderr.endsWith(`100/100 steps\r${ESCAPE}[K`)).toBe(true);
  });

  it('writes plain lines elsewhere, one every ten seconds, without control characters', () => {
    const { context, texts } = recordedContext();
    let time = 0;
    const progress = createProgress(createOutput(context), 'train', () => time);
    for (let done = 1; done <= 100; done++) {
      time += 1000;
      progress.update({ done, total: 100, unit: 'step' });
    }
    progress.finish();
    const lines = texts.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('100/100 steps');
    expect(texts.stderr).not.toContain(ESCAPE);
    expect(texts.stderr).not.toContain('\r');
  });

  it('says nothing elsewhere of work that is soon done', () => {
    const { context, texts } = recordedContext();
    const progress = createProgress(createOutput(context), 'train', () => 0);
    for (let done = 1; done <= 100; done++) progress.update({ done, total: 100, unit: 'step' });
    progress.finish();
    expect(texts.stderr).toBe('');
  });

  it('keeps a remark above the bar', () => {
    const { context, texts } = recordedContext({ tty: true, columns: 80 });
    const progress = createProgress(createOutput(context), 'train', () => 0);
    progress.update({ done: 1, total: 2, unit: 'step' });
    progress.line('validation 0.5');
    expect(
      texts.stderr.endsWith(
        `\r${ESCAPE}[Kvalidation 0.5\n\r${ESCAPE}[K${formatProgress('train', { done: 1, total: 2, unit: 'step' }, 80, true)}`,
      ),
    ).toBe(true);
  });
});
