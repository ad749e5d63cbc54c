import type { KrausBackend } from './kraus-backend.js';
import { chunks } from './registry.js';

/** to[i] = Σ_k partial[k · n + i] over `count` parts, in order (addresses). */
export function sumPartials(backend: KrausBackend, partial: number, to: number, count: number, n: number): void {
  backend.runtime.run('sum_partials', chunks(n, 4096), [partial, to, count, n, 4096], [], n * count > 30000);
}
