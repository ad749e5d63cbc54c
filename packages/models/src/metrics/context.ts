import { KrausError, type RandomStream } from '@kraus/core';
import type { ImageDataset } from '../data/index.js';
import {
  type ExtractorRequest,
  type FeatureExtractor,
  type Lenet,
  loadExtractor,
  loadLenet,
} from './features/index.js';
import type { ImageBatch } from './image-batch.js';
import type { Pace } from './pace.js';
import { drawRealImages, type Prepare, type RealImages } from './real-images.js';

/** Progress of {@link evaluateSamples}: `done` of `total` parts of what `stage` names. */
export interface EvaluationProgress {
  readonly metric: string;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** What the metrics of one evaluation share: the images, and whatever was computed of them already. */
export class EvaluationContext {
  readonly samples: ImageBatch;
  readonly dataset: ImageDataset;
  readonly prepare: Prepare;
  readonly random: RandomStream;
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: ((progress: EvaluationProgress) => void) | undefined;
  readonly #baseDir: string | undefined;
  readonly #real = new Map<string, RealImages>();
  readonly #extractors = new Map<string, Promise<FeatureExtractor>>();
  readonly #features = new WeakMap<ImageBatch, Map<string, Promise<Float64Array>>>();
  #lenet: Promise<Lenet> | undefined;

  constructor(request: {
    readonly samples: ImageBatch;
    readonly dataset: ImageDataset;
    readonly prepare: Prepare;
    readonly random: RandomStream;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
    readonly baseDir?: string | undefined;
  }) {
    this.samples = request.samples;
    this.dataset = request.dataset;
    this.prepare = request.prepare;
    this.random = request.random;
    this.#signal = request.signal;
    this.#onProgress = request.onProgress;
    this.#baseDir = request.baseDir;
  }

  /** Signal and progress for one stage of a metric. */
  pace(metric: string, stage: string): Pace {
    return {
      signal: this.#signal,
      onProgress: (done, total) => this.#onProgress?.({ metric, stage, done, total }),
    };
  }

  /** @throws KrausError `metrics/no-reference` if the split is empty */
  real(against: 'train' | 'test', limit: number): RealImages {
    const key = `${against} ${limit}`;
    let found = this.#real.get(key);
    if (found === undefined) {
      if (this.dataset[against].count < 2) {
        throw new KrausError(
          'metrics/no-reference',
          `The data set ${this.dataset.name} has ${this.dataset[against].count} ${against} images to compare with; ` +
            `expected at least 2.`,
        );
      }
      const { prepare, random } = this;
      found = drawRealImages(this.dataset, { against, limit, count: this.samples.count, prepare, random });
      this.#real.set(key, found);
    }
    return found;
  }

  extractor(request: Omit<ExtractorRequest, 'shape' | 'baseDir'>): Promise<FeatureExtractor> {
    const { features, weights, output, scaling } = request;
    const key = JSON.stringify(features === 'inception' ? [features, weights, output, scaling] : [features]);
    let found = this.#extractors.get(key);
    if (found === undefined) {
      const { shape } = this.samples;
      found = features === 'lenet' ? this.lenet() : loadExtractor({ ...request, shape, baseDir: this.#baseDir });
      this.#extractors.set(key, found);
    }
    return found;
  }

  lenet(): Promise<Lenet> {
    this.#lenet ??= loadLenet();
    return this.#lenet;
  }

  /** Features of a batch, computed once for each extractor. */
  features(extractor: FeatureExtractor, images: ImageBatch, metric: string, stage: string): Promise<Float64Array> {
    let known = this.#features.get(images);
    if (known === undefined) {
      known = new Map();
      this.#features.set(images, known);
    }
    const key = `${extractor.hash} ${extractor.preprocessing}`;
    let found = known.get(key);
    if (found === undefined) {
      found = extractor.extract(images, this.pace(metric, stage));
      known.set(key, found);
    }
    return found;
  }
}

/** A note where `lenet` looks at pictures it was not made for. */
export function lenetNotes(extractor: string, dataset: ImageDataset): string[] {
  if (extractor !== 'lenet' || dataset.provenance.source === 'mnist') return [];
  return [`lenet was trained on MNIST; on ${dataset.provenance.source} images it is only a fixed yardstick`];
}

/** Mean, and deviation (divisor n − 1) or null for one value. */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number | null } {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: null };
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** value ± 1.96 standard errors. */
export function interval95(value: number, standardError: number): readonly [number, number] {
  return [value - 1.96 * standardError, value + 1.96 * standardError];
}
