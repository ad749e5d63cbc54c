// One training step of the reference U-Net (28x28x1, batch 32, channels 16-32-64, group norm, relu, Adam) on Kraus' engine.
//   node bench/unet-step.mjs [--steps 30] [--threads N] [--backend wasm|js|node] [--kernels]
// Prints one line of JSON. Run `pnpm build` first. Same network, data and initial values as the TensorFlow.js and PyTorch
// peers that PERFORMANCE section 8 compares, so that losses agree. `--kernels` adds the time of each kernel.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Adam, conv2dBias, engineMemory, groupNorm, startEngine, tf } from '../packages/models/dist/engine/index.js';

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '30' },
    threads: { type: 'string' },
    backend: { type: 'string', default: 'wasm' },
    kernels: { type: 'boolean', default: false },
  },
});
const steps = Number(options.steps);
const info = await startEngine({
  backend: options.backend,
  ...(options.threads ? { threads: Number(options.threads) } : {}),
});

const batch = 32;
const [c1, c2, c3] = [16, 32, 64];
const groups = 8;
let seed = 7;
const random = () => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return seed / 0x7fffffff - 0.5;
};
const parameters = {};
const variable = (name, shape, scale) => {
  const size = shape.reduce((a, b) => a * b, 1);
  parameters[name] = tf.variable(
    tf.tensor(
      Float32Array.from({ length: size }, () => random() * 2 * scale),
      shape,
    ),
  );
};
const layer = (name, kernel, from, to) => {
  variable(`${name}.w`, [kernel, kernel, from, to], Math.sqrt(3 / (kernel * kernel * from)));
  parameters[`${name}.b`] = tf.variable(tf.zeros([to]));
  if (name === 'out') return;
  parameters[`${name}.g`] = tf.variable(tf.ones([to]));
  parameters[`${name}.h`] = tf.variable(tf.zeros([to]));
};
layer('a1', 3, 1, c1);
layer('a2', 3, c1, c1);
layer('d1', 3, c1, c2);
layer('b2', 3, c2, c2);
layer('d2', 3, c2, c3);
layer('c2', 3, c3, c3);
layer('u1', 3, c3 + c2, c2);
layer('u1b', 3, c2, c2);
layer('u2', 3, c2 + c1, c1);
layer('u2b', 3, c1, c1);
layer('out', 1, c1, 1);

const block = (x, name, stride = 1) => {
  const y = conv2dBias(x, parameters[`${name}.w`], parameters[`${name}.b`], { stride });
  return groupNorm(y, parameters[`${name}.g`], parameters[`${name}.h`], groups, { activation: 'relu' });
};
const up = (x) => tf.image.resizeNearestNeighbor(x, [x.shape[1] * 2, x.shape[2] * 2]);
const network = (x) => {
  const a = block(block(x, 'a1'), 'a2');
  const b = block(block(a, 'd1', 2), 'b2');
  const c = block(block(b, 'd2', 2), 'c2');
  const u = block(block(tf.concat([up(c), b], 3), 'u1'), 'u1b');
  const v = block(block(tf.concat([up(u), a], 3), 'u2'), 'u2b');
  return conv2dBias(v, parameters['out.w'], parameters['out.b']);
};
const size = batch * 784;
const x = tf.tensor(
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * 0.37)),
  [batch, 28, 28, 1],
);
const y = tf.tensor(
  Float32Array.from({ length: size }, (_, i) => Math.cos(i * 0.11)),
  [batch, 28, 28, 1],
);
const names = Object.keys(parameters);
const adam = new Adam(parameters, { lr: 1e-3, eps: 1e-7 });
const step = () => {
  const { value, grads } = tf.variableGrads(
    () => tf.mean(tf.squaredDifference(y, network(x))),
    Object.values(parameters),
  );
  adam.apply(names.map((name) => grads[parameters[name].name]));
  const loss = value.dataSync()[0];
  tf.dispose([value, grads]);
  return loss;
};

const times = [];
const losses = [];
const kernelTimes = new Map();
const warm = 3;
let before;
for (let i = 0; i < steps + warm; i++) {
  if (i === warm) {
    before = engineMemory();
    if (options.kernels) {
      const runtime = tf.backend().runtime;
      const run = runtime.run.bind(runtime);
      runtime.run = (name, ...rest) => {
        const start = performance.now();
        run(name, ...rest);
        kernelTimes.set(name, (kernelTimes.get(name) ?? 0) + performance.now() - start);
      };
    }
  }
  const start = performance.now();
  losses.push(step());
  if (i >= warm) times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
const at = (share) => Number(times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(2));
const after = engineMemory();
console.log(
  JSON.stringify({
    benchmark: 'unet-step',
    backend: info.backend,
    threads: info.threads,
    ms: at(0.5),
    quartiles: [at(0.25), at(0.75)],
    fastest: at(0),
    losses: [losses[0], losses[1], losses.at(-1)],
    params: names.filter((name) => /\.[wb]$/.test(name)).reduce((sum, name) => sum + parameters[name].size, 0),
    flat: before.tensors === after.tensors && before.heapBytes === after.heapBytes,
    memory: after,
    fallbacks: tf.backend().fallbacksAbove?.(0),
    ...(options.kernels
      ? {
          kernels: Object.fromEntries(
            [...kernelTimes].sort((p, q) => q[1] - p[1]).map(([k, t]) => [k, Number((t / steps).toFixed(2))]),
          ),
        }
      : {}),
  }),
);
