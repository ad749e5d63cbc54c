import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimRunFolder, isRunFolder, newestRun, releaseRunFolder } from './index.js';

let folder = '';
let script = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kraus-runs-'));
  script = join(folder, 'walk.kraus');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeRun(name: string): string {
  const path = join(folder, 'runs', name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'run.json'), '{}');
  return path;
}

describe('run folders', () => {
  it('are numbered from 1, after the highest there is', () => {
    expect(claimRunFolder(script, 'Walk')).toBe(join(folder, 'runs', 'Walk-1'));
    makeRun('Walk-9');
    makeRun('Walk-wide-20');
    expect(claimRunFolder(script, 'Walk')).toBe(join(folder, 'runs', 'Walk-10'));
  });

  it('are claimed: two starts never share one', () => {
    const claimed = new Set(Array.from({ length: 5 }, () => claimRunFolder(script, 'Walk')));
    expect(claimed.size).toBe(5);
  });

  it('the newest is the highest number that holds a run, by number and not by letter', () => {
    expect(newestRun(script, 'Walk')).toBeUndefined();
    makeRun('Walk-2');
    const tenth = makeRun('Walk-10');
    mkdirSync(join(folder, 'runs', 'Walk-11'));
    makeRun('Walker-12');
    expect(newestRun(script, 'Walk')).toBe(tenth);
  });

  it('a claimed folder is released only while it is empty', () => {
    const empty = claimRunFolder(script, 'Walk');
    const used = makeRun('Walk-2');
    releaseRunFolder(empty);
    releaseRunFolder(used);
    expect(readdirSync(join(folder, 'runs'))).toEqual(['Walk-2']);
    expect(isRunFolder(used)).toBe(true);
  });
});
