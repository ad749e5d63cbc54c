import type { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';
import { pack, padBias } from './packing.js';
import { type Call, input, override, sizeOf } from './registry.js';
import { transposeInto } from './strided-copy.js';

/** y[m, n] = x[m, k] · w[k, n] (or with w given as [n, k]); addresses. */
function product(
  backend: KrausBackend,
  x: number,
  w: number,
  y: number,
  m: number,
  n: number,
  k: number,
  transposed: boolean,
): void {
  const panels = Math.ceil(n / 8);
  const bytes = panels * 8 * k * 4;
  backend.borrow(bytes + panels * 32, (packed) => {
    pack(backend, w, packed, 1, k, n, transposed, {
      rowFirst: 0,
      rowStep: 1,
      rows: 1,
      columnFirst: 0,
      columnStep: 1,
      columns: 1,
    });
    padBias(backend, undefined, packed + bytes, n);
    const chunkRows = m > 96 ? 50 : Math.max(5, m);
    const rowChunks = Math.ceil(m / chunkRows);
    const chunkPanels = Math.max(1, Math.ceil(panels / Math.max(1, Math.ceil(16 / rowChunks))));
    const panelChunks = Math.ceil(panels / chunkPanels);
    const rows =
      rowChunks * panelChunks > 4000 ? Math.ceil(m / Math.max(1, Math.floor(4000 / panelChunks)) / 5) * 5 : chunkRows;
    const parts = Math.ceil(m / rows);
    backend.runtime.run(
      'multiply_matrices',
      parts * panelChunks,
      [x, packed, packed + bytes, y, m, n, k, rows, chunkPanels, parts],
      [],
      m * n * k > 30000,
    );
  });
}

function matMul(call: Call): tf.TensorInfo | undefined {
  const { backend } = call;
  const [a, b] = [input(call, 'a'), input(call, 'b')];
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const { transposeA, transposeB } = call.attributes;
  const [am, ak] = a.shape.slice(-2) as [number, number];
  const [bk, bn] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [ak, am] : [am, ak];
  const n = transposeB ? bk : bn;
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [batchA, batchB] = [sizeOf({ shape: outerA }), sizeOf({ shape: outerB })];
  if (batchA !== batchB && batchA !== 1 && batchB !== 1) return undefined;
  const outer = batchA >= batchB && outerA.length >= outerB.length ? outerA : outerB;
  const batch = sizeOf({ shape: outer });
  if (batch !== Math.max(batchA, batchB)) return undefined;
  const y = backend.output([...outer, m, n], 'float32');
  if (sizeOf(y) === 0) return y;
  const [xa, wa, ya] = [backend.address(a), backend.address(b), backend.address(y)];
  for (let i = 0; i < batch; i++) {
    const x = xa + (batchA === 1 ? 0 : i * m * k * 4);
    const w = wa + (batchB === 1 ? 0 : i * k * n * 4);
    const target = ya + i * m * n * 4;
    if (!transposeA) product(backend, x, w, target, m, n, k, Boolean(transposeB));
    else {
      backend.borrow(m * k * 4, (flipped) => {
        transposeInto(backend, x, flipped, k, m);
        product(backend, flipped, w, target, m, n, k, Boolean(transposeB));
      });
    }
  }
  return y;
}

/** Registers matrix products. */
export function registerProducts(): void {
  override('BatchMatMul', matMul);
}
