import { KrausError } from '@kraus/core';
import type { Device } from '../devices/index.js';

/** What a submission would take of the device. */
export interface UsageEstimate {
  readonly circuits: number;
  /** Shots of all circuits together. */
  readonly executions: number;
  /** Seconds of the longest circuit, once. */
  readonly duration: number;
  readonly depth: number;
  /** Seconds that IBM charges, about: 2 s and 0.35 ms an execution, or what pauses and circuits take if that is more. */
  readonly seconds: number;
  /** True where circuits branch on what they measure: they can take longer than counted. */
  readonly lowerBound: boolean;
}

/** What a job costs besides its executions, seconds; and each execution. IBM, "Estimate job run time". */
const START = 2;
const EXECUTION = 0.00035;
/** IBM, "Job limits". */
const MOST_EXECUTIONS = 10_000_000;
const MOST_BYTES = 50_000_000;

/** A compiled circuit as far as its cost goes. */
export interface CostOf {
  readonly shots: number;
  readonly duration: number;
  readonly depth: number;
  readonly branches: boolean;
}

export function estimateUsage(circuits: readonly CostOf[], device: Device): UsageEstimate {
  const executions = circuits.reduce((sum, { shots }) => sum + shots, 0);
  const measured = circuits.reduce((sum, { shots, duration }) => sum + shots * (device.repetitionDelay + duration), 0);
  return {
    circuits: circuits.length,
    executions,
    duration: Math.max(0, ...circuits.map(({ duration }) => duration)),
    depth: Math.max(0, ...circuits.map(({ depth }) => depth)),
    seconds: START + Math.max(EXECUTION * executions, measured),
    lowerBound: circuits.some(({ branches }) => branches),
  };
}

/**
 * Whether a submission is within IBM's limits and the seconds allowed.
 * @throws KrausError `hardware/job-limits`, `hardware/too-expensive`, `hardware/bad-seconds`
 */
export function checkLimits(estimate: UsageEstimate, bytes: number, maxSeconds: number): void {
  if (!(maxSeconds >= 1 && maxSeconds <= 10_800)) {
    throw new KrausError('hardware/bad-seconds', `The limit is ${maxSeconds} s; IBM takes 1 to 10,800 s.`);
  }
  if (estimate.executions > MOST_EXECUTIONS) {
    throw new KrausError(
      'hardware/job-limits',
      `The job has ${estimate.executions} executions; IBM takes at most ${MOST_EXECUTIONS}. Take fewer shots or circuits.`,
    );
  }
  if (bytes > MOST_BYTES) {
    throw new KrausError(
      'hardware/job-limits',
      `The job has ${bytes} bytes; IBM takes at most ${MOST_BYTES}. Send fewer circuits.`,
    );
  }
  if (estimate.seconds > maxSeconds) {
    const about = `${estimate.lowerBound ? 'at least' : 'about'} ${estimate.seconds.toFixed(1)} s`;
    throw new KrausError(
      'hardware/too-expensive',
      `The job would take ${about} of the device, more than the ${maxSeconds} s allowed; take fewer shots, or allow more with --max-seconds.`,
    );
  }
}
