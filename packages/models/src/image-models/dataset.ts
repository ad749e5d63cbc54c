import type { ComponentSpec, ModelSpec } from '@kraus/core';
import type { ImageDataset } from '../data/index.js';
import type { DataSummary, Drawn, MeasureRequest } from '../generative-model/index.js';
import { type Evaluation, evaluateSamples, imageBatch } from '../metrics/index.js';

/** Images that a validation takes, at most. */
export const VALIDATION_IMAGES = 256;
/** Rows of the picture of the forward process. */
export const SHOWN = 6;

/** Metrics of images where the script names none. */
export const IMAGE_METRICS: readonly ComponentSpec[] = [
  { component: 'fid', options: { features: 'lenet' } },
  { component: 'kid', options: { features: 'lenet' } },
  { component: 'classifier', options: {} },
];

/** What the run folder records of a data set of images. */
export function summaryOf({ name, shape, classes, train, validation, test, provenance }: ImageDataset): DataSummary {
  const counts = { train: train.count, validation: validation.count, test: test.count };
  return { name, shape, classes, counts, provenance };
}

/** A shape as height, width and channels. */
export function imageShape(shape: readonly number[]): readonly [number, number, number] {
  const [height = 0, width = 0, channels = 0] = shape;
  return [height, width, channels];
}

/** Compares drawn images with the data. `prepare`: what a perfect model would make of real images, and that in words. */
export function measureImages(
  dataset: ImageDataset,
  { values, count, shape }: Drawn,
  { parameters: _, ...request }: MeasureRequest,
  prepare?: { readonly pixels: (pixels: Uint8Array) => Uint8Array; readonly how: string },
): Promise<Evaluation> {
  return evaluateSamples({
    ...request,
    samples: imageBatch(Uint8Array.from(values), count, imageShape(shape)),
    reference: dataset,
    ...(prepare === undefined ? {} : { prepare: prepare.pixels, preparation: prepare.how }),
  });
}

/** The labels that a model's data keep: those that its source selects, or all of `count`. */
export function chosenClasses(spec: ModelSpec, count: number): readonly number[] {
  const { classes } = spec.data.source.options;
  const chosen = Array.isArray(classes) ? classes.filter((label): label is number => typeof label === 'number') : [];
  return chosen.length > 0 ? chosen : Array.from({ length: count }, (_, label) => label);
}
