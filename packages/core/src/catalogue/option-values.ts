import type { CircuitPart, ComponentSpec } from '../program/index.js';
import type { OptionSchema, OptionType } from './schema.js';

/** The TypeScript type of a value of the option type `T`. */
export type ValueOf<T extends OptionType> = T extends { readonly kind: 'int' | 'real' }
  ? number
  : T extends { readonly kind: 'bool' }
    ? boolean
    : T extends { readonly kind: 'string'; readonly oneOf: readonly (infer Name)[] }
      ? Name
      : T extends { readonly kind: 'string' }
        ? string
        : T extends { readonly kind: 'list'; readonly of: infer Item extends OptionType }
          ? readonly ValueOf<Item>[]
          : T extends { readonly kind: 'component' }
            ? ComponentSpec
            : T extends { readonly kind: 'circuit' }
              ? CircuitPart
              : never;

/**
 * The options of a schema with defaults filled in. For a schema written `as const satisfies ComponentSchema` every
 * option has its own type; an option with neither a default nor a value is `undefined`.
 */
export type ResolvedOptions<O extends Readonly<Record<string, OptionSchema>>> = {
  readonly [K in keyof O]: O[K] extends { readonly optional: true; readonly default?: never }
    ? ValueOf<O[K]['type']> | undefined
    : ValueOf<O[K]['type']>;
};
