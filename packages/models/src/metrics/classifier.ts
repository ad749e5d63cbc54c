import { type ComponentSpec, resolveOptions } from '@kraus/core';
import { type EvaluationContext, interval95, lenetNotes, meanAndDeviation } from './context.js';
import type { ClassifierResult, ClassShare } from './evaluation.js';
import { extractorRecord, LENET_CLASSES } from './features/index.js';
import { classifierSchema } from './schema.js';

/** Total variation of the histograms from which the result warns of its own value. */
const FAR = 0.25;

/** How many images fell into each class, and with what confidence. */
interface Tally {
  readonly count: number;
  readonly perClass: Float64Array;
  readonly confidentPerClass: Float64Array;
  readonly confidentShare: number;
  readonly meanConfidence: number;
}

/** The metric `classifier`: the value is the share of samples that `lenet` is confident of. */
export async function classifier(context: EvaluationContext, spec: ComponentSpec): Promise<ClassifierResult> {
  const options = resolveOptions(classifierSchema, spec.options, { name: 'classifier', span: spec.span });
  const lenet = await context.lenet();
  const { samples } = context;
  const real = context.real(options.against, options.limit);
  const { confidence } = options;
  const own = tally(await lenet.classify(samples, context.pace('classifier', 'samples')), confidence);
  const reference = tally(await lenet.classify(real.reference, context.pace('classifier', 'real images')), confidence);
  const floors: number[] = [];
  for (const batch of real.heldOut) {
    const heldOut = await lenet.classify(batch, context.pace('classifier', 'held-out images'));
    floors.push(tally(heldOut, confidence).confidentShare);
  }
  const { mean, deviation } = meanAndDeviation(floors);
  const classes: ClassShare[] = [];
  let variation = 0;
  for (let k = 0; k < LENET_CLASSES; k++) {
    const share = (own.perClass[k] as number) / own.count;
    const realShare = (reference.perClass[k] as number) / reference.count;
    variation += Math.abs(share - realShare) / 2;
    classes.push({
      label: String(k),
      share,
      realShare,
      confident: ratio(own.confidentPerClass[k], own.perClass[k]),
      realConfident: ratio(reference.confidentPerClass[k], reference.perClass[k]),
    });
  }
  const value = own.confidentShare;
  const standardError = Math.sqrt((value * (1 - value)) / own.count);
  return {
    metric: 'classifier',
    title: `share with confidence ≥ ${confidence} (${lenet.name})`,
    value,
    better: 'floor',
    spread: { standardError, interval95: interval95(value, standardError), how: 'binomial' },
    floor: {
      value: mean,
      deviation,
      repeats: floors.length,
      counts: { samples: real.heldOut[0]?.count ?? 0, reference: 0 },
      how: `the same share of real images not in the reference (${real.how})`,
    },
    extractor: extractorRecord(lenet),
    counts: { samples: samples.count, reference: real.reference.count },
    against: options.against,
    notes: [
      ...(variation >= FAR
        ? [
            `the digits found are far from those of real images (total variation ${variation.toFixed(2)}); lenet is ` +
              `sure of pure noise too, so its confidence says little here`,
          ]
        : []),
      ...lenetNotes(lenet.name, context.dataset),
    ],
    details: { confidence, meanConfidence: own.meanConfidence, totalVariation: variation, classes },
  };
}

function tally(probabilities: Float64Array, confidence: number): Tally {
  const count = probabilities.length / LENET_CLASSES;
  const perClass = new Float64Array(LENET_CLASSES);
  const confidentPerClass = new Float64Array(LENET_CLASSES);
  let confident = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    let best = 0;
    for (let k = 1; k < LENET_CLASSES; k++) {
      const here = probabilities[i * LENET_CLASSES + k] as number;
      if (here > (probabilities[i * LENET_CLASSES + best] as number)) best = k;
    }
    const probability = probabilities[i * LENET_CLASSES + best] as number;
    perClass[best] = (perClass[best] as number) + 1;
    total += probability;
    if (probability >= confidence) {
      confident += 1;
      confidentPerClass[best] = (confidentPerClass[best] as number) + 1;
    }
  }
  return { count, perClass, confidentPerClass, confidentShare: confident / count, meanConfidence: total / count };
}

function ratio(part: number | undefined, whole: number | undefined): number | null {
  return part === undefined || whole === undefined || whole === 0 ? null : part / whole;
}
