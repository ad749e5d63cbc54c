import type { Job } from '../job.js';
import type { Finding, Measured, Results } from './results.js';

/** One way of doing it: the published one, a variant, a baseline, a control. */
export interface Arm {
  readonly name: string;
  /** One sentence. */
  readonly doc: string;
}

/** What is to be done once: an arm with a seed, in a folder of its own. */
export interface Trial {
  readonly arm: string;
  readonly seed: number;
  /** Where runs and pictures go; what a killed trial left is still there. */
  readonly folder: string;
  readonly job: Job;
  readonly signal: AbortSignal;
}

export interface Claim {
  readonly text: string;
  /** Where it is made: paper and place, or the issue that asks for it. */
  readonly source: string;
  /** The published figure, where one could be read. */
  readonly published?: string;
  /** Judges what all finished trials found. */
  readonly judge: (results: Results) => Finding;
}

/** A measure shown arm by arm, one dot a seed, or as curves against a number that the arms differ by. */
export interface Figure {
  readonly measure: string;
  readonly title: string;
  /** Curves: what the number is called, and where an arm stands in which of them. */
  readonly along?: {
    readonly label: string;
    readonly places: (arm: string) => readonly { readonly curve: string; readonly at: number }[];
  };
  /** A bound to draw, from the results. */
  readonly bound?: (results: Results) => { readonly value: number; readonly label: string } | undefined;
}

/** The study behind the claims of a system: data and a few functions. */
export interface Study {
  /** As the command names it: `cqgdm`. */
  readonly system: string;
  readonly title: string;
  /** Markdown: the method, what is from the paper and what is ours. */
  readonly doc: string;
  readonly arms: readonly Arm[];
  readonly claims: readonly Claim[];
  readonly figures: readonly Figure[];
  /** What all of it shows, in plain sentences, from the results. */
  readonly conclusion?: (results: Results) => string;
  /** Does one trial; undefined when the signal stopped it. Called again for what was stopped or killed. */
  readonly run: (trial: Trial) => Promise<Measured | undefined>;
}
