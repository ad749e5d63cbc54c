import { conv2dBias, type Tensor, tf } from '../../engine/index.js';

/** Side of the square grey images that the network takes. */
export const LENET_SIDE = 28;
/** Width of the last hidden layer: the features. */
export const LENET_FEATURES = 84;
export const LENET_CLASSES = 10;

/** The parameters by name, with their shapes: filters `[height, width, in, out]`, matrices `[in, out]`. */
export const LENET_SHAPES = {
  'conv1.filter': [5, 5, 1, 16],
  'conv1.bias': [16],
  'conv2.filter': [5, 5, 16, 32],
  'conv2.bias': [32],
  'dense1.matrix': [512, LENET_FEATURES],
  'dense1.bias': [LENET_FEATURES],
  'dense2.matrix': [LENET_FEATURES, LENET_CLASSES],
  'dense2.bias': [LENET_CLASSES],
} as const satisfies Record<string, readonly number[]>;

export type LenetParameters = Readonly<Record<keyof typeof LENET_SHAPES, Tensor>>;

/**
 * A small convolutional network after LeCun et al. 1998 (LeNet-5), with rectifiers and maximum pooling: two valid 5 × 5
 * convolutions of 16 and 32 channels, each followed by 2 × 2 pooling, then 84 and 10 units. 57,190 parameters.
 *
 * @param images float32 `[batch, 28, 28, 1]`, 0 … 1
 * @returns `features` `[batch, 84]` (after the rectifier) and `logits` `[batch, 10]`
 */
export function lenetForward(parameters: LenetParameters, images: Tensor): { features: Tensor; logits: Tensor } {
  const first = poolOf(convolved(images, parameters['conv1.filter'], parameters['conv1.bias']));
  const second = poolOf(convolved(first, parameters['conv2.filter'], parameters['conv2.bias']));
  const flat = tf.reshape(second, [-1, 512]);
  const features = tf.relu(tf.add(tf.matMul(flat, parameters['dense1.matrix']), parameters['dense1.bias']));
  const logits = tf.add(tf.matMul(features, parameters['dense2.matrix']), parameters['dense2.bias']);
  return { features, logits };
}

function convolved(x: Tensor, filter: Tensor, bias: Tensor): Tensor {
  return tf.relu(conv2dBias(x, filter, bias, { pad: 'valid' }));
}

function poolOf(x: Tensor): Tensor {
  return tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid');
}
