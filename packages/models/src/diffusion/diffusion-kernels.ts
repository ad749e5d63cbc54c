import { KernelRuntime, probeFeatures } from '@kraus/sim/runtime';
import { checkLossShapes, discreteLoss, type LossParts, type LossTables } from './discrete-loss.js';
import { moduleBase64 } from './generated/kernels.js';
import { reverseStep } from './reverse-sampling.js';

/** The heavy parts of discrete diffusion; every implementation gives the same bits. */
export interface DiffusionMath {
  readonly name: 'wasm' | 'js';
  /** See {@link discreteLoss}. */
  readonly discreteLoss: typeof discreteLoss;
  /** See {@link reverseStep}. */
  readonly reverseStep: typeof reverseStep;
}

/** In plain TypeScript. */
export const plainMath: DiffusionMath = { name: 'js', discreteLoss, reverseStep };

let running: { readonly threads: number; readonly math: DiffusionMath } | undefined;

/** The fastest implementation that runs here: WebAssembly on `threads` threads, or {@link plainMath}. */
export function diffusionMath(threads: number): DiffusionMath {
  if (running?.threads !== threads) {
    const { simd, sharedMemory, workers } = probeFeatures();
    const math = simd && sharedMemory ? kernelMath(workers ? threads : 1) : plainMath;
    running = { threads, math };
  }
  return running.math;
}

/** Tables in the kernels' memory, rows padded with zeros to an even number of levels. */
interface PlacedTables {
  readonly padded: number;
  readonly step: number;
  readonly before: number;
  readonly normaliser: number;
  readonly constant: number;
}

/** Pixels of a chunk of `reverse_step`. */
const CHUNK = 256;

function kernelMath(threads: number): DiffusionMath {
  const runtime = new KernelRuntime(
    Uint8Array.from(atob(moduleBase64), (c) => c.charCodeAt(0)),
    { threads },
  );
  const { heap } = runtime;
  const placed = new WeakMap<LossTables, PlacedTables>();
  const place = (tables: LossTables): PlacedTables => {
    const known = placed.get(tables);
    if (known !== undefined) return known;
    const padded = tables.levels + (tables.levels % 2);
    const put = (table: Float64Array): number => {
      const rows = table.length / tables.levels;
      const address = heap.allocate(rows * padded * 8);
      const target = new Float64Array(heap.buffer, address, rows * padded).fill(0);
      for (let r = 0; r < rows; r++) {
        target.set(table.subarray(r * tables.levels, (r + 1) * tables.levels), r * padded);
      }
      return address;
    };
    const { step, before, normaliser, constant } = tables;
    const made = {
      padded,
      step: put(step),
      before: put(before),
      normaliser: put(normaliser),
      constant: put(constant),
    };
    placed.set(tables, made);
    return made;
  };
  /** Runs with memory for arrays of the given sizes in bytes, and gives it back. */
  const withMemory = <T>(sizes: readonly number[], use: (addresses: readonly number[]) => T): T => {
    const addresses = sizes.map((size) => heap.allocate(size));
    try {
      return use(addresses);
    } finally {
      sizes.forEach((size, i) => {
        heap.release(addresses[i], size);
      });
    }
  };
  return {
    name: 'wasm',
    discreteLoss(tables, logits, x0, xt, t, ceWeight, gradient): LossParts {
      checkLossShapes(tables, logits, x0, xt, t, gradient);
      const at = place(tables);
      const batch = t.length;
      const pixels = x0.length / batch;
      const out = gradient === undefined ? 0 : gradient.byteLength;
      const sizes = [logits.byteLength, x0.length, xt.length, 4 * batch, out, 8 * batch, 8 * batch, 16];
      return withMemory(sizes, ([l, clean, noisy, times, grad, bound, entropy, settings]) => {
        new Float32Array(heap.buffer, l, logits.length).set(logits);
        new Uint8Array(heap.buffer, clean, x0.length).set(x0);
        new Uint8Array(heap.buffer, noisy, xt.length).set(xt);
        new Int32Array(heap.buffer, times, batch).set(t);
        new Float64Array(heap.buffer, settings, 2).set([ceWeight, 1 / (batch * pixels)]);
        const tablesAt = [at.step, at.before, at.normaliser, at.constant];
        const gradientAt = gradient === undefined ? 0 : grad;
        const words = [
          l,
          clean,
          noisy,
          times,
          ...tablesAt,
          gradientAt,
          bound,
          entropy,
          tables.levels,
          pixels,
          settings,
        ];
        runInParts(batch, (first, count) => {
          if (first === 0 && count === batch) {
            runtime.run('discrete_loss', batch, words);
            return;
          }
          // More images than one call may have chunks: the pointers move on.
          const moved = [...words];
          moved[0] += first * pixels * tables.levels * 4;
          moved[1] += first * pixels;
          moved[2] += first * pixels;
          moved[3] += first * 4;
          if (gradientAt !== 0) moved[8] += first * pixels * tables.levels * 4;
          moved[9] += first * 8;
          moved[10] += first * 8;
          runtime.run('discrete_loss', count, moved);
        });
        gradient?.set(new Float32Array(heap.buffer, grad, gradient.length));
        return {
          bound: new Float64Array(heap.buffer, bound, batch).slice(),
          crossEntropy: new Float64Array(heap.buffer, entropy, batch).slice(),
        };
      });
    },
    reverseStep(tables, t, xt, logits, uniforms): void {
      const at = place(tables);
      const n = tables.levels;
      const used = t === 1 ? 0 : 8 * xt.length * n;
      withMemory([xt.length, logits.byteLength, used], ([noisy, l, noise]) => {
        new Uint8Array(heap.buffer, noisy, xt.length).set(xt);
        new Float32Array(heap.buffer, l, logits.length).set(logits);
        if (t > 1) new Float64Array(heap.buffer, noise, xt.length * n).set(uniforms.subarray(0, xt.length * n));
        const shift = (t - 1) * n * at.padded * 8;
        const chunk = Math.max(CHUNK, Math.ceil(xt.length / MOST_CHUNKS));
        const words = [noisy, l, at.step + shift, at.before + shift, noise, n, xt.length, chunk, t === 1 ? 1 : 0];
        runtime.run('reverse_step', Math.ceil(xt.length / chunk), words);
        xt.set(new Uint8Array(heap.buffer, noisy, xt.length));
      });
    },
  };
}

/** Chunks that one call of a kernel may have. */
const MOST_CHUNKS = 4000;

function runInParts(count: number, run: (first: number, count: number) => void): void {
  for (let first = 0; first < count; first += MOST_CHUNKS) run(first, Math.min(MOST_CHUNKS, count - first));
}
