/**
 * The catalogue's form: which components a script may name, with which options. Pure data, so that checking, completion,
 * hover, `kraus list` and the reference pages are all derived from one table, and any package can extend it.
 */

/** The place in a script where a component may stand. */
export type Slot =
  | 'dataset'
  | 'encode'
  | 'forward'
  | 'reverse'
  | 'predict'
  | 'objective'
  | 'condition'
  | 'optimizer'
  | 'sampler'
  | 'metric'
  | 'plot'
  | 'device';

/** The type of an option's value. Bounds are inclusive unless named `above`. */
export type OptionType =
  | { readonly kind: 'int'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'real'; readonly min?: number; readonly max?: number; readonly above?: number }
  | { readonly kind: 'bool' }
  | { readonly kind: 'string'; readonly oneOf?: readonly string[] }
  | { readonly kind: 'list'; readonly of: OptionType; readonly minLength?: number }
  | { readonly kind: 'component'; readonly slot: Slot }
  /** A circuit of the script, called with its parameters: `Bottleneck(n: 8)`. */
  | { readonly kind: 'circuit' };

/** One option of a component or task. Without `default` and not `optional`, it must be written. */
export interface OptionSchema {
  readonly type: OptionType;
  readonly default?: number | boolean | string | readonly (number | string)[];
  readonly optional?: boolean;
  /** One sentence, shown on hover: what it is, its unit, its effect. */
  readonly doc: string;
}

/** A component: a dataset source, a network, a metric, … */
export interface ComponentSchema {
  readonly slot: Slot;
  readonly name: string;
  /** Markdown; the first sentence is the summary. */
  readonly doc: string;
  /** The paper or text it comes from. */
  readonly source?: string;
  readonly options: Readonly<Record<string, OptionSchema>>;
  /**
   * For an encoding into d-level systems: the name of the option that says how many levels each has. The checker then sees to
   * it that the forward channel acts on exactly as many.
   */
  readonly levels?: string;
}

/** The options that `train`, `sample`, `evaluate` or `run` take, and the slots of the components they may list. */
export interface TaskSchema {
  readonly task: 'train' | 'sample' | 'evaluate' | 'run';
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionSchema>>;
  readonly components: readonly Slot[];
}

export interface Catalogue {
  readonly components: readonly ComponentSchema[];
  readonly tasks: readonly TaskSchema[];
}
