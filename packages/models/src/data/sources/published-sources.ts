import { join } from 'node:path';
import { KrausError, resolveOptions } from '@kraus/core';
import type { PublishedFile } from '../download.js';
import { type FoundFile, findOrDownload, readIfThere, searchedDirs } from '../find-file.js';
import { gunzipIfNeeded } from '../gunzip.js';
import { readIdx } from '../idx.js';
import type { LoadOptions, RawImages } from '../image-dataset.js';
import { readNpz } from '../npz.js';
import { FASHION, MEDMNIST, MNIST, type PublishedIdx } from '../published.js';
import { fashionSchema, medmnistSchema, mnistSchema } from '../schema.js';
import { toImages } from '../to-images.js';
import type { Source } from './source.js';

/** `mnist { … }` */
export const mnistSource: Source = (given, load) =>
  readSet(MNIST, resolveOptions(mnistSchema, given, { name: 'mnist' }), load);

/** `fashion { … }` */
export const fashionSource: Source = (given, load) =>
  readSet(FASHION, resolveOptions(fashionSchema, given, { name: 'fashion' }), load);

type SetOptions = ReturnType<typeof resolveOptions<(typeof mnistSchema)['options']>>;

async function readSet(set: PublishedIdx, options: SetOptions, load: LoadOptions): ReturnType<Source> {
  if (options.subset !== undefined) return readSubset(set, options.subset, options, load);
  const files: FoundFile[] = [];
  const pair = async (images: PublishedFile, labels: PublishedFile): Promise<RawImages> => {
    const found = [await findOrDownload(images, load), await findOrDownload(labels, load)] as const;
    files.push(...found);
    return decodePair(found[0], found[1]);
  };
  const pool = await pair(set.trainImages, set.trainLabels);
  const test = await pair(set.testImages, set.testLabels);
  return {
    splits: { pool, test },
    selection: options,
    classes: set.classes,
    files: files.map(({ name, sha256 }) => ({ name, sha256 })),
  };
}

/** A part of the set kept under a name of its own; it has no published checksum, so what was read is recorded. */
async function readSubset(
  set: PublishedIdx,
  subset: string,
  options: SetOptions,
  load: LoadOptions,
): ReturnType<Source> {
  if (!/^[\w.-]+$/.test(subset)) {
    throw new KrausError(
      'data/wrong-option',
      `subset = "${subset}" is not the beginning of a file name (letters, digits, '-', '_', '.').`,
    );
  }
  const { dirs, cacheDir } = searchedDirs(load);
  const read = async (file: string): Promise<FoundFile> => {
    for (const dir of [...dirs, cacheDir]) {
      const found = await readIfThere(join(dir, set.folder, file), load.signal);
      if (found !== undefined) return found;
    }
    throw new KrausError(
      'data/not-found',
      `there is no ${set.folder}/${file} in ${[...dirs, cacheDir].join(', ')}. Check the subset's name, or set KRAUS_DATA to the folder that holds ${set.folder}.`,
    );
  };
  const images = await read(`${subset}-images-idx3-ubyte.gz`);
  const labels = await read(`${subset}-labels-idx1-ubyte.gz`);
  const pool = decodePair(images, labels);
  const note = `The subset '${subset}' of ${pool.count} images, not the published set; training, validation and test images are all drawn from it.`;
  return {
    splits: { pool },
    selection: options,
    classes: set.classes,
    files: [images, labels].map(({ name, sha256 }) => ({ name, sha256 })),
    note,
  };
}

function decodePair(images: FoundFile, labels: FoundFile): RawImages {
  const read = (file: FoundFile) => readIdx(gunzipIfNeeded(file.bytes, file.name), file.name);
  return toImages(read(images), read(labels), images.name);
}

/** `medmnist { name: "blood", … }` */
export const medmnistSource: Source = async (given, load) => {
  const options = resolveOptions(medmnistSchema, given, { name: 'medmnist' });
  const { file, classes } = MEDMNIST[options.name];
  const found = await findOrDownload(file, load);
  const { train, validation, test } = readNpz(found.bytes, found.name);
  if (train === undefined || validation === undefined || test === undefined) {
    throw new KrausError(
      'data/no-such-member',
      `${found.name} lacks one of the train, val and test splits that the published file has.`,
    );
  }
  return {
    splits: { pool: train, validation, test },
    selection: options,
    classes,
    files: [{ name: found.name, sha256: found.sha256 }],
    note: 'MedMNIST v2 (CC BY 4.0; cite Yang et al., Scientific Data 2023, and the source set). Not for clinical use.',
  };
};
