import type { DataProgress } from '../data/index.js';
import type { EngineInfo } from '../engine/index.js';

/** What long work tells while it runs. Plain data: the command prints it or passes it on as JSON lines. */
export type RunEvent =
  | { readonly kind: 'data'; readonly progress: DataProgress }
  | {
      readonly kind: 'start';
      readonly runDir: string;
      readonly model: string;
      readonly engine: EngineInfo;
      /** Trainable numbers. */
      readonly parameters: number;
      /** Training images, points or states. */
      readonly items: number;
      readonly batch: number;
      /** Steps planned, and the step that is gone on from (0: from the beginning). */
      readonly steps: number;
      readonly from: number;
      /** What the forward process leaves of the data, in words. */
      readonly left: string;
    }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly steps: number;
      /** Of this step's batch. */
      readonly loss: number;
      /** Steps a second, over the last steps. */
      readonly rate: number;
      readonly secondsLeft: number;
    }
  | {
      readonly kind: 'validation';
      readonly step: number;
      readonly loss: number;
      readonly terms: Readonly<Record<string, number>>;
      readonly best: boolean;
    }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly file: string }
  | {
      readonly kind: 'picture';
      readonly what: 'grid' | 'forward' | 'reverse';
      readonly step: number;
      readonly file: string;
    }
  | { readonly kind: 'progress'; readonly what: string; readonly done: number; readonly total: number }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'done'; readonly step: number; readonly seconds: number; readonly reason: 'steps' | 'patience' }
  | { readonly kind: 'stopped'; readonly step: number; readonly steps: number; readonly seconds: number };

export type OnEvent = (event: RunEvent) => void;
