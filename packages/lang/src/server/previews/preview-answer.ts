import type { ChannelProgram, DatasetSample, DatasetSpec, GeneratorProgram, ModelSpec, Span } from '@kraus/core';
import type { LoweredCircuit } from '../../circuits/index.js';

/** The request for a declaration as data, to be drawn: {@link PreviewParams} in, {@link PreviewAnswer} or null out. */
export const previewRequest = 'kraus/preview';

export interface PreviewParams {
  readonly textDocument: { readonly uri: string };
  /** Which declaration of the document: its name, or a place in it. */
  readonly name?: string | undefined;
  readonly position?: { readonly line: number; readonly character: number } | undefined;
  /** Values in place of the parameters' defaults, in SI units; names that there are not (any more) are left out. */
  readonly set?: Readonly<Record<string, number>> | undefined;
}

/** A parameter of a declaration that is a number, with its value and the range that a slider may have. */
export interface PreviewParameter {
  readonly name: string;
  /** `prob`, `angle`, `time`, … */
  readonly type: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Whether it takes whole numbers only. */
  readonly whole: boolean;
}

/** What every answer says. */
export interface Previewed {
  readonly name: string;
  readonly span?: Span | undefined;
  readonly parameters: readonly PreviewParameter[];
}

/** A declaration with its parameters at their values. */
export type PreviewAnswer = Previewed &
  (
    | { readonly kind: 'circuit'; readonly circuit: LoweredCircuit }
    | {
        readonly kind: 'gate' | 'channel' | 'generator';
        readonly program: ChannelProgram | GeneratorProgram;
      }
    | {
        readonly kind: 'schedule';
        /** Its values at evenly spread times from 0 to 1. */
        readonly values: readonly number[];
      }
    | {
        readonly kind: 'model';
        readonly model: ModelSpec;
        readonly sample: DatasetSample;
      }
    | { readonly kind: 'dataset'; readonly dataset: DatasetSpec; readonly sample: DatasetSample }
    | {
        /** It cannot be worked out as it stands. */
        readonly kind: 'broken';
        /** A sentence. */
        readonly message: string;
      }
  );
