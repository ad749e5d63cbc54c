import type { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';
import { type Call, input, override, sizeOf } from './registry.js';

interface Shape {
  readonly batch: number;
  readonly pixels: number;
  readonly channels: number;
  readonly groups: number;
  readonly activation: number;
}

function shapeOf(call: Call, x: tf.TensorInfo): Shape {
  const batch = x.shape[0] ?? 0;
  const channels = x.shape[x.shape.length - 1] ?? 1;
  const { groups, activation } = call.attributes;
  return {
    batch,
    channels,
    pixels: sizeOf(x) / (batch * channels),
    groups: groups as number,
    activation: activation as number,
  };
}

/** [y, mean, 1 / standard deviation]. */
function groupNorm(call: Call): tf.TensorInfo[] {
  const b = call.backend;
  const [x, gamma, beta] = [input(call, 'x'), input(call, 'gamma'), input(call, 'beta')];
  const s = shapeOf(call, x);
  const y = b.output(x.shape, 'float32');
  const mean = b.output([s.batch, s.groups], 'float32');
  const scale = b.output([s.batch, s.groups], 'float32');
  const scratch = s.channels * 4 * 6 + 64;
  const area = b.threadScratch(scratch);
  b.runtime.run(
    'group_norm',
    s.batch,
    [
      b.address(x),
      b.address(gamma),
      b.address(beta),
      b.address(y),
      b.address(mean),
      b.address(scale),
      area,
      scratch / 4,
      s.pixels,
      s.channels,
      s.groups,
      s.activation,
      0,
    ],
    [[12, call.attributes.epsilon as number]],
  );
  return [y, mean, scale];
}

/** [dx, d gamma, d beta]. */
function groupNormGradient(call: Call): tf.TensorInfo[] {
  const b = call.backend;
  const x = input(call, 'x');
  const s = shapeOf(call, x);
  const dx = b.output(x.shape, 'float32');
  const dGamma = b.output([s.channels], 'float32');
  const dBeta = b.output([s.channels], 'float32');
  const scratch = s.channels * 4 * 11 + 64;
  const area = b.threadScratch(scratch);
  const n = 2 * s.channels;
  b.borrow((s.batch + 1) * n * 4, (partial) => {
    const inputs = ['dy', 'x', 'gamma', 'beta', 'mean', 'scale'].map((name) => b.address(input(call, name)));
    b.runtime.run('group_norm_gradient', s.batch, [
      ...inputs,
      b.address(dx),
      partial,
      area,
      scratch / 4,
      s.pixels,
      s.channels,
      s.groups,
      s.activation,
    ]);
    const sums = partial + s.batch * n * 4;
    b.runtime.run('sum_partials', 1, [partial, sums, s.batch, n, n]);
    const values = new Float32Array(b.runtime.heap.buffer, sums, n);
    view(b, dGamma).set(values.subarray(0, s.channels));
    view(b, dBeta).set(values.subarray(s.channels));
  });
  return [dx, dGamma, dBeta];
}

function view(backend: KrausBackend, tensor: tf.TensorInfo): Float32Array {
  return new Float32Array(backend.runtime.heap.buffer, backend.address(tensor), sizeOf(tensor));
}

/** Registers Kraus' own fused kernels. */
export function registerFused(): void {
  override('KrausGroupNorm', groupNorm);
  override('KrausGroupNormGradient', groupNormGradient);
}
