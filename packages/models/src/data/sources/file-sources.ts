import { KrausError, resolveOptions } from '@kraus/core';
import { readCsv } from '../csv.js';
import type { FoundFile } from '../find-file.js';
import { gunzipIfNeeded } from '../gunzip.js';
import { readIdx } from '../idx.js';
import type { LoadOptions, RawImages } from '../image-dataset.js';
import { readImageFolder } from '../image-folder.js';
import { readNpy } from '../npy.js';
import { readNpz } from '../npz.js';
import { csvSchema, idxSchema, imagesSchema, npzSchema } from '../schema.js';
import { toImages } from '../to-images.js';
import { findLocalFolder, readLocalFile } from './local-file.js';
import type { Source } from './source.js';

const named = ({ name, sha256 }: FoundFile) => ({ name, sha256 });

/** `idx { images: …, labels: … }` */
export const idxSource: Source = async (given, load) => {
  const options = resolveOptions(idxSchema, given, { name: 'idx' });
  const files: FoundFile[] = [];
  const train = await readIdxPair(options.images, options.labels, load, files);
  const test =
    options.testImages === undefined
      ? undefined
      : await readIdxPair(options.testImages, options.testLabels, load, files);
  return {
    splits: { pool: train, test },
    selection: options,
    classes: numberedClasses([train, test]),
    files: files.map(named),
  };
};

async function readIdxPair(
  images: string,
  labels: string | undefined,
  load: LoadOptions,
  files: FoundFile[],
): Promise<RawImages> {
  const read = async (path: string) => {
    const file = await readLocalFile(path, load);
    files.push(file);
    return readIdx(gunzipIfNeeded(file.bytes, file.name), file.name);
  };
  return toImages(await read(images), labels === undefined ? undefined : await read(labels), images);
}

/** `npz { path: … }`, also for one `.npy` array. */
export const npzSource: Source = async (given, load) => {
  const options = resolveOptions(npzSchema, given, { name: 'npz' });
  const file = await readLocalFile(options.path, load);
  const files = [file];
  if (file.bytes[0] === 0x93) {
    const labels = options.labels === undefined ? undefined : await readLocalFile(options.labels, load);
    if (labels !== undefined) files.push(labels);
    const pool = toImages(readNpy(file.bytes, file.name), labels && readNpy(labels.bytes, labels.name), file.name);
    return { splits: { pool }, selection: options, classes: numberedClasses([pool]), files: files.map(named) };
  }
  if (options.labels !== undefined) {
    throw new KrausError(
      'data/wrong-option',
      `npz: labels = "${options.labels}" is for .npy files; ${file.name} is an archive with labels inside.`,
    );
  }
  const { train, validation, test } = readNpz(file.bytes, file.name);
  const pool = train ?? test ?? validation;
  if (pool === undefined) throw new KrausError('data/no-such-member', `${file.name} has no images.`);
  const classes = numberedClasses([train, validation, test]);
  if (train !== undefined)
    return { splits: { pool, validation, test }, selection: options, classes, files: files.map(named) };
  const note = `${file.name} has no training images: training, validation and test images are drawn from its ${test === undefined ? 'validation' : 'test'} images.`;
  return { splits: { pool }, selection: options, classes, files: files.map(named), note };
};

/** `csv { path: …, label: … }` */
export const csvSource: Source = async (given, load) => {
  const options = resolveOptions(csvSchema, given, { name: 'csv' });
  const file = await readLocalFile(options.path, load);
  const { images, classes } = readCsv(
    new TextDecoder().decode(gunzipIfNeeded(file.bytes, file.name)),
    options,
    file.name,
  );
  return { splits: { pool: images }, selection: options, classes, files: [named(file)] };
};

/** `images { path: … }` */
export const imagesSource: Source = async (given, load) => {
  const options = resolveOptions(imagesSchema, given, { name: 'images' });
  const folder = await findLocalFolder(options.path, load);
  const { pool, validation, test, classes, sha256, files } = await readImageFolder(folder, options.size, load.signal);
  load.onProgress?.({ kind: 'read', file: options.path });
  const note = `${files} PNG files; the SHA-256 is over their names and bytes in order.`;
  return {
    splits: { pool, validation, test },
    selection: options,
    classes,
    files: [{ name: options.path, sha256 }],
    note,
  };
};

/** Class names for labels without names: `0`, `1`, … up to the highest label. */
export function numberedClasses(splits: readonly (RawImages | undefined)[]): string[] {
  let top = 0;
  for (const split of splits) for (const label of split?.labels ?? []) top = Math.max(top, label);
  return Array.from({ length: top + 1 }, (_, i) => String(i));
}
