/** What the page of a preview is told. */
export type ToPage =
  | {
      readonly kind: 'picture';
      /** SVG text. */
      readonly svg: string;
      /** What there is, in one line. */
      readonly summary: string;
    }
  | {
      /** The text cannot be drawn as it stands: the last picture stays and is marked so. */
      readonly kind: 'stale';
      readonly reason: string;
    };

/** What the page of a preview asks for. */
export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'export' }
  | {
      /** Show where an operation stands. */
      readonly kind: 'reveal';
      readonly operation: number;
    };

/** Reads a message of a page; undefined for anything else. */
export function fromPage(given: unknown): FromPage | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { kind, operation } = given as Record<string, unknown>;
  if (kind === 'ready' || kind === 'export') return { kind };
  if (kind === 'reveal' && typeof operation === 'number' && Number.isInteger(operation) && operation >= 0)
    return { kind, operation };
  return undefined;
}
