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
  tf.registerGradient({
    kernelName: 'KrausGroupNorm',
    inputsToSave: ['x', 'gamma', 'beta'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attributes) => {
      const dy = Array.isArray(dys) ? at(dys, 0) : dys;
      // Eagerly: what a part's own function makes beside its result is disposed when it returns.
      const results = tf
        .engine()
        .runKernel(
          'KrausGroupNormGradient',
          { dy, x: at(saved, 0), gamma: at(saved, 1), beta: at(saved, 2), mean: at(saved, 3), scale: at(saved, 4) },
          attributes,
        ) as unknown as Tensor[];
      const part = (i: number) => () => at(results, i);
      return { x: part(0), gamma: part(1), beta: part(2) };
    },
  });
}
