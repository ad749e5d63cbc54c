import { type ComponentSpec, resolveOptions } from '@kraus/core';
import { type EvaluationContext, interval95, lenetNotes, meanAndDeviation } from './context.js';
import type { KidResult } from './evaluation.js';
import { extractorRecord } from './features/index.js';
import { kernelDistance, kernelSet, subsetDistances } from './kernel-distance.js';
import { kidSchema } from './schema.js';

/** The metric `kid`. */
export async function kid(context: EvaluationContext, spec: ComponentSpec): Promise<KidResult> {
  const options = resolveOptions(kidSchema, spec.options, { name: 'kid', span: spec.span });
  const extractor = await context.extractor(options);
  const { dimension } = extractor;
  const { samples } = context;
  const real = context.real(options.against, options.limit);
  const pace = (stage: string) => context.pace('kid', stage);

  const y = await kernelSet(
    await context.features(extractor, real.reference, 'kid', 'features of real images'),
    dimension,
    pace('kernel of real images'),
  );
  const x = await kernelSet(
    await context.features(extractor, samples, 'kid', 'features of samples'),
    dimension,
    pace('kernel of samples'),
  );
  const { value, standardError } = await kernelDistance(x, y, pace('kernel of both'));

  const floorReference =
    real.floorReference === real.reference
      ? y
      : await kernelSet(
          await context.features(extractor, real.floorReference, 'kid', 'features of real images'),
          dimension,
          pace('kernel of real images'),
        );
  const floors: number[] = [];
  for (const batch of real.heldOut) {
    const heldOut = await kernelSet(
      await context.features(extractor, batch, 'kid', 'features of held-out images'),
      dimension,
      pace('floor'),
    );
    floors.push((await kernelDistance(heldOut, floorReference, pace('floor'))).value);
  }
  const { mean, deviation } = meanAndDeviation(floors);

  const smaller = Math.min(x.count, y.count);
  const subsetSize = options.subsetSize ?? Math.max(3, Math.min(1000, Math.floor(smaller / 2)));
  const subsets = await subsetDistances(x, y, {
    ...pace('subsets'),
    subsets: options.subsets,
    subsetSize,
    random: context.random.child('kid'),
  });
  return {
    metric: 'kid',
    title: `kernel distance (${extractor.name})`,
    value,
    better: 'lower',
    spread: {
      standardError,
      interval95: interval95(value, standardError),
      how: 'two-sample jackknife over single images',
    },
    floor: {
      value: mean,
      deviation,
      repeats: floors.length,
      counts: { samples: real.heldOut[0]?.count ?? 0, reference: real.floorReference.count },
      how: real.how,
    },
    extractor: extractorRecord(extractor),
    counts: { samples: x.count, reference: y.count },
    against: options.against,
    notes: lenetNotes(extractor.name, context.dataset),
    details: {
      subsets: options.subsets,
      subsetSize,
      subsetMean: subsets.mean,
      subsetDeviation: subsets.deviation,
    },
  };
}
