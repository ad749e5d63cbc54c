/** An outcome of a run. */
export interface Outcome {
  /** Digits, the most significant first. */
  readonly name: string;
  /** Undefined where probabilities are exact. */
  readonly count: number | undefined;
  /** Of all shots, or the probability. */
  readonly share: number;
  /** Standard error of the share; undefined where it is exact. */
  readonly error: number | undefined;
}

/** A run as the page shows it. */
export interface RunResult {
  /** e.g. `Bell on ibm_fez`. */
  readonly heading: string;
  /** Shots, seed, engine: one line. */
  readonly facts: string;
  readonly shots: number | undefined;
  readonly outcomes: readonly Outcome[];
  readonly expectations: readonly { readonly of: string; readonly value: number; readonly error: number | undefined }[];
}

/** What the page is told: the newest run, and the one before to compare with. */
export interface ToResultPage {
  readonly result: RunResult;
  readonly before: RunResult | undefined;
}

/** What it asks for. */
export type FromResultPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'export'; readonly outcomes: readonly string[] };

/** Reads a message of the page; undefined for anything else. */
export function fromResultPage(given: unknown): FromResultPage | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { kind, outcomes } = given as Record<string, unknown>;
  if (kind === 'ready') return { kind };
  if (kind === 'export' && Array.isArray(outcomes) && outcomes.every((name) => typeof name === 'string'))
    return { kind, outcomes };
  return undefined;
}
