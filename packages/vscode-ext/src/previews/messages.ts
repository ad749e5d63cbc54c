import type { PreviewAnswer } from '@kraus/lang';

/** A file that a page can make of what it shows. */
export type ExportFormat = 'svg' | 'png' | 'qasm' | 'csv';

/** What the page of a preview is told. */
export type ToPage =
  | {
      readonly kind: 'show';
      /** The script. */
      readonly uri: string;
      readonly answer: Exclude<PreviewAnswer, { kind: 'broken' }>;
    }
  | {
      /** The text cannot be drawn as it stands: the last picture stays and is marked so. */
      readonly kind: 'stale';
      readonly reason: string;
    }
  | {
      /** Where the cursor stands in the script. */
      readonly kind: 'cursor';
      readonly offset: number;
    }
  | { readonly kind: 'export'; readonly format: ExportFormat };

/** What the page of a preview asks for. */
export type FromPage =
  | { readonly kind: 'ready' }
  | {
      /** Values of parameters, set by sliders. */
      readonly kind: 'set';
      readonly values: Readonly<Record<string, number>>;
    }
  | {
      /** Show a place of the script. */
      readonly kind: 'reveal';
      readonly offset: number;
      readonly length: number;
    }
  | {
      /** Whether the preview changes to whatever the cursor enters. */
      readonly kind: 'follow';
      readonly on: boolean;
    }
  | {
      /** Save a file where the user wants it. A PNG is in base64. */
      readonly kind: 'save';
      readonly format: ExportFormat;
      readonly content: string;
    }
  | {
      /** Say why something that was asked for cannot be done. */
      readonly kind: 'sorry';
      readonly message: string;
    };

/** What VS Code keeps of a page while its window is reloaded. */
export interface KeptState {
  readonly uri: string;
  readonly name: string;
  readonly follow: boolean;
}

const FORMATS: readonly unknown[] = ['svg', 'png', 'qasm', 'csv'];
const MOST_VALUES = 100;
const MOST_CHARACTERS = 30_000_000;
const MOST_WORDS = 500;

/** Reads a message of a page; undefined for anything else. */
export function fromPage(given: unknown): FromPage | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const message = given as Record<string, unknown>;
  switch (message.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'set': {
      const values = valuesOf(message.values);
      return values === undefined ? undefined : { kind: 'set', values };
    }
    case 'reveal': {
      const { offset, length } = message;
      return isCount(offset) && isCount(length) ? { kind: 'reveal', offset, length } : undefined;
    }
    case 'follow':
      return typeof message.on === 'boolean' ? { kind: 'follow', on: message.on } : undefined;
    case 'save': {
      const { format, content } = message;
      if (!FORMATS.includes(format) || typeof content !== 'string' || content.length > MOST_CHARACTERS)
        return undefined;
      // The signature of a PNG, in base64.
      if (format === 'png' && !/^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$/.test(content)) return undefined;
      return { kind: 'save', format: format as ExportFormat, content };
    }
    case 'sorry':
      return typeof message.message === 'string'
        ? { kind: 'sorry', message: message.message.slice(0, MOST_WORDS) }
        : undefined;
    default:
      return undefined;
  }
}

/** Reads what was kept of a page; undefined for anything else. */
export function keptState(given: unknown): KeptState | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { uri, name, follow } = given as Record<string, unknown>;
  if (typeof uri !== 'string' || typeof name !== 'string' || typeof follow !== 'boolean') return undefined;
  return { uri, name, follow };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function valuesOf(given: unknown): Record<string, number> | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const entries = Object.entries(given);
  const fine = entries.every(
    ([name, value]) => /^[A-Za-z_]\w*$/.test(name) && typeof value === 'number' && Number.isFinite(value),
  );
  return fine && entries.length <= MOST_VALUES ? Object.fromEntries(entries) : undefined;
}
