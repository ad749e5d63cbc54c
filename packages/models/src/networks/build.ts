import { type ComponentSpec, KrausError, resolveOptions } from '@kraus/core';
import { Mlp } from './mlp.js';
import type { NetworkShape, ReverseNetwork } from './network.js';
import { Pixelwise } from './pixelwise.js';
import { mlpSchema, networkSchemas, pixelwiseSchema, unetSchema } from './schema.js';
import { Unet } from './unet.js';

/**
 * The network that a script's `reverse` names.
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
      throw new KrausError(
        'models/unknown-reverse',
        `There is no reverse network '${spec.component}'; there are ${networkSchemas.map((s) => s.name).join(', ')}.`,
        { span: spec.span },
      );
  }
}
