import { type ComponentSpec, resolveOptions } from '@kraus/core';
import { type EvaluationContext, interval95, meanAndDeviation } from './context.js';
import type { ColourResult } from './evaluation.js';
import { type ImageBatch, imageSize } from './image-batch.js';
import { colourSchema } from './schema.js';

/** Groups of samples of the jackknife. */
const GROUPS = 10;

/**
 * The metric `colour`: how far the values of the pixels are from those of real images, whatever their places. The value is the mean over
 * channels of the 1-Wasserstein distance between the histograms of a channel, in steps of 256.
 */
export async function colour(context: EvaluationContext, spec: ComponentSpec): Promise<ColourResult> {
  const options = resolveOptions(colourSchema, spec.options, { name: 'colour', span: spec.span });
  const { samples } = context;
  const real = context.real(options.against, options.limit);
  const [own, reference] = [statistics(samples), statistics(real.reference)];
  const floorReference = real.floorReference === real.reference ? reference : statistics(real.floorReference);
  const floors = real.heldOut.map((batch) => distance(statistics(batch), floorReference));
  const { mean, deviation } = meanAndDeviation(floors);
  const value = distance(own, reference);
  const groups = Math.min(GROUPS, samples.count);
  const without = Array.from({ length: groups }, (_, g) =>
    distance(
      statistics(samples, (image) => image % groups !== g),
      reference,
    ),
  );
  const centre = without.reduce((sum, x) => sum + x, 0) / groups;
  const squares = without.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  const standardError = Math.sqrt(((groups - 1) / groups) * squares);
  return {
    metric: 'colour',
    title: 'distance of pixel values',
    value,
    better: 'floor',
    spread: {
      standardError,
      interval95: interval95(value, standardError),
      how: `jackknife over ${groups} groups of samples`,
    },
    floor: {
      value: mean,
      deviation,
      repeats: floors.length,
      counts: { samples: real.heldOut[0]?.count ?? 0, reference: real.floorReference.count },
      how: real.how,
    },
    extractor: null,
    counts: { samples: samples.count, reference: real.reference.count },
    against: options.against,
    notes: [],
    details: {
      channels: own.map((channel, c) => ({
        mean: channel.mean,
        deviation: channel.deviation,
        realMean: (reference[c] as Channel).mean,
        realDeviation: (reference[c] as Channel).deviation,
      })),
    },
  };
}

/** The values of one channel over all pixels of all images, 0 … 255. */
interface Channel {
  readonly mean: number;
  readonly deviation: number;
  /** Shares of values up to v, 256 numbers. */
  readonly cumulative: Float64Array;
}

function statistics(images: ImageBatch, takes: (image: number) => boolean = () => true): Channel[] {
  const channels = images.shape[2];
  const size = imageSize(images);
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let image = 0; image < images.count; image++) {
    if (!takes(image)) continue;
    for (let k = 0; k < size; k++) {
      const own = counts[k % channels] as Float64Array;
      own[images.pixels[image * size + k] as number] += 1;
    }
  }
  return counts.map((histogram) => {
    const total = histogram.reduce((sum, n) => sum + n, 0);
    const moment = (f: (v: number) => number): number => histogram.reduce((sum, n, v) => sum + n * f(v), 0) / total;
    const mean = moment((v) => v);
    let sum = 0;
    const cumulative = histogram.map((n) => {
      sum += n;
      return sum / total;
    });
    return { mean, deviation: Math.sqrt(moment((v) => (v - mean) ** 2)), cumulative };
  });
}

/** On a line the 1-Wasserstein distance is the area between the cumulative shares. */
function distance(a: readonly Channel[], b: readonly Channel[]): number {
  const areas = a.map(({ cumulative }, c) => {
    const other = (b[c] as Channel).cumulative;
    return cumulative.reduce((sum, share, v) => sum + Math.abs(share - (other[v] as number)), 0);
  });
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}
