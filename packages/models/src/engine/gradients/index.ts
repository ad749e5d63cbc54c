import { registerBinaryGradients, registerUnaryGradients, replaceSquaredDifferenceGradient } from './elementwise.js';
import { registerFusedGradients } from './fused.js';
import { registerLayoutGradients } from './layout.js';
import { registerLinearGradients } from './linear.js';
import { registerReductionGradients } from './reductions.js';

let registered = false;

/**
 * Registers the gradients of TensorFlow.js kernels. The Node build of @tensorflow/tfjs-core carries none (they live in
 * the 147 MB union package), so Kraus brings its own, written on public operations and tested against finite
 * differences. Gradients that another library in the process has registered are kept, but for one that is known to be wrong.
 * To be called again after such a library was loaded.
 */
export function registerGradients(): void {
  replaceSquaredDifferenceGradient();
  if (registered) return;
  registered = true;
  registerUnaryGradients();
  registerBinaryGradients();
  registerReductionGradients();
  registerLayoutGradients();
  registerLinearGradients();
  registerFusedGradients();
}
