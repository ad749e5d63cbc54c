import type { RandomStream } from '@kraus/core';
import type { Tensor } from '../engine/index.js';
import type { Parameters } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';

/** A reverse model of points: outputs for x_t and t, and gradients by hand, so that circuits need no tensors in between. */
export interface PointNetwork {
  readonly name: string;
  initial(random: RandomStream): ParameterValues;
  /**
   * @param xt [count, dimension]
   * @param t [count], ascending
   * @returns [count, outputs]
   */
  run(parameters: Parameters, xt: Float64Array, t: Int32Array): Float64Array;
  /**
   * Outputs and ∂L/∂parameters in the order of {@link initial}; the caller disposes them.
   * @param cotangents ∂L/∂outputs, [count, outputs], of the outputs that it is given
   */
  gradient(
    parameters: Parameters,
    xt: Float64Array,
    t: Int32Array,
    cotangents: (outputs: Float64Array) => Float64Array,
  ): Tensor[];
  dispose(): void;
}
