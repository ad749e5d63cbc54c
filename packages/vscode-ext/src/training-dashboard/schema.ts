import type { Point } from '../curves/index.js';

export type RunStatus = 'running' | 'stopped' | 'done' | 'failed' | 'killed';

/** A quantity over the steps of a run. */
export interface Quantity {
  readonly name: string;
  /** With its unit. */
  readonly label: string;
  readonly training: readonly Point[];
  readonly validation: readonly Point[];
}

export interface RunPicture {
  readonly file: string;
  /** Undefined for pictures of no step. */
  readonly step: number | undefined;
  readonly title: string;
  /** For the page. */
  readonly address: string;
}

/** A metric of the evaluation. */
export interface Figure {
  readonly title: string;
  readonly value: number;
  /** `lower`, `higher` or `floor` (good is near the floor). */
  readonly better: string;
  /** Standard error. */
  readonly error: number | undefined;
  /** What real data score against real data. */
  readonly floor: number | undefined;
  readonly untrained: number | undefined;
}

/** A run as the page shows it. */
export interface RunState {
  readonly folder: string;
  /** As it is called in the workspace: `runs/Tiny-1`. */
  readonly name: string;
  readonly model: string;
  readonly status: RunStatus;
  /** Why it ended, if it ended before its steps. */
  readonly note: string;
  readonly step: number;
  readonly steps: number;
  /** Steps and training data a second; of a run that is running. */
  readonly rate: number | undefined;
  readonly itemsRate: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly seconds: number;
  readonly loss: number | undefined;
  readonly best: { readonly step: number; readonly loss: number } | undefined;
  readonly quantities: readonly Quantity[];
  readonly pictures: readonly RunPicture[];
  readonly checkpoints: readonly number[];
  readonly figures: readonly Figure[];
  readonly facts: readonly (readonly [string, string])[];
}

/** A run to compare with. */
export interface OtherRun {
  readonly folder: string;
  readonly name: string;
}

/** What the page of a dashboard is told. */
export type ToDashboard =
  | {
      readonly kind: 'run';
      readonly run: RunState;
      /** What else there is to compare with. */
      readonly others: readonly OtherRun[];
      readonly compared: readonly { readonly name: string; readonly quantities: readonly Quantity[] }[];
    }
  | { readonly kind: 'absent'; readonly reason: string };

/** What a button of the page does with the run. */
export const RUN_ACTIONS = ['stop', 'resume', 'branch', 'sample', 'evaluate', 'report'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

/** What the page of a dashboard asks for. */
export type FromDashboard =
  | { readonly kind: 'ready' }
  | { readonly kind: 'act'; readonly action: RunAction }
  | { readonly kind: 'compare'; readonly folders: readonly string[] };

/** Reads a message of a page; undefined for anything else. Folders are compared with those that were offered by whoever uses them. */
export function fromDashboard(given: unknown): FromDashboard | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { kind, action, folders } = given as Record<string, unknown>;
  if (kind === 'ready') return { kind };
  if (kind === 'act') {
    const known = RUN_ACTIONS.find((each) => each === action);
    return known && { kind, action: known };
  }
  if (kind === 'compare' && Array.isArray(folders) && folders.every((folder) => typeof folder === 'string'))
    return { kind, folders };
  return undefined;
}
