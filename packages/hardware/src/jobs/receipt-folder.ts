import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KrausError, suggestion } from '@kraus/core';
import { RECEIPT_VERSION, type Receipt } from './receipt.js';

/** Receipts as JSON files in a folder. Every write is whole: beside its place, flushed, renamed. */
export class ReceiptFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(receipt: Receipt): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const place = this.#file(receipt.receipt);
    const beside = `${place}.${process.pid}.new`;
    const file = await open(beside, 'w');
    try {
      await file.writeFile(`${JSON.stringify(receipt, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, place);
  }

  /** @throws KrausError `hardware/no-such-job`, `hardware/bad-receipt` */
  async read(name: string): Promise<Receipt> {
    let text: string;
    try {
      text = await readFile(this.#file(name), 'utf8');
    } catch {
      const names = await this.names();
      throw new KrausError(
        'hardware/no-such-job',
        `There is no job '${name}' here.${suggestion(name, names)} \`kraus jobs list\` shows them.`,
      );
    }
    const receipt = JSON.parse(text) as Receipt;
    if (receipt.version === RECEIPT_VERSION) return receipt;
    throw new KrausError(
      'hardware/bad-receipt',
      `Job ${name} was written by another version of Kraus (${receipt.version}).`,
    );
  }

  /** Oldest first. */
  async names(): Promise<readonly string[]> {
    const files = await readdir(this.#folder).catch(() => []);
    return files
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -5))
      .sort();
  }

  /**
   * Runs `work` while no other process works on the receipt.
   * @throws KrausError `hardware/job-in-use`
   */
  async locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true });
    const lock = join(this.#folder, `${name}.lock`);
    for (;;) {
      try {
        const file = await open(lock, 'wx');
        await file.writeFile(String(process.pid));
        await file.close();
        break;
      } catch (error) {
        if ((error as { code?: string }).code !== 'EEXIST') throw error;
        const owner = Number(await readFile(lock, 'utf8').catch(() => '0'));
        if (owner !== process.pid && isAlive(owner)) {
          throw new KrausError(
            'hardware/job-in-use',
            `Job ${name} is being worked on by another kraus (process ${owner}); wait for it.`,
          );
        }
        await rm(lock, { force: true });
      }
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }

  #file(name: string): string {
    if (!/^[\w-]+$/.test(name)) throw new KrausError('hardware/no-such-job', `'${name}' is not the name of a job.`);
    return join(this.#folder, `${name}.json`);
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
