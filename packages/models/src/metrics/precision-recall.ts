import { type ComponentSpec, resolveOptions } from '@kraus/core';
import { type EvaluationContext, interval95, lenetNotes, meanAndDeviation } from './context.js';
import type { PrecisionRecallResult } from './evaluation.js';
import { extractorRecord } from './features/index.js';
import { neighbourBalls, shareInside } from './neighbour-balls.js';
import { precisionSchema, recallSchema } from './schema.js';

/** The metric `precision`: the share of samples in the region of real images. */
export function precision(context: EvaluationContext, spec: ComponentSpec): Promise<PrecisionRecallResult> {
  return measure(context, spec, 'precision');
}

/** The metric `recall`: the share of real images in the region of samples. */
export function recall(context: EvaluationContext, spec: ComponentSpec): Promise<PrecisionRecallResult> {
  return measure(context, spec, 'recall');
}

async function measure(
  context: EvaluationContext,
  spec: ComponentSpec,
  metric: 'precision' | 'recall',
): Promise<PrecisionRecallResult> {
  const schema = metric === 'precision' ? precisionSchema : recallSchema;
  const options = resolveOptions(schema, spec.options, { name: metric, span: spec.span });
  const extractor = await context.extractor(options);
  const { k, against } = options;
  // Equal counts on both sides: the radii depend on the count.
  const real = context.real(against, context.samples.count);
  const balls = async (images: typeof context.samples, stage: string) => {
    const features = await context.features(extractor, images, metric, `features of ${stage}`);
    return neighbourBalls(features, extractor.dimension, k, context.pace(metric, `neighbours of ${stage}`));
  };
  const share = (samples: Awaited<ReturnType<typeof balls>>, reference: typeof samples) =>
    metric === 'precision'
      ? shareInside(samples, reference, context.pace(metric, 'regions'))
      : shareInside(reference, samples, context.pace(metric, 'regions'));
  const reference = await balls(real.reference, 'real images');
  const value = await share(await balls(context.samples, 'samples'), reference);
  const floorReference =
    real.floorReference === real.reference ? reference : await balls(real.floorReference, 'real images');
  const floors: number[] = [];
  for (const batch of real.heldOut) floors.push(await share(await balls(batch, 'held-out images'), floorReference));
  const { mean, deviation } = meanAndDeviation(floors);
  const counted = metric === 'precision' ? context.samples.count : real.reference.count;
  const standardError = Math.sqrt((value * (1 - value)) / counted);
  return {
    metric,
    title: `${metric} (${extractor.name}, k = ${k})`,
    value,
    better: 'floor',
    spread: {
      standardError,
      interval95: interval95(value, standardError),
      how: 'binomial, with the regions held fixed',
    },
    floor: {
      value: mean,
      deviation,
      repeats: floors.length,
      counts: { samples: real.heldOut[0]?.count ?? 0, reference: real.floorReference.count },
      how: real.how,
    },
    extractor: extractorRecord(extractor),
    counts: { samples: context.samples.count, reference: real.reference.count },
    against,
    notes: lenetNotes(extractor.name, context.dataset),
    details: { k },
  };
}
