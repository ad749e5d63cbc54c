import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { KrausError } from '@kraus/core';
import { isMissing } from './atomic-file.js';

const LOCK = 'train.lock';

/** The process that holds a run folder. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When that process started, in clock ticks since boot, where the system tells: tells a reused pid apart. */
  readonly started: string;
}

/** Keeps a run folder to one trainer. */
export class RunLock {
  private constructor(private readonly file: string) {}

  /**
   * Takes the folder. A lock whose process is gone (killed) is taken over.
   *
   * @throws KrausError `runs/locked` if another living process trains there
   */
  static async acquire(runDir: string): Promise<RunLock> {
    await mkdir(runDir, { recursive: true });
    const file = path.join(runDir, LOCK);
    const holder: Holder = { pid: process.pid, host: hostname(), started: await startTime(process.pid) };
    // A link appears with its content, at once or not at all: no reader sees a lock half written.
    const own = path.join(runDir, `.${LOCK}.${randomBytes(6).toString('hex')}.partial`);
    const handle = await open(own, 'wx');
    await handle.writeFile(JSON.stringify(holder));
    await handle.close();
    try {
      for (let attempt = 0; attempt < 5; attempt++) {
        if (await linked(own, file)) return new RunLock(file);
        const text = await readText(file);
        if (text === undefined) continue;
        const other = parseHolder(text);
        if (other !== undefined && (await alive(other))) {
          throw new KrausError(
            'runs/locked',
            `The run folder ${runDir} is in use by process ${other.pid} on ${other.host}; ` +
              `wait for it to end, or stop it. If no such process exists, delete ${file}.`,
          );
        }
        await discard(file, text, `${own}.stale`);
      }
    } finally {
      await rm(own, { force: true });
    }
    throw new KrausError(
      'runs/locked',
      `The run folder ${runDir} could not be locked: another process keeps taking it.`,
    );
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

/** The process that trains in a run folder now; undefined if none does, or it was killed. */
export async function holderOf(runDir: string): Promise<Holder | undefined> {
  const text = await readText(path.join(runDir, LOCK));
  const holder = text === undefined ? undefined : parseHolder(text);
  return holder !== undefined && (await alive(holder)) ? holder : undefined;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Undefined for a lock that says nothing. */
function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, host, started } = value as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, started: started ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the lock that was read as `text`; another one that took its place meanwhile is put back. */
async function discard(file: string, text: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if ((await readText(aside)) !== text) await linked(aside, file);
  await rm(aside, { force: true });
}

/** Whether the holder may still run. A holder on another machine counts as alive: nobody here can tell. */
async function alive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return holder.started === (await startTime(holder.pid));
}

/** Field 22 of /proc/PID/stat; empty where there is no such file. */
async function startTime(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
