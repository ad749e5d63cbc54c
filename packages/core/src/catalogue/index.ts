export { didYouMean, suggestion } from './did-you-mean.js';
export type { ResolvedOptions, ValueOf } from './option-values.js';
export {
  checkComponent,
  describeType,
  findComponent,
  isCircuitPart,
  type OptionsOwner,
  type ResolveContext,
  resolveOptions,
} from './resolve-options.js';
export type { Catalogue, ComponentSchema, OptionSchema, OptionType, Slot, TaskSchema } from './schema.js';
