import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { KrausError } from '@kraus/core';
import { decodePng, type Picture } from '../pictures/index.js';
import type { RawImages } from './image-dataset.js';
import { centreSquare, resizeImages, toColour } from './resize.js';

export interface ImageFolder {
  readonly pool: RawImages;
  readonly validation?: RawImages | undefined;
  readonly test?: RawImages | undefined;
  readonly classes: readonly string[];
  /** SHA-256 over every file's relative name and bytes, in order. */
  readonly sha256: string;
  readonly files: number;
}

interface Member {
  readonly path: string;
  readonly className: string;
}

const SPLITS: Readonly<Record<string, 'pool' | 'validation' | 'test'>> = {
  train: 'pool',
  validation: 'validation',
  val: 'validation',
  test: 'test',
};

/**
 * Reads a folder of PNG images. Sub-folders are classes (in alphabetical order), a folder without them is one class;
 * if the top folder has a `train` sub-folder, then `train`, `validation` or `val`, and `test` are splits with the
 * classes below. With `size`, each image is cut to its centred square and resized by area averaging; without, all must
 * have one size. If any image has colour, all get three channels.
 *
 * @throws KrausError `data/no-images`, `data/wrong-shape`, `pictures/not-png`
 */
export async function readImageFolder(
  folder: string,
  size: number | undefined,
  signal?: AbortSignal,
): Promise<ImageFolder> {
  const top = await subFolders(folder);
  const members: Record<'pool' | 'validation' | 'test', Member[]> = { pool: [], validation: [], test: [] };
  if (top.includes('train')) {
    for (const name of top) {
      const split = Object.hasOwn(SPLITS, name) ? SPLITS[name] : undefined;
      if (split !== undefined) members[split].push(...(await list(join(folder, name))));
    }
  } else {
    members.pool = await list(folder);
  }
  if (members.pool.length === 0) {
    throw new KrausError(
      'data/no-images',
      `${folder} has no PNG images, neither directly nor one class a sub-folder. Other formats must be converted first.`,
    );
  }
  const classes = [...new Set(Object.values(members).flatMap((some) => some.map((m) => m.className)))].sort();
  if (classes.length > 256)
    throw new KrausError(
      'data/no-images',
      `${folder} has ${classes.length} sub-folders; at most 256 classes are read.`,
    );

  const hash = createHash('sha256');
  const decode = async (some: readonly Member[]): Promise<RawImages[]> => {
    const images: RawImages[] = [];
    for (const { path, className } of some) {
      signal?.throwIfAborted();
      const bytes = await readFile(path);
      hash.update(`${path.slice(folder.length).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
      images.push(toRaw(decodePng(bytes, path), classes.indexOf(className), size));
    }
    return images;
  };
  const decoded = {
    pool: await decode(members.pool),
    validation: await decode(members.validation),
    test: await decode(members.test),
  };
  const all = [...decoded.pool, ...decoded.validation, ...decoded.test];
  const colour = all.some((image) => image.channels === 3);
  const first = all[0];
  all.forEach((image, i) => {
    if (image.height !== first?.height || image.width !== first.width) {
      const paths = [...members.pool, ...members.validation, ...members.test].map((m) => m.path);
      throw new KrausError(
        'data/wrong-shape',
        `${paths[i]} is ${image.height} × ${image.width}, but ${basename(paths[0] ?? '')} is ${first?.height} × ${first?.width}; give a 'size' to make them alike.`,
      );
    }
  });
  const join3 = (images: RawImages[]): RawImages | undefined =>
    images.length === 0 ? undefined : concatenate(images, colour);
  return {
    pool: concatenate(decoded.pool, colour),
    validation: join3(decoded.validation),
    test: join3(decoded.test),
    classes,
    sha256: hash.digest('hex'),
    files: all.length,
  };
}

async function subFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    throw new KrausError(
      'data/unreadable',
      `the folder ${folder} cannot be read: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
}

/** The PNG files of a folder and of its sub-folders, in alphabetical order (by code units, the same everywhere). */
async function list(folder: string): Promise<Member[]> {
  const members: Member[] = [];
  for (const className of ['', ...(await subFolders(folder)).sort()]) {
    const dir = join(folder, className);
    const names = (await readdir(dir)).filter((name) => name.toLowerCase().endsWith('.png')).sort();
    members.push(
      ...names.map((name) => ({ path: join(dir, name), className: className === '' ? 'images' : className })),
    );
  }
  return members;
}

function toRaw(picture: Picture, label: number, size: number | undefined): RawImages {
  const image = { ...picture, count: 1, labels: Uint8Array.of(label) };
  return size === undefined ? image : resizeImages(centreSquare(image), size, size);
}

function concatenate(images: readonly RawImages[], colour: boolean): RawImages {
  const alike = colour ? images.map(toColour) : images;
  const { height = 0, width = 0, channels = 1 } = alike[0] ?? {};
  const size = height * width * channels;
  const pixels = new Uint8Array(alike.length * size);
  alike.forEach((image, i) => {
    pixels.set(image.pixels, i * size);
  });
  return {
    count: alike.length,
    height,
    width,
    channels,
    pixels,
    labels: Uint8Array.from(alike, (image) => image.labels[0] ?? 0),
  };
}
