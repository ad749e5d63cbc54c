import { KrausError } from '@kraus/core';
import type { RawImages } from './image-dataset.js';
import { readNpy } from './npy.js';
import type { NumericArray } from './numeric-array.js';
import { toImages } from './to-images.js';
import { openZip } from './zip.js';

/** The images that an archive holds under the names that data sets use; a split that it lacks is absent. */
export interface NpzSplits {
  readonly train?: RawImages | undefined;
  readonly validation?: RawImages | undefined;
  readonly test?: RawImages | undefined;
}

/** The first name of each list that the archive has is read (MedMNIST's, Keras's, plain). */
const NAMES = {
  train: {
    images: ['train_images', 'x_train', 'images', 'x', 'arr_0'],
    labels: ['train_labels', 'y_train', 'labels', 'y', 'arr_1'],
  },
  validation: { images: ['val_images', 'x_val'], labels: ['val_labels', 'y_val'] },
  test: { images: ['test_images', 'x_test'], labels: ['test_labels', 'y_test'] },
} as const;

/**
 * Reads the image splits of a NumPy `.npz` archive (a zip of `.npy` members).
 * @throws KrausError `data/not-zip`, `data/no-such-member`, and what {@link readNpy} and {@link toImages} throw
 */
export function readNpz(bytes: Uint8Array, where: string): NpzSplits {
  const archive = openZip(bytes, where);
  const member = (names: readonly string[]): NumericArray | undefined => {
    const name = names.map((stem) => `${stem}.npy`).find((file) => archive.names.includes(file));
    return name === undefined ? undefined : readNpy(archive.read(name), `${where}: ${name}`);
  };
  const split = (names: { images: readonly string[]; labels: readonly string[] }): RawImages | undefined => {
    const images = member(names.images);
    return images === undefined ? undefined : toImages(images, member(names.labels), where);
  };
  const splits = { train: split(NAMES.train), validation: split(NAMES.validation), test: split(NAMES.test) };
  if (splits.train === undefined && splits.validation === undefined && splits.test === undefined) {
    throw new KrausError(
      'data/no-such-member',
      `${where} has ${archive.names.join(', ')}; an array of images named train_images, x_train, images or test_images is expected.`,
    );
  }
  return splits;
}
