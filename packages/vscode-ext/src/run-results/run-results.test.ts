import { describe, expect, it, vi } from 'vitest';

// The editor gives this module; nothing of it is called here.
vi.mock('vscode', () => ({}));

import { readResult } from './read-result.js';
import { csvOf } from './result-panel.js';
import { fromResultPage } from './schema.js';

const run = {
  kind: 'run',
  name: 'Bell',
  probabilities: { '00': 0.5, '01': 0, '11': 0.5 },
  counts: null,
  expectation: null,
  observables: [],
  shots: null,
  seed: 0,
  engine: 'state-vector',
};

describe('readResult', () => {
  it('reads exact probabilities and expectation values', () => {
    const result = readResult({ ...run, expectation: [0.25], observables: ['Z q[0]'] });
    expect(result).toMatchObject({ heading: 'Bell', facts: 'exact, state vector', shots: undefined });
    expect(result?.outcomes.map(({ name, share }) => [name, share])).toEqual([
      ['00', 0.5],
      ['01', 0],
      ['11', 0.5],
    ]);
    expect(result?.expectations).toEqual([{ of: 'Z q[0]', value: 0.25, error: undefined }]);
  });

  it('reads counts with the binomial standard error', () => {
    const result = readResult({ ...run, counts: { '11': 300, '00': 100 }, shots: 400 });
    expect(result?.outcomes.map(({ name, count, share }) => [name, count, share])).toEqual([
      ['00', 100, 0.25],
      ['11', 300, 0.75],
    ]);
    // √(0.25 · 0.75 / 400)
    expect(result?.outcomes[0]?.error).toBeCloseTo(0.0216506, 6);
  });

  it('reads what devices and jobs counted', () => {
    const device = {
      kind: 'device-run',
      name: 'Bell',
      backend: 'ibm_fez',
      calibrated: '2026-08-01',
      counts: { '0': 3, '1': 1 },
    };
    expect(readResult(device)).toMatchObject({
      heading: 'Bell on ibm_fez',
      shots: 4,
      facts: '4 shots, calibrated 2026-08-01',
    });
    const job = {
      event: 'result',
      job: 'x',
      backend: 'ibm_fez',
      circuits: [{ name: 'Bell', counts: { '0': 4 }, shots: 4 }],
    };
    expect(readResult(job)).toMatchObject({ heading: 'Bell on ibm_fez', shots: 4 });
    for (const other of [{}, { event: 'result' }, { event: 'result', circuits: [] }])
      expect(readResult(other)).toBeUndefined();
  });
});

describe('csvOf', () => {
  it('writes the outcomes asked for, in their order', () => {
    const result = readResult({ ...run, counts: { '11': 3, '00': 1 }, shots: 4 });
    if (result === undefined) throw new Error('No result.');
    const lines = csvOf(result, ['11', '00', '10']).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '# Bell, 4 shots, seed 0, state vector',
      'outcome,count,share,error',
      expect.stringMatching(/^"11",3,0\.75,0\.2165/),
    ]);
    expect(lines).toHaveLength(5);
  });
});

describe('fromResultPage', () => {
  it('takes its two messages and nothing else', () => {
    expect(fromResultPage({ kind: 'ready', x: 1 })).toEqual({ kind: 'ready' });
    expect(fromResultPage({ kind: 'export', outcomes: ['0'] })).toEqual({ kind: 'export', outcomes: ['0'] });
    for (const given of [null, 'ready', {}, { kind: 'export' }, { kind: 'export', outcomes: [1] }])
      expect(fromResultPage(given)).toBeUndefined();
  });
});
