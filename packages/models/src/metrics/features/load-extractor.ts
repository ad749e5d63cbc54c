import path from 'node:path';
import { KrausError } from '@kraus/core';
import type { ImageBatch } from '../image-batch.js';
import type { FeatureExtractor } from './feature-extractor.js';
import { loadInception } from './inception.js';
import { loadLenet } from './lenet.js';
import { pixelExtractor } from './pixels.js';

/** Which extractor, and what it needs. */
export interface ExtractorRequest {
  readonly features: 'lenet' | 'pixels' | 'inception';
  /** Of the images that will be extracted. */
  readonly shape: ImageBatch['shape'];
  /** Path of an ONNX file for `inception`; default: the environment variable KRAUS_INCEPTION. */
  readonly weights?: string | undefined;
  readonly output?: string | undefined;
  readonly scaling?: 'symmetric' | 'unit' | undefined;
  /** What a relative `weights` is relative to. Default: the current folder. */
  readonly baseDir?: string | undefined;
}

/** @throws KrausError `metrics/inception-weights` if `inception` has no weights, and what the extractors throw */
export async function loadExtractor(request: ExtractorRequest): Promise<FeatureExtractor> {
  switch (request.features) {
    case 'lenet':
      return loadLenet();
    case 'pixels':
      return pixelExtractor(request.shape);
    case 'inception': {
      const weights = request.weights ?? process.env.KRAUS_INCEPTION;
      if (weights === undefined || weights === '') {
        throw new KrausError(
          'metrics/inception-weights',
          'inception: no weights; give weights: "inception.onnx" or set KRAUS_INCEPTION to the path of an ONNX file.',
        );
      }
      const { output, scaling } = request;
      return loadInception({ weights: path.resolve(request.baseDir ?? '.', weights), output, scaling });
    }
  }
}
