import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { KrausError } from '@kraus/core';
import { byHand, downloadFile, type PublishedFile } from './download.js';
import { dataDirsOf, defaultCacheDir } from './folders.js';
import type { LoadOptions } from './image-dataset.js';

/** A file in memory with what provenance records of it. */
export interface FoundFile {
  /** Base name. */
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Reads a file; `undefined` if there is none. Other failures (permission, a folder) are errors. */
export async function readIfThere(path: string, signal?: AbortSignal): Promise<FoundFile | undefined> {
  try {
    const bytes = await readFile(path, signal === undefined ? {} : { signal });
    return { name: basename(path), path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new KrausError(
      'data/unreadable',
      `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
}

/** The folders that are searched, in order: the caller's, `KRAUS_DATA`, then (last) the cache. */
export function searchedDirs(options: LoadOptions): { dirs: string[]; cacheDir: string } {
  return { dirs: [...(options.dataDirs ?? []), ...dataDirsOf()], cacheDir: options.cacheDir ?? defaultCacheDir() };
}

/**
 * Finds a published file in the data folders, then in the cache, else downloads it into the cache. `KRAUS_OFFLINE=1`
 * forbids the download.
 *
 * @throws KrausError `data/wrong-checksum` if a data folder has other bytes under this name; `data/download-failed`
 */
export async function findOrDownload(file: PublishedFile, options: LoadOptions): Promise<FoundFile> {
  const { dirs, cacheDir } = searchedDirs(options);
  for (const dir of dirs) {
    const found = await readIfThere(join(dir, file.path), options.signal);
    if (found === undefined) continue;
    const given = checksumOf(found, file);
    if (given !== file.checksum.hex) {
      throw new KrausError(
        'data/wrong-checksum',
        `${found.path} has ${file.checksum.algorithm} ${given}, but the published file has ${file.checksum.hex}. ` +
          'It is damaged or another file: replace it, or read it under its own name with idx or npz.',
      );
    }
    options.onProgress?.({ kind: 'read', file: found.name });
    return found;
  }
  const cached = join(cacheDir, file.path);
  const found = await readIfThere(cached, options.signal);
  // A cached file with other bytes is ours and stale or damaged: it is downloaded again.
  if (found !== undefined && checksumOf(found, file) === file.checksum.hex) {
    options.onProgress?.({ kind: 'read', file: found.name });
    return found;
  }
  const forbidden = options.offline === true ? 'nothing is downloaded here' : 'KRAUS_OFFLINE=1 forbids a download';
  if (options.offline === true || process.env.KRAUS_OFFLINE === '1') {
    throw new KrausError(
      'data/offline',
      `${file.path} is in none of ${[...dirs, cacheDir].join(', ')}, and ${forbidden}. ${byHand(file, cached)}`,
    );
  }
  const name = basename(file.path);
  await downloadFile(file, cached, {
    signal: options.signal,
    onProgress: (received, total) =>
      options.onProgress?.({ kind: 'download', file: name, received, ...(total === undefined ? {} : { total }) }),
  });
  const downloaded = await readIfThere(cached, options.signal);
  if (downloaded === undefined)
    throw new KrausError('data/unreadable', `${cached} vanished after its download; try again.`);
  return downloaded;
}

function checksumOf(found: FoundFile, file: PublishedFile): string {
  if (file.checksum.algorithm === 'sha256') return found.sha256;
  return createHash(file.checksum.algorithm).update(found.bytes).digest('hex');
}
