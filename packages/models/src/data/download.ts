import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { KrausError } from '@kraus/core';

/** A file at a published address with the checksum that was published for it. */
export interface PublishedFile {
  /** Folder and name below a data folder, with forward slashes: `mnist/train-images-idx3-ubyte.gz`. */
  readonly path: string;
  readonly address: string;
  readonly bytes?: number;
  readonly checksum: Checksum;
}

/** `md5` only where the publisher gives nothing better. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'md5';
  readonly hex: string;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((received: number, total: number | undefined) => void) | undefined;
  /** Milliseconds without a byte after which the download is given up. */
  readonly idleTimeout?: number | undefined;
}

/**
 * Downloads `file` to `target`: into a temporary file beside it, checked against the published checksum, then moved into
 * place, so that `target` is either absent or whole.
 *
 * @throws KrausError `data/download-failed`, `data/wrong-checksum`; the signal's reason when aborted
 */
export async function downloadFile(file: PublishedFile, target: string, options: DownloadOptions = {}): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const partial = `${target}.${randomBytes(6).toString('hex')}.part`;
  try {
    const found = await receive(file, partial, options);
    if (found !== file.checksum.hex) {
      throw new KrausError(
        'data/wrong-checksum',
        `${file.address} gave a file with ${file.checksum.algorithm} ${found}, but ${file.checksum.hex} is expected. ${byHand(file, target)}`,
      );
    }
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

async function receive(file: PublishedFile, partial: string, options: DownloadOptions): Promise<string> {
  const idle = new AbortController();
  const idleTimeout = options.idleTimeout ?? 60_000;
  const giveUp = () => idle.abort(new Error(`nothing was received for ${idleTimeout / 1000} seconds`));
  let timer = setTimeout(giveUp, idleTimeout);
  const signal = options.signal === undefined ? idle.signal : AbortSignal.any([options.signal, idle.signal]);
  const handle = await open(partial, 'wx');
  try {
    const response = await fetch(file.address, { signal, redirect: 'follow' });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    }
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const total = file.bytes ?? (Number.isFinite(length) ? length : undefined);
    const hash = createHash(file.checksum.algorithm);
    let received = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, idleTimeout);
      received += chunk.byteLength;
      if (file.bytes !== undefined && received > file.bytes)
        throw new Error(`more than the expected ${file.bytes} bytes came`);
      hash.update(chunk);
      await handle.writeFile(chunk);
      options.onProgress?.(received, total);
    }
    await handle.sync();
    return hash.digest('hex');
  } catch (cause) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    throw new KrausError(
      'data/download-failed',
      `${file.address} could not be downloaded: ${reason(cause)}. ${byHand(file, partial.replace(/\.[0-9a-f]+\.part$/, ''))}`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
    await handle.close();
  }
}

/** What to do when the file cannot be had over the network. */
export function byHand(file: PublishedFile, target: string): string {
  return (
    `To place it by hand, get ${basename(file.path)} (${file.checksum.algorithm} ${file.checksum.hex}) from ${file.address} ` +
    `and save it as ${target}, or as ${file.path} in a folder named by KRAUS_DATA.`
  );
}

/** The innermost cause, which is where Node's fetch says what happened (`connect ECONNREFUSED 127.0.0.1:9`). */
function reason(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) inner = inner.errors[0];
  return inner instanceof Error ? inner.message : String(inner);
}
