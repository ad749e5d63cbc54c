import type { ImageBatch } from '../image-batch.js';
import type { Pace } from '../pace.js';

/** Turns images into vectors in which distances mean something. Two distances compare only if the hashes are equal. */
export interface FeatureExtractor {
  readonly name: string;
  /** SHA-256 (hex) of what determines the features: the weights file, or the rule's description. */
  readonly hash: string;
  /** Numbers an image. */
  readonly dimension: number;
  /** How pixels reach the extractor: colour, resize rule, scaling. One sentence. */
  readonly preprocessing: string;
  /** @returns float64, row-major `[count, dimension]` */
  extract(images: ImageBatch, pace?: Pace): Promise<Float64Array>;
}

/** What results carry of an extractor. */
export type ExtractorRecord = Pick<FeatureExtractor, 'name' | 'hash' | 'dimension' | 'preprocessing'>;

export function extractorRecord({ name, hash, dimension, preprocessing }: FeatureExtractor): ExtractorRecord {
  return { name, hash, dimension, preprocessing };
}
