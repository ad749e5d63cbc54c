import { tf } from '../tensor-flow.js';
import { registerConvolutions } from './convolution-kernels.js';
import { registerElementwise } from './elementwise-kernels.js';
import { registerFused } from './fused-kernels.js';
import { registerIndexing } from './indexing-kernels.js';
import { KrausBackend } from './kraus-backend.js';
import { registerLayout } from './layout-kernels.js';
import { registerProducts } from './product-kernels.js';
import { registerReductions } from './reduction-kernels.js';
import { BACKEND, registerFallbacks } from './registry.js';
import { registerSpatial } from './spatial-kernels.js';

export { correctJavascriptBackend } from './javascript-corrections.js';
export { type Fallback, KrausBackend } from './kraus-backend.js';
export { updateAdam, updateAverage } from './optimizer-kernels.js';
export { sumOfSquares } from './reduction-kernels.js';
export { BACKEND } from './registry.js';

let registered = false;

/** Registers the backend `kraus` with a number of threads; an earlier one is removed. */
export function registerKrausBackend(threads: number): void {
  if (tf.findBackend(BACKEND)) tf.removeBackend(BACKEND);
  if (!registered) {
    registered = true;
    registerFallbacks();
    registerElementwise();
    registerConvolutions();
    registerProducts();
    registerLayout();
    registerIndexing();
    registerReductions();
    registerSpatial();
    registerFused();
  }
  tf.registerBackend(BACKEND, () => new KrausBackend(threads));
}

/** The running backend, if it is ours. */
export function krausBackend(): KrausBackend | undefined {
  if (tf.getBackend() !== BACKEND) return undefined;
  const backend = tf.backend();
  return backend instanceof KrausBackend ? backend : undefined;
}
