import type { ExtractorRecord } from './features/index.js';

/** Version of {@link Evaluation}'s form. */
export const EVALUATION_VERSION = 1;

/** What the evaluation of a model gives, whatever it generates: plain JSON, complete enough to be read without the run. */
export interface Evaluation {
  readonly version: typeof EVALUATION_VERSION;
  /** Seed of every draw. */
  readonly seed: number;
  readonly samples: { readonly count: number; readonly shape: readonly number[] };
  readonly data: {
    readonly name: string;
    readonly source: string;
    readonly counts: { readonly train: number; readonly validation: number; readonly test: number };
    /** What was done to real data before any comparison, e.g. `quantised to 8 levels`. */
    readonly preparation: string;
  };
  readonly metrics: readonly MetricResult[];
}

/** The uncertainty of a value. */
export interface Spread {
  readonly standardError: number;
  /** value ± 1.96 standard errors. */
  readonly interval95: readonly [number, number];
  readonly how: string;
}

/** What real data score against real data: what a perfect model would get with as many samples. */
export interface Floor {
  readonly value: number;
  /** Standard deviation over the repeats; null for one. */
  readonly deviation: number | null;
  readonly repeats: number;
  /** Items on the side of the samples, and on the side of the reference. */
  readonly counts: { readonly samples: number; readonly reference: number };
  readonly how: string;
}

/** What all results have, so that a table needs to know no metric by name. */
export interface MetricBase {
  /** The title for a reader, with the extractor in it: `Fréchet distance (lenet)`. */
  readonly title: string;
  readonly value: number;
  /** `floor`: good is near the floor, below it is suspicious. */
  readonly better: 'lower' | 'higher' | 'floor';
  readonly spread: Spread | null;
  readonly floor: Floor | null;
  readonly extractor: ExtractorRecord | null;
  readonly counts: { readonly samples: number; readonly reference: number };
  /** Where the reference data are from. */
  readonly against: 'train' | 'test';
  /** What a reader must know to read the value right. */
  readonly notes: readonly string[];
}

export interface FidResult extends MetricBase {
  readonly metric: 'fid';
  readonly details: {
    readonly deficient: boolean;
    /** Distance of the real images after preparation to the same images before, if asked for. */
    readonly quantisation: number | null;
  };
}

export interface KidResult extends MetricBase {
  readonly metric: 'kid';
  readonly details: {
    readonly subsets: number;
    readonly subsetSize: number;
    readonly subsetMean: number;
    readonly subsetDeviation: number;
  };
}

/** Precision or recall by nearest-neighbour regions (arXiv:1904.06991). */
export interface PrecisionRecallResult extends MetricBase {
  readonly metric: 'precision' | 'recall';
  readonly details: { readonly k: number };
}

/** Shares of the predicted class `label` among the samples and among real images. */
export interface ClassShare {
  readonly label: string;
  readonly share: number;
  readonly realShare: number;
  /** Among those of this class: the share at or above the confidence; null if there are none. */
  readonly confident: number | null;
  readonly realConfident: number | null;
}

export interface ClassifierResult extends MetricBase {
  readonly metric: 'classifier';
  readonly details: {
    /** The probability from which a classification counts as confident. */
    readonly confidence: number;
    readonly meanConfidence: number;
    /** ½ Σ |share − realShare|, 0 … 1. */
    readonly totalVariation: number;
    readonly classes: readonly ClassShare[];
  };
}

/** Nearest-training-neighbour distances in one space. */
export interface NeighbourDistances {
  readonly median: number;
  readonly minimum: number;
  readonly floorMedian: number;
  readonly floorMinimum: number;
  /** median / floorMedian: far below 1 means copying. Null if the floor is 0. */
  readonly ratio: number | null;
  /** Share of samples nearer to a training image than 5 % of the held-out real images are: near 0.05 without copying. */
  readonly closeShare: number;
}

export interface MemorisationResult extends MetricBase {
  readonly metric: 'memorisation';
  readonly details: {
    readonly pixels: NeighbourDistances;
    readonly features: NeighbourDistances;
    /** Samples that equal a training image in every pixel, and held-out images that do. */
    readonly copies: number;
    readonly realCopies: number;
    /** The closest pairs by pixels: index of the sample, index in the training split, distance. */
    readonly closest: readonly { readonly sample: number; readonly train: number; readonly distance: number }[];
  };
}

/** Values of the pixels of one colour channel over all images, 0 … 255. */
export interface ChannelValues {
  readonly mean: number;
  readonly deviation: number;
  readonly realMean: number;
  readonly realDeviation: number;
}

export interface ColourResult extends MetricBase {
  readonly metric: 'colour';
  /** One of a grey image; red, green, blue. */
  readonly details: { readonly channels: readonly ChannelValues[] };
}

/** A figure that is understood from what every result has: distances of points and states, mean fidelities, … */
export interface PlainResult extends MetricBase {
  readonly metric: 'plain';
  readonly details: Readonly<Record<string, never>>;
}

export type MetricResult =
  | FidResult
  | KidResult
  | PrecisionRecallResult
  | ClassifierResult
  | MemorisationResult
  | ColourResult
  | PlainResult;
