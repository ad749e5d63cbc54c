import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KrausError, suggestion } from '@kraus/core';
import type { PublishedFile } from './download.js';
import { findOrDownload, searchedDirs } from './find-file.js';
import type { LoadOptions } from './image-dataset.js';
import { FASHION, MEDMNIST, MNIST } from './published.js';

/** A file of a published set, and where it is on this machine. */
export interface PublishedFileStatus {
  /** Below a data folder: `mnist/train-images-idx3-ubyte.gz`. */
  readonly path: string;
  readonly address: string;
  readonly bytes?: number;
  /** `sha256:…` or, where nothing better is published, `md5:…`. */
  readonly checksum: string;
  /** The first file of this name in the data folders or the cache. Its checksum is verified when it is read. */
  readonly foundAt?: string;
}

/** A published set: `mnist`, `fashion`, `medmnist/blood`, … */
export interface PublishedSetStatus {
  readonly name: string;
  readonly classes: readonly string[];
  readonly files: readonly PublishedFileStatus[];
}

function publishedSets(): { name: string; classes: readonly string[]; files: readonly PublishedFile[] }[] {
  const idx = (name: string, set: typeof MNIST) => ({
    name,
    classes: set.classes,
    files: [set.trainImages, set.trainLabels, set.testImages, set.testLabels],
  });
  const med = Object.entries(MEDMNIST).map(([name, set]) => ({
    name: `medmnist/${name}`,
    classes: set.classes,
    files: [set.file],
  }));
  return [idx('mnist', MNIST), idx('fashion', FASHION), ...med];
}

/** The sets that can be downloaded, with what is already here. */
export async function listPublishedSets(options: LoadOptions = {}): Promise<PublishedSetStatus[]> {
  const { dirs, cacheDir } = searchedDirs(options);
  const statusOf = async ({ path, address, bytes, checksum }: PublishedFile): Promise<PublishedFileStatus> => {
    const places = [...dirs, cacheDir].map((dir) => join(dir, path));
    const there = await Promise.all(
      places.map((place) =>
        stat(place).then(
          (s) => s.isFile(),
          () => false,
        ),
      ),
    );
    const foundAt = places.find((_, i) => there[i]);
    return {
      path,
      address,
      checksum: `${checksum.algorithm}:${checksum.hex}`,
      ...(bytes === undefined ? {} : { bytes }),
      ...(foundAt === undefined ? {} : { foundAt }),
    };
  };
  return Promise.all(
    publishedSets().map(async ({ files, ...set }) => ({ ...set, files: await Promise.all(files.map(statusOf)) })),
  );
}

/**
 * Makes sure that every file of a published set is here with the right checksum, downloading what is missing into the
 * cache. Resolves to the paths.
 *
 * @param name as in {@link listPublishedSets}
 * @throws KrausError `data/no-such-set`, `data/wrong-checksum`, `data/download-failed`, `data/offline`
 */
export async function pullPublishedSet(name: string, options: LoadOptions = {}): Promise<string[]> {
  const sets = publishedSets();
  const set = sets.find((candidate) => candidate.name === name);
  if (set === undefined) {
    const known = sets.map((candidate) => candidate.name);
    throw new KrausError('data/no-such-set', `there is no published set '${name}'.${suggestion(name, known)}`);
  }
  const paths: string[] = [];
  for (const file of set.files) paths.push((await findOrDownload(file, options)).path);
  return paths;
}
