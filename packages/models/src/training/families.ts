import { KrausError, type ModelSpec } from '@kraus/core';
import type { ModelFamily } from '../generative-model/index.js';
import { levelImages } from '../level-images/index.js';

const FAMILIES: readonly ModelFamily[] = [levelImages];

/** The family that a model belongs to. @throws KrausError `models/unsupported-encoding` */
export function familyOf(spec: ModelSpec): ModelFamily {
  const family = FAMILIES.find(({ accepts }) => accepts(spec));
  if (family !== undefined) return family;
  throw new KrausError(
    'models/unsupported-encoding',
    `model ${spec.name}: encode ${spec.encode.component} is not known; use levels.`,
    { span: spec.encode.span },
  );
}
