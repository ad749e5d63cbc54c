import type { tf } from '../tensor-flow.js';
import { type Call, CHUNK, chunks, input, override, sizeOf } from './registry.js';

/** Order of the enumerations in elementwise.c. */
const binaryFloat = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference'];
const binaryBool = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'];
const unary = [
  'Neg',
  'Abs',
  'Relu',
  'Sigmoid',
  'Tanh',
  'Exp',
  'Log',
  'Sqrt',
  'Rsqrt',
  'Square',
  'Step',
  'Sign',
  'Reciprocal',
  'Erf',
  'Softplus',
  'Elu',
  'LeakyRelu',
  'ClipByValue',
  'KrausSilu',
  'Floor',
  'Ceil',
  'Relu6',
  '',
  '',
  'Log1p',
  'Expm1',
];

interface Dimension {
  extent: number;
  x: number;
  y: number;
}

/** Broadcasting as merged dimensions, outermost first, with the strides of both operands (0 where broadcast). */
export function mergeBroadcast(x: readonly number[], y: readonly number[], z: readonly number[]): Dimension[] {
  const merged: Dimension[] = [];
  let sx = 1;
  let sy = 1;
  for (let d = z.length - 1; d >= 0; d--) {
    const extent = z[d] ?? 1;
    const ex = x[d - z.length + x.length] ?? 1;
    const ey = y[d - z.length + y.length] ?? 1;
    if (extent === 1) continue;
    const next = { extent, x: ex === 1 ? 0 : sx, y: ey === 1 ? 0 : sy };
    const inner = merged[0];
    if (inner && next.x === inner.x * inner.extent && next.y === inner.y * inner.extent) inner.extent *= extent;
    else merged.unshift(next);
    sx *= ex;
    sy *= ey;
  }
  return merged;
}

function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const ea = a[i - rank + a.length] ?? 1;
    const eb = b[i - rank + b.length] ?? 1;
    return ea === 1 ? eb : ea;
  });
}

function runBinary(call: Call, operation: number): tf.TensorInfo | undefined {
  const [x, y] = [input(call, 'a'), input(call, 'b')];
  if (x.dtype !== 'float32' || y.dtype !== 'float32') return undefined;
  const shape = broadcastShape(x.shape, y.shape);
  const dimensions = mergeBroadcast(x.shape, y.shape, shape);
  if (dimensions.length > 5) return undefined;
  const { backend } = call;
  const z = backend.output(shape, operation < binaryFloat.length ? 'float32' : 'bool');
  const inner = dimensions.pop() ?? { extent: 1, x: 0, y: 0 };
  while (dimensions.length < 4) dimensions.unshift({ extent: 1, x: 0, y: 0 });
  const rows = dimensions.reduce((product, d) => product * d.extent, 1);
  if (rows * inner.extent === 0) return z;
  const chunkRows = Math.max(1, Math.floor(CHUNK / inner.extent));
  const count = rows === 1 ? chunks(inner.extent) : Math.ceil(rows / chunkRows);
  backend.runtime.run('binary', Math.min(count, 4000), [
    backend.address(x),
    backend.address(y),
    backend.address(z),
    operation,
    inner.extent,
    rows,
    count > 4000 ? Math.ceil(rows / 4000) : chunkRows,
    count > 4000 && rows === 1 ? Math.ceil(inner.extent / 4000) : CHUNK,
    inner.x,
    inner.y,
    ...dimensions.map((d) => d.extent),
    ...dimensions.map((d) => d.x),
    ...dimensions.map((d) => d.y),
  ]);
  return z;
}

/** Chunk size that keeps the number of chunks below the limit. */
export function chunkSize(n: number): number {
  return Math.max(CHUNK, Math.ceil(n / 4000));
}

function runUnary(call: Call, operation: number, p = 0, q = 0): tf.TensorInfo | undefined {
  const x = input(call, 'x');
  if (x.dtype !== 'float32') return undefined;
  const n = sizeOf(x);
  const y = call.backend.output(x.shape, 'float32');
  if (n === 0) return y;
  const size = chunkSize(n);
  call.backend.runtime.run(
    'unary',
    chunks(n, size),
    [call.backend.address(x), call.backend.address(y), operation, n, size, 0, 0],
    [
      [5, p],
      [6, q],
    ],
  );
  return y;
}

/** Kernel of three or four addresses over n elements. */
export function runFlat(call: Call, name: string, tensors: readonly tf.TensorInfo[], n: number): void {
  const size = chunkSize(n);
  if (n > 0) call.backend.runtime.run(name, chunks(n, size), [...tensors.map((t) => call.backend.address(t)), n, size]);
}

const castKinds: Readonly<Record<string, number>> = {
  'float32>int32': 0,
  'int32>float32': 1,
  'bool>float32': 2,
  'bool>int32': 3,
  'float32>bool': 4,
  'int32>bool': 5,
};

function runCast(call: Call): tf.TensorInfo | undefined {
  const x = input(call, 'x');
  const to = call.attributes.dtype as 'float32' | 'int32' | 'bool';
  if (x.dtype === to) return call.backend.alias(x, x.shape);
  const kind = castKinds[`${x.dtype}>${to}`];
  if (kind === undefined) return undefined;
  const n = sizeOf(x);
  const y = call.backend.output(x.shape, to);
  const size = chunkSize(n);
  if (n > 0) {
    call.backend.runtime.run('convert', chunks(n, size), [
      call.backend.address(x),
      call.backend.address(y),
      kind,
      n,
      size,
    ]);
  }
  return y;
}

/** Registers elementwise kernels. */
export function registerElementwise(): void {
  [...binaryFloat, ...binaryBool].forEach((name, operation) => {
    override(name, (call) => runBinary(call, operation));
  });
  unary.forEach((name, operation) => {
    if (name === '') return;
    override(name, (call) => {
      const { alpha, clipValueMin, clipValueMax } = call.attributes;
      if (name === 'ClipByValue') return runUnary(call, operation, clipValueMin as number, clipValueMax as number);
      return runUnary(call, operation, (alpha as number | undefined) ?? 0);
    });
  });
  override('Cast', runCast);
  for (const [name, kernel] of [
    ['KrausSiluGradient', 'silu_gradient'],
    ['KrausReluGradient', 'relu_gradient'],
  ] as const) {
    override(name, (call) => {
      const [dy, x] = [input(call, 'dy'), input(call, 'x')];
      const dx = call.backend.output(x.shape, 'float32');
      runFlat(call, kernel, [dy, x, dx], sizeOf(x));
      return dx;
    });
  }
  override('Select', (call) => {
    const [condition, t, e] = [input(call, 'condition'), input(call, 't'), input(call, 'e')];
    if (t.dtype !== 'float32' || e.dtype !== 'float32' || sizeOf(condition) !== sizeOf(t)) return undefined;
    const z = call.backend.output(t.shape, 'float32');
    runFlat(call, 'select_where', [condition, t, e, z], sizeOf(t));
    return z;
  });
}
