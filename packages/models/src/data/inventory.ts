import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KrausError, suggestion } from '@kraus/core';
import type { PublishedFile } from './download.js';
import { findOrDownload, searchedDirs } from './find-file.js';
import type { LoadOptions } from './image-dataset.js';
import { FASHION, MEDMNIST, MNIST, type PublishedIdx } from './published.js';

/** A file of a published set, and where it lies on this machine. */
export interface InventoryFile {
  /** Below a data folder: `mnist/train-images-idx3-ubyte.gz`. */
  readonly path: string;
  readonly address: string;
  readonly bytes?: number;
  /** `sha256:…` or, where nothing better is published, `md5:…`. */
  readonly checksum: string;
  /** The first file of this name in the data folders or the cache. Its checksum is verified when it is read. */
  readonly place?: string;
}

/** A published set. */
export interface InventorySet {
  /** The catalogue's source: `mnist`, `fashion`, `medmnist`. */
  readonly source: string;
  /** Which set of the source, where it has several: `blood`, … */
  readonly name?: string;
  readonly classes: readonly string[];
  readonly files: readonly InventoryFile[];
}

interface PublishedSet {
  readonly source: string;
  readonly name?: string;
  readonly classes: readonly string[];
  readonly files: readonly PublishedFile[];
}

function publishedSets(): PublishedSet[] {
  const idx = (source: string, set: PublishedIdx): PublishedSet => ({
    source,
    classes: set.classes,
    files: [set.trainImages, set.trainLabels, set.testImages, set.testLabels],
  });
  const med = Object.entries(MEDMNIST).map(([name, { classes, file }]) => ({
    source: 'medmnist',
    name,
    classes,
    files: [file],
  }));
  return [idx('mnist', MNIST), idx('fashion', FASHION), ...med];
}

/** The published sets, with what of them is already here. No file is read. */
export async function datasetInventory(options: LoadOptions = {}): Promise<InventorySet[]> {
  const { dirs, cacheDir } = searchedDirs(options);
  const describe = async ({ path, address, bytes, checksum }: PublishedFile): Promise<InventoryFile> => {
    const places = [...dirs, cacheDir].map((dir) => join(dir, path));
    const there = await Promise.all(places.map(isFile));
    const place = places.find((_, i) => there[i]);
    return {
      path,
      address,
      checksum: `${checksum.algorithm}:${checksum.hex}`,
      ...(bytes === undefined ? {} : { bytes }),
      ...(place === undefined ? {} : { place }),
    };
  };
  return Promise.all(
    publishedSets().map(async ({ files, ...set }) => ({ ...set, files: await Promise.all(files.map(describe)) })),
  );
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * Makes sure that every file of a published set is here with the right checksum, downloading what is missing into the
 * cache. Resolves to the paths.
 *
 * @param name which set, for a source with several
 * @throws KrausError `data/no-such-set`, `data/wrong-checksum`, `data/download-failed`, `data/offline`
 */
export async function pullDataset(source: string, name?: string, options: LoadOptions = {}): Promise<string[]> {
  const sets = publishedSets();
  const set = sets.find((candidate) => candidate.source === source && candidate.name === name);
  if (set === undefined) {
    const ofSource = sets.filter((candidate) => candidate.source === source).flatMap(({ name: one }) => one ?? []);
    const known = ofSource.length > 0 ? ofSource : [...new Set(sets.map((candidate) => candidate.source))];
    const asked = ofSource.length > 0 ? `${source} set '${name ?? ''}'` : `published set '${source}'`;
    throw new KrausError(
      'data/no-such-set',
      `there is no ${asked}.${suggestion(ofSource.length > 0 ? (name ?? '') : source, known)}`,
    );
  }
  const paths: string[] = [];
  for (const file of set.files) paths.push((await findOrDownload(file, options)).path);
  return paths;
}
