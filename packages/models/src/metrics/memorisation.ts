import { type ComponentSpec, KrausError, resolveOptions } from '@kraus/core';
import { type EvaluationContext, lenetNotes } from './context.js';
import type { MemorisationResult, NeighbourDistances } from './evaluation.js';
import { extractorRecord } from './features/index.js';
import type { ImageBatch } from './image-batch.js';
import { nearestFeatures, nearestImages } from './nearest.js';
import { prepared } from './real-images.js';
import { memorisationSchema } from './schema.js';

/** Pairs of sample and training image that the result names. */
const CLOSEST = 8;

/**
 * The metric `memorisation`: distance of each sample to its nearest training image, beside that of test images. The
 * value is the median by pixels.
 */
export async function memorisation(context: EvaluationContext, spec: ComponentSpec): Promise<MemorisationResult> {
  const options = resolveOptions(memorisationSchema, spec.options, { name: 'memorisation', span: spec.span });
  const { dataset, samples, prepare } = context;
  if (dataset.train.count === 0 || dataset.test.count === 0) {
    throw new KrausError(
      'metrics/no-reference',
      `memorisation: ${dataset.name} has ${dataset.train.count} training and ${dataset.test.count} test images; both ` +
        `are needed, to compare samples with the first and the second with the first.`,
    );
  }
  const extractor = await context.extractor(options);
  const train: ImageBatch = prepared({ ...dataset.train, shape: dataset.shape }, prepare);
  // As many test images as samples, the first of those that the other metrics hold out.
  const heldOut = testImages(context);
  const pace = (stage: string) => context.pace('memorisation', stage);
  const byPixels = await nearestImages(samples, train, pace('pixels of samples'));
  const floorByPixels = await nearestImages(heldOut, train, pace('pixels of test images'));

  const features = async (images: ImageBatch, stage: string) =>
    context.features(extractor, images, 'memorisation', stage);
  const trainFeatures = await features(train, 'features of training images');
  const nearestBy = async (images: ImageBatch, stage: string) => {
    const own = await features(images, `features of ${stage}`);
    const found = await nearestFeatures(own, trainFeatures, extractor.dimension, pace(`neighbours of ${stage}`));
    return found.distances;
  };
  const pixels = compare(byPixels.distances, floorByPixels.distances);
  const inFeatures = compare(await nearestBy(samples, 'samples'), await nearestBy(heldOut, 'test images'));
  const order = Array.from(byPixels.distances.keys()).sort(
    (a, b) => (byPixels.distances[a] as number) - (byPixels.distances[b] as number) || a - b,
  );
  return {
    metric: 'memorisation',
    title: 'distance to the nearest training image (pixels)',
    value: pixels.median,
    better: 'floor',
    spread: null,
    floor: {
      value: pixels.floorMedian,
      deviation: null,
      repeats: 1,
      counts: { samples: heldOut.count, reference: train.count },
      how: `${heldOut.count} test images against the same training images`,
    },
    extractor: extractorRecord(extractor),
    counts: { samples: samples.count, reference: train.count },
    against: 'train',
    notes: lenetNotes(extractor.name, dataset),
    details: {
      pixels,
      features: inFeatures,
      copies: byPixels.distances.filter((distance) => distance === 0).length,
      realCopies: floorByPixels.distances.filter((distance) => distance === 0).length,
      closest: order.slice(0, CLOSEST).map((sample) => ({
        sample,
        train: byPixels.indices[sample] as number,
        distance: byPixels.distances[sample] as number,
      })),
    },
  };
}

function testImages(context: EvaluationContext): ImageBatch {
  const { dataset, samples, prepare, random } = context;
  const order = random.child('test').permutation(dataset.test.count).subarray(0, samples.count);
  const size = dataset.shape[0] * dataset.shape[1] * dataset.shape[2];
  const pixels = new Uint8Array(order.length * size);
  order.forEach((at, i) => {
    pixels.set(dataset.test.pixels.subarray(at * size, (at + 1) * size), i * size);
  });
  return prepared({ count: order.length, shape: dataset.shape, pixels }, prepare);
}

function compare(own: Float64Array, floor: Float64Array): NeighbourDistances {
  const [mine, theirs] = [own.slice().sort(), floor.slice().sort()];
  const fifth = quantile(theirs, 0.05);
  const [median, floorMedian] = [quantile(mine, 0.5), quantile(theirs, 0.5)];
  return {
    median,
    minimum: mine[0] as number,
    floorMedian,
    floorMinimum: theirs[0] as number,
    ratio: floorMedian === 0 ? null : median / floorMedian,
    closeShare: mine.filter((distance) => distance < fifth).length / mine.length,
  };
}

/** Linear between order statistics. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return (sorted[low] as number) + (at - low) * ((sorted[high] as number) - (sorted[low] as number));
}
