import { type ComponentSpec, resolveOptions } from '@kraus/core';
import { type EvaluationContext, interval95, lenetNotes, meanAndDeviation } from './context.js';
import type { FidResult, Spread } from './evaluation.js';
import { extractorRecord } from './features/index.js';
import { FrechetReference, refuseDeficient } from './frechet-distance.js';
import { moments } from './moments.js';
import { breathe } from './pace.js';
import { fidSchema } from './schema.js';

/** Groups of samples that the jackknife leaves out in turn. */
const GROUPS = 10;
/** Above this many features the jackknife would take minutes. */
const LARGEST_JACKKNIFE = 512;

/** The metric `fid`. */
export async function fid(context: EvaluationContext, spec: ComponentSpec): Promise<FidResult> {
  const options = resolveOptions(fidSchema, spec.options, { name: 'fid', span: spec.span });
  const extractor = await context.extractor(options);
  const { dimension } = extractor;
  const { samples } = context;
  const real = context.real(options.against, options.limit);
  // Refused before the features are computed: that may take long.
  const fewest = Math.min(samples.count, real.reference.count);
  refuseDeficient(fewest, dimension, options);

  const title = `Fréchet distance (${extractor.name})`;
  const referenceFeatures = await context.features(extractor, real.reference, 'fid', 'features of real images');
  const reference = new FrechetReference(moments(referenceFeatures, dimension));
  const sampleFeatures = await context.features(extractor, samples, 'fid', 'features of samples');
  const value = reference.distanceTo(moments(sampleFeatures, dimension), options);

  const floorReference =
    real.floorReference === real.reference
      ? reference
      : new FrechetReference(
          moments(await context.features(extractor, real.floorReference, 'fid', 'features of real images'), dimension),
        );
  const floors: number[] = [];
  for (const batch of real.heldOut) {
    const heldOut = await context.features(extractor, batch, 'fid', 'features of held-out images');
    // A floor of too few images is still the floor; the note says so.
    floors.push(floorReference.distanceTo(moments(heldOut, dimension), { allowDeficient: true }));
    await breathe(context.pace('fid', 'floor'), floors.length, real.heldOut.length);
  }
  const { mean, deviation } = meanAndDeviation(floors);

  let quantisation: number | null = null;
  if (options.quantisation) {
    const raw = await context.features(extractor, real.unprepared, 'fid', 'features of real images, not quantised');
    quantisation = reference.distanceTo(moments(raw, dimension), options);
  }
  const heldOutCount = real.heldOut[0]?.count ?? 0;
  return {
    metric: 'fid',
    title,
    value,
    better: 'lower',
    spread: await jackknife(context, reference, sampleFeatures, value),
    floor: {
      value: mean,
      deviation,
      repeats: floors.length,
      counts: { samples: heldOutCount, reference: real.floorReference.count },
      how: real.how,
    },
    extractor: extractorRecord(extractor),
    counts: { samples: samples.count, reference: real.reference.count },
    against: options.against,
    notes: [
      ...(fewest <= dimension
        ? [`the covariance has not full rank (${fewest} images, ${dimension} features): the value is strongly biased`]
        : []),
      ...lenetNotes(extractor.name, context.dataset),
    ],
    details: { deficient: fewest <= dimension, quantisation },
  };
}

/** Standard error from leaving out a tenth of the samples at a time; the bias that the floor shows is not in it. */
async function jackknife(
  context: EvaluationContext,
  reference: FrechetReference,
  features: Float64Array,
  value: number,
): Promise<Spread | null> {
  const d = reference.moments.dimension;
  const count = features.length / d;
  const kept = count - Math.ceil(count / GROUPS);
  if (d > LARGEST_JACKKNIFE || count < 2 * GROUPS || kept <= d) return null;
  const order = context.random.child('jackknife').permutation(count);
  const estimates: number[] = [];
  for (let group = 0; group < GROUPS; group++) {
    const rest = order.filter((_, i) => i % GROUPS !== group);
    const part = new Float64Array(rest.length * d);
    rest.forEach((row, i) => {
      part.set(features.subarray(row * d, (row + 1) * d), i * d);
    });
    estimates.push(reference.distanceTo(moments(part, d)));
    await breathe(context.pace('fid', 'spread'), group + 1, GROUPS);
  }
  const mean = estimates.reduce((total, estimate) => total + estimate, 0) / GROUPS;
  const squares = estimates.reduce((total, estimate) => total + (estimate - mean) ** 2, 0);
  const standardError = Math.sqrt(((GROUPS - 1) / GROUPS) * squares);
  const how = `jackknife over ${GROUPS} groups of samples; without the bias that the floor shows`;
  return { standardError, interval95: interval95(value, standardError), how };
}
