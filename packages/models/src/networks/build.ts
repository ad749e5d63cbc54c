import { type ComponentSpec, KrausError, resolveOptions } from '@kraus/core';
import { bodyOf, standardBody } from './bottleneck.js';
import { HybridUnet } from './hybrid-unet.js';
import { Mlp } from './mlp.js';
import type { ImageNetwork, ImageShape, NetworkShape, ReverseNetwork } from './network.js';
import { Pixelwise } from './pixelwise.js';
import { Qvunet } from './qvunet.js';
import { hybridUnetSchema, mlpSchema, pixelwiseSchema, qvunetSchema, unetSchema } from './schema.js';
import { ImageUnet, Unet } from './unet.js';

/**
 * The network on levels that a script's `reverse` names.
 *
 * @throws KrausError `models/unknown-reverse`, those of `resolveOptions`, and those of the network
 */
export function buildNetwork(spec: ComponentSpec, shape: NetworkShape): ReverseNetwork {
  const context = { name: spec.component, span: spec.span };
  switch (spec.component) {
    case 'unet':
      return new Unet(shape, resolveOptions(unetSchema, spec.options, context));
    case 'mlp':
      return new Mlp(shape, resolveOptions(mlpSchema, spec.options, context));
    case 'pixelwise':
      return new Pixelwise(shape, resolveOptions(pixelwiseSchema, spec.options, context));
    default:
      throw unknown(spec, 'levels', ['unet', 'mlp', 'pixelwise']);
  }
}

/**
 * The network on images of real numbers that a script's `reverse` names.
 *
 * @throws KrausError as {@link buildNetwork}
 */
export function buildImageNetwork(spec: ComponentSpec, shape: ImageShape): ImageNetwork {
  const context = { name: spec.component, span: spec.span };
  switch (spec.component) {
    case 'unet':
      return new ImageUnet(shape, resolveOptions(unetSchema, spec.options, context));
    case 'hybridUnet': {
      const { bottleneck, qubits, layers, ...options } = resolveOptions(hybridUnetSchema, spec.options, context);
      const circuit = bottleneck ? bodyOf(bottleneck, 'hybridUnet') : standardBody(qubits, layers);
      return new HybridUnet(shape, { ...options, circuit });
    }
    case 'qvunet':
      return new Qvunet(shape, resolveOptions(qvunetSchema, spec.options, context));
    default:
      throw unknown(spec, 'pixels', ['unet', 'hybridUnet', 'qvunet']);
  }
}

function unknown(spec: ComponentSpec, encoding: string, names: readonly string[]): KrausError {
  return new KrausError(
    'models/unknown-reverse',
    `There is no reverse network '${spec.component}' for ${encoding}; there are ${names.join(', ')}.`,
    { span: spec.span },
  );
}
