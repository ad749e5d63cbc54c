import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment, type Kraus } from '../processes/index.js';
import { TrainingLog } from './training-log.js';

/** What a training was started with, as it stands in its `training.json`. */
export interface TrainingRecord {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly pid: number;
  /** Known once training has begun. */
  readonly runDir?: string | undefined;
}

const RECORD = 'training.json';
const EVENTS = 'events.jsonl';
const TEXT = 'stderr.txt';
/** What a training said is kept for so long. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * A `kraus train` in a process of its own that outlives the editor's window: what it says goes into files of `folder`, where a later
 * window finds it.
 */
export class Training {
  readonly #folder: string;
  #record: TrainingRecord;

  private constructor(folder: string, record: TrainingRecord) {
    this.#folder = folder;
    this.#record = record;
  }

  /** Starts `kraus ARGV --json`; its files go into a new folder of `storage`. */
  static async start(kraus: Kraus, storage: string, work: { argv: readonly string[]; cwd: string }): Promise<Training> {
    const folder = join(storage, randomUUID());
    await mkdir(folder, { recursive: true });
    const files = [openSync(join(folder, EVENTS), 'a'), openSync(join(folder, TEXT), 'a')] as const;
    try {
      const child = spawn(kraus.program, [...kraus.argv, ...work.argv, '--json'], {
        cwd: work.cwd,
        env: childEnvironment(kraus),
        detached: true,
        windowsHide: true,
        stdio: ['ignore', ...files],
      });
      const pid = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('spawn', () => resolve(child.pid as number));
      });
      child.unref();
      const training = new Training(folder, { ...work, pid });
      await training.#write();
      return training;
    } finally {
      for (const file of files) closeSync(file);
    }
  }

  /** All that `storage` holds; those long over are deleted. */
  static async all(storage: string): Promise<readonly Training[]> {
    const names = await readdir(storage).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const folder = join(storage, name);
        try {
          const record = JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as TrainingRecord;
          const { mtimeMs } = await stat(join(folder, EVENTS));
          if (Date.now() - mtimeMs < KEPT_MS) return new Training(folder, record);
        } catch {
          // Half written, or of another version.
        }
        await rm(folder, { recursive: true, force: true });
        return undefined;
      }),
    );
    return found.filter((training) => training !== undefined);
  }

  get runDir(): string | undefined {
    return this.#record.runDir;
  }

  async begun(runDir: string): Promise<void> {
    this.#record = { ...this.#record, runDir };
    await this.#write();
  }

  /** Whether the process is there. */
  get alive(): boolean {
    try {
      process.kill(this.#record.pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  /** Asks it to save and end, as Ctrl-C does. */
  stop(): void {
    if (this.alive) process.kill(this.#record.pid, 'SIGINT');
  }

  log(): TrainingLog {
    return new TrainingLog(join(this.#folder, EVENTS));
  }

  /** What it said on standard error. */
  async text(): Promise<string> {
    return await readFile(join(this.#folder, TEXT), 'utf8').catch(() => '');
  }

  async #write(): Promise<void> {
    const file = join(this.#folder, RECORD);
    await writeFile(`${file}.partial`, JSON.stringify(this.#record));
    await rename(`${file}.partial`, file);
  }
}
