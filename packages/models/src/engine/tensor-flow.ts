/**
 * The one place that imports TensorFlow.js core. Everything else takes `tf` from the engine room's index.
 */
import * as tf from '@tensorflow/tfjs-core';

export type Tensor = tf.Tensor;
export type Variable = tf.Variable;
export { tf };
