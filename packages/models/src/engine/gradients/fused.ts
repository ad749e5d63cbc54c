import { type Tensor, tf } from '../tensor-flow.js';
import { at, defineGradient, runKernel } from './define-gradient.js';

/** Gradients of Kraus' own fused kernels. */
export function registerFusedGradients(): void {
  defineGradient('KrausSilu', { inputs: ['x'] }, (dy, saved) => ({
    x: () => runKernel('KrausSiluGradient', { dy, x: at(saved, 0) }, {}),
  }));
  defineGradient('KrausConv2DBias', { inputs: ['x', 'filter'] }, (dy, saved, attributes) => {
    const [x, filter] = [at(saved, 0), at(saved, 1)];
    return {
      x: () => runKernel('Conv2DBackpropInput', { dy, filter }, { ...attributes, inputShape: x.shape }),
      filter: () => runKernel('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: filter.shape }),
      bias: () => tf.sum(dy, [0, 1, 2]),
    };
  });
  for (const [kernelName, names] of [
    ['KrausGroupNorm', ['x', 'gamma', 'beta']],
    ['KrausShiftedGroupNorm', ['x', 'gamma', 'beta', 'shift']],
  ] as const) {
    tf.registerGradient({
      kernelName,
      inputsToSave: [...names],
      outputsToSave: [false, true, true],
      gradFunc: (dys, saved, attributes) => {
        const dy = Array.isArray(dys) ? at(dys, 0) : dys;
        const inputs = Object.fromEntries([...names, 'mean', 'scale'].map((name, i) => [name, at(saved, i)]));
        // Eagerly: what a part's own function makes beside its result is disposed when it returns.
        const results = tf
          .engine()
          .runKernel('KrausGroupNormGradient', { dy, ...inputs }, attributes) as unknown as Tensor[];
        return Object.fromEntries(names.map((name, i) => [name, () => at(results, i)]));
      },
    });
  }
}
