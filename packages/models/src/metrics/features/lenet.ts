import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { KrausError } from '@kraus/core';
import { engineInfo, tf } from '../../engine/index.js';
import { decodeSafetensors } from '../../safetensors/index.js';
import { type ImageBatch, sliceImages } from '../image-batch.js';
import { breathe, type Pace } from '../pace.js';
import type { FeatureExtractor } from './feature-extractor.js';
import { greyImages } from './grey.js';
import {
  LENET_CLASSES,
  LENET_FEATURES,
  LENET_SHAPES,
  LENET_SIDE,
  type LenetParameters,
  lenetForward,
} from './lenet-network.js';
import { resampleImages } from './resample.js';

/** Seen from `src/metrics/features` and from `dist/metrics/features` alike. */
const WEIGHTS = new URL('../../../weights/lenet.safetensors', import.meta.url);
/** Images a batch: a few megabytes of activations. */
const BATCH = 256;

type ParameterName = keyof typeof LENET_SHAPES;

/** The digit classifier that this project trained on MNIST (`tools/lenet`), as an extractor and as a classifier. */
export interface Lenet extends FeatureExtractor {
  readonly name: 'lenet';
  /** What the weights file says of itself: accuracies, training data, script. */
  readonly facts: Readonly<Record<string, string>>;
  /** @returns probability of each digit, float64, row-major `[count, 10]` */
  classify(images: ImageBatch, pace?: Pace): Promise<Float64Array>;
}

/**
 * Loads `lenet`. Needs a started engine when images are extracted, on any backend.
 *
 * @throws KrausError `metrics/lenet-weights` if the weights that ship with the package are missing or of another form
 */
export async function loadLenet(file: URL = WEIGHTS): Promise<Lenet> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new KrausError(
      'metrics/lenet-weights',
      `lenet: its weights ${file.pathname} cannot be read; reinstall @kraus/models.`,
      { cause },
    );
  }
  const { tensors, metadata } = decodeSafetensors(bytes, file.pathname);
  const values = new Map<ParameterName, Float32Array>();
  for (const [name, shape] of lenetEntries()) {
    const found = tensors[name];
    if (found?.dtype !== 'F32' || found.shape.join() !== shape.join()) {
      throw new KrausError(
        'metrics/lenet-weights',
        `lenet: ${file.pathname} has no F32 tensor '${name}' of shape [${shape.join(', ')}]; reinstall @kraus/models.`,
      );
    }
    values.set(name, found.data);
  }
  const run = async (images: ImageBatch, output: 'features' | 'logits', pace: Pace = {}): Promise<Float64Array> => {
    engineInfo();
    const width = output === 'features' ? LENET_FEATURES : LENET_CLASSES;
    const out = new Float64Array(images.count * width);
    const parameters = tf.tidy(() => lenetTensors((name) => values.get(name)));
    try {
      for (let from = 0; from < images.count; from += BATCH) {
        const to = Math.min(images.count, from + BATCH);
        const input = lenetInput(sliceImages(images, from, to));
        const result = tf.tidy(() => {
          const x = tf.tensor4d(input, [to - from, LENET_SIDE, LENET_SIDE, 1]);
          return lenetForward(parameters, x)[output];
        });
        out.set(await result.data<'float32'>(), from * width);
        result.dispose();
        await breathe(pace, to, images.count);
      }
    } finally {
      tf.dispose(Object.values(parameters));
    }
    return out;
  };
  return {
    name: 'lenet',
    hash: createHash('sha256').update(bytes).digest('hex'),
    dimension: LENET_FEATURES,
    preprocessing:
      'grey (Rec. 601 luma), resampled to 28 × 28 by an antialiased triangle filter where the size differs, value / 255',
    facts: metadata,
    extract: (images, pace) => run(images, 'features', pace),
    classify: async (images, pace) => softmaxRows(await run(images, 'logits', pace), LENET_CLASSES),
  };
}

/** Pixels as the network takes them: grey, 28 × 28, 0 … 1; `[count · 28 · 28]`. */
export function lenetInput(images: ImageBatch): Float32Array {
  const input = resampleImages(greyImages(images), LENET_SIDE, LENET_SIDE);
  for (let i = 0; i < input.length; i++) input[i] = (input[i] as number) / 255;
  return input;
}

/** The parameters as tensors on the current backend; the caller disposes them. */
function lenetTensors(values: (name: ParameterName) => Float32Array | undefined): LenetParameters {
  const entries = lenetEntries().map(([name, shape]) => [name, tf.tensor(values(name) ?? [], [...shape])] as const);
  return Object.fromEntries(entries) as LenetParameters;
}

function lenetEntries(): readonly (readonly [ParameterName, readonly number[]])[] {
  return Object.entries(LENET_SHAPES) as [ParameterName, readonly number[]][];
}

function softmaxRows(logits: Float64Array, width: number): Float64Array {
  for (let from = 0; from < logits.length; from += width) {
    const row = logits.subarray(from, from + width);
    const largest = row.reduce((a, b) => Math.max(a, b));
    let total = 0;
    for (let k = 0; k < width; k++) {
      row[k] = Math.exp((row[k] as number) - largest);
      total += row[k] as number;
    }
    for (let k = 0; k < width; k++) row[k] = (row[k] as number) / total;
  }
  return logits;
}
