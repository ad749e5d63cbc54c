import { open } from 'node:fs/promises';
import { type KrausEvent, krausEvent } from '../processes/index.js';

/** Read at once; a log of many hours is read from its end. */
const MOST_BYTES = 4_000_000;

/** Follows a growing file of `--json` lines. */
export class TrainingLog {
  readonly #file: string;
  #offset = 0;
  #rest = '';
  #reading: Promise<readonly KrausEvent[]> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** The events since the last call; a line that is not whole yet comes with a later one. */
  async news(): Promise<readonly KrausEvent[]> {
    // One reader at a time: two would read the same bytes.
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return await this.#reading;
  }

  async #read(): Promise<readonly KrausEvent[]> {
    const handle = await open(this.#file, 'r').catch(() => undefined);
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      if (size - this.#offset > MOST_BYTES) {
        this.#offset = size - MOST_BYTES;
        this.#rest = '';
      }
      const { bytesRead, buffer } = await handle.read(
        Buffer.alloc(Math.max(0, size - this.#offset)),
        0,
        null,
        this.#offset,
      );
      this.#offset += bytesRead;
      const lines = (this.#rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      return lines.map(krausEvent).filter((event) => event !== undefined);
    } finally {
      await handle.close();
    }
  }
}
