import type { tf } from '../tensor-flow.js';
import { type Call, input, override, sizeOf } from './registry.js';
import { sumPartials } from './sum-partials.js';

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

/** Address of the shift of each image, or 0. */
const shiftOf = (call: Call): number => (call.inputs.shift ? call.backend.address(call.inputs.shift) : 0);

/** [y, mean, 1 / standard deviation]. */
function groupNorm(call: Call): tf.TensorInfo[] {
  const b = call.backend;
  const [x, gamma, beta] = [input(call, 'x'), input(call, 'gamma'), input(call, 'beta')];
  const s = shapeOf(call, x);
  const y = b.output(x.shape, 'float32');
  const mean = b.output([s.batch, s.groups], 'float32');
  const scale = b.output([s.batch, s.groups], 'float32');
  const scratch = s.channels * 4 * 5 + 64;
  const area = b.threadScratch(scratch);
  b.runtime.run(
    'group_norm',
    s.batch,
    [
      b.address(x),
      b.address(gamma),
      b.address(beta),
      shiftOf(call),
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
    [[13, call.attributes.epsilon as number]],
  );
  return [y, mean, scale];
}

/** [dx, d gamma, d beta, d shift]. */
function groupNormGradient(call: Call): tf.TensorInfo[] {
  const b = call.backend;
  const x = input(call, 'x');
  const s = shapeOf(call, x);
  const dx = b.output(x.shape, 'float32');
  const dGamma = b.output([s.channels], 'float32');
  const dBeta = b.output([s.channels], 'float32');
  const dShift = b.output([s.batch, s.channels], 'float32');
  const scratch = s.channels * 4 * 10 + 64;
  const area = b.threadScratch(scratch);
  b.borrow(s.batch * s.channels * 4, (gammaParts) => {
    const [dy, gamma, beta, mean, scale] = ['dy', 'gamma', 'beta', 'mean', 'scale'].map((name) =>
      b.address(input(call, name)),
    ) as [number, number, number, number, number];
    const shiftParts = b.address(dShift);
    b.runtime.run('group_norm_gradient', s.batch, [
      dy,
      b.address(x),
      gamma,
      beta,
      shiftOf(call),
      mean,
      scale,
      b.address(dx),
      gammaParts,
      shiftParts,
      area,
      scratch / 4,
      s.pixels,
      s.channels,
      s.groups,
      s.activation,
    ]);
    sumPartials(b, gammaParts, b.address(dGamma), s.batch, s.channels);
    sumPartials(b, shiftParts, b.address(dBeta), s.batch, s.channels);
  });
  return [dx, dGamma, dBeta, dShift];
}

/** Registers Kraus' own fused kernels. */
export function registerFused(): void {
  override('KrausGroupNorm', groupNorm);
  override('KrausShiftedGroupNorm', groupNorm);
  override('KrausGroupNormGradient', groupNormGradient);
}
