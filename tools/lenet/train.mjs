// Trains `lenet`, the feature extractor and classifier of digits that @kraus/models ships, on MNIST, and writes
// packages/models/weights/lenet.safetensors. Run after `pnpm build`:
//
//   node tools/lenet/train.mjs [--out FILE] [--epochs 6] [--seed 1] [--backend auto|wasm|js|node] [--limit N]
//
// MNIST is looked for in KRAUS_DATA, then in the user's cache, then downloaded. All 60,000 training images are used (no
// validation split: nothing is chosen by the test images, the weights of the last step are kept). Every second batch is
// quantised to 8 levels, and every image is moved by up to two pixels in each direction, so that the network judges
// samples of 8-level models as it judges real images. Every draw is a function of the seed: the same seed, backend
// and version of Kraus give the same file.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stream } from '../../packages/core/dist/index.js';
import { loadDataset } from '../../packages/models/dist/data/index.js';
import { levelEncoding } from '../../packages/models/dist/encode/index.js';
import { Adam, startEngine, tf } from '../../packages/models/dist/engine/index.js';
import { LENET_SHAPES, lenetForward } from '../../packages/models/dist/metrics/features/index.js';
import { encodeSafetensors } from '../../packages/models/dist/safetensors/index.js';

const { values: given } = parseArgs({
  options: {
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../../packages/models/weights/lenet.safetensors', import.meta.url)),
    },
    epochs: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    backend: { type: 'string', default: 'auto' },
    limit: { type: 'string' },
  },
});
const seed = Number(given.seed);
const epochs = Number(given.epochs);
const BATCH = 64;
const RATE = 1e-3;
const SHIFT = 2;
const LEVELS = 8;
const SIDE = 28;
const AREA = SIDE * SIDE;

const engine = await startEngine({ backend: given.backend });
console.log(`engine: ${engine.backend}, ${engine.threads} threads`);
const limit = given.limit === undefined ? {} : { limit: Number(given.limit) };
const mnist = await loadDataset({
  name: 'MNIST',
  source: { component: 'mnist', options: { validation: 0, ...limit } },
});
const { train, test } = mnist;
const { quantise } = levelEncoding(LEVELS);
const coarse = { ...train, pixels: quantise(train.pixels) };
const coarseTest = { ...test, pixels: quantise(test.pixels) };

const variables = initialise();
const optimizer = new Adam(variables, { lr: RATE });
const perEpoch = Math.floor(train.count / BATCH);
const steps = epochs * perEpoch;
const started = performance.now();
let loss = 0;
let order = new Uint32Array();
for (let step = 0; step < steps; step++) {
  const epoch = Math.floor(step / perEpoch);
  const at = step % perEpoch;
  if (at === 0) order = stream(seed, 'lenet', 'order', epoch).permutation(train.count);
  const { images, labels } = batch(step % 2 === 0 ? train : coarse, order.subarray(at * BATCH, (at + 1) * BATCH), step);
  loss += learn(images, labels, RATE * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
  if (at === perEpoch - 1) {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const fine = await accuracy(test);
    console.log(
      `epoch ${epoch + 1}/${epochs}: loss ${(loss / perEpoch).toFixed(4)}, test ${percent(fine.right)}, ${seconds} s`,
    );
    loss = 0;
  }
}

const fine = await accuracy(test);
const quantised = await accuracy(coarseTest);
const facts = {
  architecture: 'lenet: conv 5x5x16, pool, conv 5x5x32, pool, dense 84, dense 10; rectifiers; input value / 255',
  trainedOn: `MNIST train, ${train.count} images, ${mnist.provenance.files.map((f) => f.sha256.slice(0, 12)).join(' ')}`,
  recipe: `tools/lenet/train.mjs, seed ${seed}, ${epochs} epochs, batch ${BATCH}, Adam ${RATE} with cosine decay, shifts up to ${SHIFT} pixels, every second batch at ${LEVELS} levels`,
  engine: engine.backend,
  testAccuracy: fine.right.toFixed(4),
  testAccuracy8Levels: quantised.right.toFixed(4),
  testConfident: fine.confident.toFixed(4),
  testConfident8Levels: quantised.confident.toFixed(4),
};
const tensors = {};
for (const [name, variable] of Object.entries(variables)) {
  tensors[name] = { dtype: 'F32', shape: [...variable.shape], data: Float32Array.from(await variable.data()) };
}
const bytes = encodeSafetensors(tensors, facts);
await writeFile(given.out, bytes);
console.log(facts);
console.log(`${given.out}: ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}`);

/** He initialisation (arXiv:1502.01852) of filters and matrices, zero biases. */
function initialise() {
  const made = {};
  for (const [name, shape] of Object.entries(LENET_SHAPES)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(size);
    if (shape.length > 1) {
      const fanIn = size / shape.at(-1);
      stream(seed, 'lenet', 'initial', name).fillNormal(values);
      for (let i = 0; i < size; i++) values[i] *= Math.sqrt((name.startsWith('dense2') ? 1 : 2) / fanIn);
    }
    made[name] = tf.tidy(() => tf.variable(tf.tensor(values, [...shape])));
  }
  return made;
}

/** One batch, each image moved by its own draw of two whole numbers in −2 … 2; the border is background. */
function batch(split, indices, step) {
  const images = new Float32Array(BATCH * AREA);
  const labels = new Int32Array(BATCH);
  const random = stream(seed, 'lenet', 'shift', step);
  for (let n = 0; n < BATCH; n++) {
    const dy = random.integer(2 * SHIFT + 1) - SHIFT;
    const dx = random.integer(2 * SHIFT + 1) - SHIFT;
    const from = indices[n] * AREA;
    labels[n] = split.labels[indices[n]];
    for (let y = Math.max(0, dy); y < Math.min(SIDE, SIDE + dy); y++) {
      for (let x = Math.max(0, dx); x < Math.min(SIDE, SIDE + dx); x++) {
        images[n * AREA + y * SIDE + x] = split.pixels[from + (y - dy) * SIDE + x - dx] / 255;
      }
    }
  }
  return { images, labels };
}

/** One step of cross-entropy; returns the loss. */
function learn(images, labels, lr) {
  const x = tf.tensor4d(images, [BATCH, SIDE, SIDE, 1]);
  const target = new Float32Array(BATCH * 10);
  labels.forEach((label, n) => {
    target[n * 10 + label] = 1;
  });
  const y = tf.tensor2d(target, [BATCH, 10]);
  const names = Object.keys(variables);
  const { value, grads } = tf.variableGrads(() => {
    const { logits } = lenetForward(variables, x);
    return tf.neg(tf.div(tf.sum(tf.mul(y, tf.logSoftmax(logits))), BATCH));
  }, Object.values(variables));
  optimizer.apply(
    names.map((name) => grads[variables[name].name]),
    { lr },
  );
  const [result] = value.dataSync();
  tf.dispose([x, y, value, grads]);
  return result;
}

/** Share of right answers, and of answers with probability 0.9 or more. */
async function accuracy(split) {
  let right = 0;
  let confident = 0;
  for (let from = 0; from < split.count; from += 500) {
    const count = Math.min(500, split.count - from);
    const pixels = Float32Array.from(split.pixels.subarray(from * AREA, (from + count) * AREA), (v) => v / 255);
    const result = tf.tidy(() =>
      tf.softmax(lenetForward(variables, tf.tensor4d(pixels, [count, SIDE, SIDE, 1])).logits),
    );
    const probabilities = await result.data();
    result.dispose();
    for (let n = 0; n < count; n++) {
      const row = probabilities.subarray(n * 10, n * 10 + 10);
      const best = row.indexOf(Math.max(...row));
      if (best === split.labels[from + n]) right++;
      if (row[best] >= 0.9) confident++;
    }
  }
  return { right: right / split.count, confident: confident / split.count };
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}
