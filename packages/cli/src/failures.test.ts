import { KrausError } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { ExitCode } from './exit-codes.js';
import { exitCodeOf, reportFailure, ScriptErrors, usageError } from './failures.js';
import { createOutput } from './terminal/index.js';
import { recordedContext } from './testing/index.js';

const span = { file: 'a.kraus', line: 3, column: 5, offset: 20, length: 4 };

function report(error: unknown, options: { json?: boolean; debug?: boolean } = {}) {
  const { context, texts } = recordedContext();
  const output = createOutput(context, { json: options.json === true });
  return { exitCode: reportFailure(error, output, options.debug === true), ...texts };
}

describe('failures', () => {
  it.each([
    [new KrausError('lang/x', 'm'), ExitCode.Script],
    [new KrausError('core/x', 'm', { span }), ExitCode.Script],
    [new KrausError('data/x', 'm'), ExitCode.Data],
    [new KrausError('data/x', 'm', { span }), ExitCode.Data],
    [new KrausError('data/wrong-option', 'm', { span }), ExitCode.Script],
    [new KrausError('runs/x', 'm'), ExitCode.Run],
    [new KrausError('models/not-finite', 'm'), ExitCode.Failed],
    [new KrausError('metrics/too-few-samples', 'm'), ExitCode.Failed],
    [new KrausError('metrics/lenet-weights', 'm'), ExitCode.Data],
    [new KrausError('models/no-node-backend', 'm'), ExitCode.Usage],
    [new KrausError('data/aborted', 'm'), ExitCode.Stopped],
    [new DOMException('m', 'AbortError'), ExitCode.Stopped],
    [usageError('x', 'm'), ExitCode.Usage],
    [new ScriptErrors(), ExitCode.Script],
    [Object.assign(new Error('m'), { code: 'ENOSPC' }), ExitCode.Failed],
    [new TypeError('m'), ExitCode.Internal],
    ['a string', ExitCode.Internal],
  ])('%s has exit code %i', (error, exitCode) => {
    expect(exitCodeOf(error)).toBe(exitCode);
  });

  it('prints one sentence with the code, and the place in the script', () => {
    expect(report(new KrausError('core/wrong', 'omega = 1.4 is not a probability (0 … 1).', { span })).stderr).toBe(
      'error: a.kraus:3:5: omega = 1.4 is not a probability (0 … 1). [core/wrong]\n',
    );
  });

  it('shows the stack, with its causes, only on request', () => {
    const error = new TypeError('x is not a function', { cause: new Error('the deeper cause') });
    expect(report(error).stderr).not.toContain('    at ');
    expect(report(error).stderr).toContain('Please report it');
    expect(report(error, { debug: true }).stderr).toContain('    at ');
    expect(report(error, { debug: true }).stderr).toContain('the deeper cause');
  });

  it('names the file of an error of the operating system', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/data/x.npz' });
    expect(report(error).stderr).toBe('error: /data/x.npz may not be read or written by this user. [cli/system]\n');
  });

  it('is an event for machines', () => {
    const { stdout } = report(new KrausError('runs/locked', 'm'), { json: true });
    expect(JSON.parse(stdout)).toEqual({ event: 'error', code: 'runs/locked', message: 'm', exitCode: ExitCode.Run });
  });
});
