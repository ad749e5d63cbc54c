import { type ComponentSpec, KrausError, type ModelSpec } from '@kraus/core';
import { amplitudeImages } from '../amplitude-images/index.js';
import type { ModelFamily } from '../generative-model/index.js';
import { levelImages } from '../level-images/index.js';
import { pixelImages } from '../pixel-images/index.js';
import { points } from '../points/index.js';
import { states } from '../states/index.js';

const FAMILIES: readonly ModelFamily[] = [levelImages, pixelImages, amplitudeImages, points, states];

/** The family that a model belongs to. @throws KrausError `models/unsupported-encoding` */
export function familyOf(spec: ModelSpec): ModelFamily {
  const family = FAMILIES.find(({ accepts }) => accepts(spec));
  if (family !== undefined) return family;
  throw new KrausError(
    'models/unsupported-encoding',
    `model ${spec.name}: encode ${spec.encode.component} is not known; use levels, pixels, amplitude, points or state.`,
    { span: spec.encode.span },
  );
}

/**
 * The sampler that a task names, where the model's family offers it.
 * @throws KrausError `models/unsupported-sampler`
 */
export function samplerOf(spec: ModelSpec, option: ComponentSpec | undefined): ComponentSpec | undefined {
  if (option === undefined) return undefined;
  const offered = familyOf(spec).samplers ?? [];
  if (offered.includes(option.component)) return option;
  throw new KrausError(
    'models/unsupported-sampler',
    `model ${spec.name}: there is no sampler '${option.component}' for encode ${spec.encode.component}; ` +
      (offered.length === 0 ? 'leave it out.' : `there are ${offered.join(', ')}.`),
    { span: option.span },
  );
}
