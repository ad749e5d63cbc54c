export type { Catalogue, ComponentSchema, OptionSchema, OptionType, Slot, TaskSchema } from './schema.js';
