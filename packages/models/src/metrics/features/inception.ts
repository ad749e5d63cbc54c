import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { KrausError } from '@kraus/core';
import { type ImageBatch, sliceImages } from '../image-batch.js';
import { breathe, type Pace } from '../pace.js';
import type { FeatureExtractor } from './feature-extractor.js';
import { resampleImages } from './resample.js';

const SIDE = 299;
/** 16 images of 299 × 299 × 3 are 17 MB. */
const BATCH = 16;

/** The part of `onnxruntime-node` that is used here. */
interface OnnxRuntime {
  readonly InferenceSession: { create(file: string): Promise<OnnxSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
}
interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>;
}
interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}

export interface InceptionOptions {
  /** An ONNX file: input float32 `[batch, 3, 299, 299]`, output features `[batch, d]` or `[batch, d, 1, 1]`. */
  readonly weights: string;
  /** The output to take, if the file has several. Default: the first. */
  readonly output?: string | undefined;
  /** How pixels v = 0 … 255 are scaled: `symmetric` (v − 128) / 128 as TensorFlow's graph for FID, or `unit` v / 255. */
  readonly scaling?: 'symmetric' | 'unit' | undefined;
}

/**
 * Features of a network that the user supplies as an ONNX file (meant for Inception-v3, layer pool3, 2048 numbers),
 * through `onnxruntime-node` if it is installed. Grey images are repeated into three channels; every image is resampled
 * to 299 × 299 by the antialiased triangle filter, real and generated alike, without rounding. The numbers compare only
 * with numbers of the same file, scaling and resize rule: the record carries all three.
 *
 * @throws KrausError `metrics/no-onnxruntime`, `metrics/inception-weights`
 */
export async function loadInception(options: InceptionOptions): Promise<FeatureExtractor> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const file = path.resolve(options.weights);
  let bytes: Uint8Array;
  let session: OnnxSession;
  try {
    bytes = await readFile(file);
    session = await InferenceSession.create(file);
  } catch (cause) {
    throw new KrausError(
      'metrics/inception-weights',
      `inception: ${file} cannot be read as an ONNX model; give the path of an Inception-v3 file with features as output.`,
      { cause },
    );
  }
  const scaling = options.scaling ?? 'symmetric';
  const [input] = session.inputNames;
  const output = options.output ?? session.outputNames[0];
  if (input === undefined || output === undefined || !session.outputNames.includes(output)) {
    throw new KrausError(
      'metrics/inception-weights',
      `inception: ${file} has no output '${output}'; it has ${session.outputNames.join(', ')}.`,
    );
  }
  const infer = async (images: ImageBatch): Promise<Float32Array> => {
    const feed = new Tensor('float32', planes(images, scaling), [images.count, 3, SIDE, SIDE]);
    const result = (await session.run({ [input]: feed }))[output];
    if (!(result?.data instanceof Float32Array) || result.dims[0] !== images.count) {
      throw new KrausError(
        'metrics/inception-weights',
        `inception: the output '${output}' of ${file} is not float32 [${images.count}, d]; choose another output.`,
      );
    }
    return result.data;
  };
  const probe = await infer({ count: 1, shape: [1, 1, 1], pixels: new Uint8Array(1) });
  const dimension = probe.length;
  return {
    name: 'inception',
    hash: createHash('sha256').update(bytes).digest('hex'),
    dimension,
    preprocessing:
      `grey repeated into 3 channels, resampled to 299 × 299 by an antialiased triangle filter without rounding, ` +
      `${scaling === 'unit' ? 'v / 255' : '(v − 128) / 128'}, output '${output}'`,
    extract: async (images: ImageBatch, pace: Pace = {}) => {
      const features = new Float64Array(images.count * dimension);
      for (let from = 0; from < images.count; from += BATCH) {
        const to = Math.min(images.count, from + BATCH);
        features.set(await infer(sliceImages(images, from, to)), from * dimension);
        await breathe(pace, to, images.count);
      }
      return features;
    },
  };
}

/** Looks beside this package first, then from the folder the program was started in. */
async function loadRuntime(): Promise<OnnxRuntime> {
  const name = 'onnxruntime-node';
  const places = [import.meta.url, pathToFileURL(path.join(process.cwd(), 'package.json')).href];
  let cause: unknown;
  for (const place of places) {
    try {
      return createRequire(place)(name) as OnnxRuntime;
    } catch (error) {
      cause = error;
    }
  }
  throw new KrausError(
    'metrics/no-onnxruntime',
    `inception: the package ${name} is not installed; run \`npm install ${name}\`, or use features: "lenet".`,
    { cause },
  );
}

/** `[count, 3, 299, 299]`, channel by channel. */
function planes(images: ImageBatch, scaling: 'symmetric' | 'unit'): Float32Array {
  const [, , channels] = images.shape;
  if (channels !== 1 && channels !== 3) {
    throw new KrausError('metrics/channels', `Images of ${channels} channels; expected 1 (grey) or 3 (RGB).`);
  }
  const area = SIDE * SIDE;
  const resampled = resampleImages(images, SIDE, SIDE);
  const out = new Float32Array(images.count * 3 * area);
  for (let n = 0; n < images.count; n++) {
    for (let c = 0; c < 3; c++) {
      for (let i = 0; i < area; i++) {
        const value = resampled[(n * area + i) * channels + (channels === 3 ? c : 0)] as number;
        out[(n * 3 + c) * area + i] = scaling === 'unit' ? value / 255 : (value - 128) / 128;
      }
    }
  }
  return out;
}
