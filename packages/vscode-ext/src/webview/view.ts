import type { PreviewAnswer } from '@kraus/lang';
import type { ExportFormat, FromPage } from '../previews/index.js';

export type Answer = Exclude<PreviewAnswer, { kind: 'broken' }>;
export type AnswerOf<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

/** What a kind of declaration looks like. */
export interface View<K extends Answer['kind'] = Answer['kind']> {
  /** Draws; returns what there is in one line. */
  show(answer: AnswerOf<K>): string;
  /** The cursor of the editor moved within the declaration. */
  cursor?(offset: number): void;
  /** Files that can be made now: SVG text, CSV text, OpenQASM text. @throws Error whose message says why not */
  readonly exports: Partial<Record<Exclude<ExportFormat, 'png'>, () => string>>;
  /** Ends animations. */
  close?(): void;
}

/** Where a view draws, and what it can ask for. */
export interface Surroundings {
  readonly root: HTMLElement;
  /** Beside the name: buttons of the view. */
  readonly tools: HTMLElement;
  readonly send: (message: FromPage) => void;
  /** The one line about what there is, when it changes by itself. */
  readonly summarise: (text: string) => void;
}
