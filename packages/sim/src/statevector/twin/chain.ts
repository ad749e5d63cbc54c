import type { Angle } from '@kraus/core';
import type { Block, Run } from '../../plan/index.js';
import { chainRun, type RunCoefficients } from './angles.js';
import { momentsOfLanes, momentsY, momentX } from './moments.js';

/** A run's moments behind its shear; `x` is undefined where it follows from A_z in front of the shear. */
export interface RunMoments {
  readonly run: Run;
  readonly coefficients: RunCoefficients;
  readonly x: number | undefined;
  readonly y: number;
  readonly z: number;
}

/**
 * In front of the shear of a run about Y by β, A_z is cos β A_z + sin β A_x of those behind it, and before the shears of a block
 * it is what it was behind the diagonal and the permutation in front. So where sin β ≥ 1/4, A_x need not be read off the states.
 */
const lends = ({ t }: RunCoefficients): boolean => 8 * Math.abs(t) >= 1 + t * t;

function borrowedX({ t, turned }: RunCoefficients, before: number, behind: number): number {
  return ((1 + t * t) * before - (turned ? -1 : 1) * (1 - t * t) * behind) / (2 * t);
}

/**
 * Moments of the differentiated runs of a block whose angles are shared, lanes added up.
 * @param folded A_z of every qubit behind the shears
 * @param borrowing whether A_z in front of the shears will be known
 */
export function sharedMoments(
  block: Block,
  runs: readonly (readonly RunCoefficients[])[],
  psi: Float64Array,
  lambda: Float64Array,
  lanes: number,
  folded: Float64Array,
  borrowing: boolean,
): RunMoments[] {
  const all = block.runs.map((run, r) => ({ run, coefficients: runs[r]?.[0] as RunCoefficients }));
  const wanted = all.filter(({ run }) => run.differentiated);
  const moving = wanted.filter(({ run }) => !run.diagonal).map(({ run }) => run.qubit);
  const ys = new Float64Array(moving.length);
  momentsY(psi, lambda, lanes, moving, ys);
  let next = 0;
  return wanted.map(({ run, coefficients }) => {
    const z = folded[run.qubit] as number;
    if (run.diagonal) return { run, coefficients, x: 0, y: 0, z };
    const sum = ys[next++] as number;
    const x = borrowing && lends(coefficients) ? undefined : momentX(psi, lambda, lanes, run.qubit);
    return { run, coefficients, x, y: coefficients.turned ? -sum : sum, z }; // the exchange turns Y round
  });
}

/** The chain rule of {@link sharedMoments}; `before` is A_z of every qubit in front of the shears, if it is needed. */
export function chainShared(
  moments: readonly RunMoments[],
  before: Float64Array | undefined,
  add: (angle: Angle, derivative: number) => void,
): void {
  for (const { run, coefficients, x, y, z } of moments) {
    chainRun(run, coefficients, x ?? borrowedX(coefficients, before?.[run.qubit] as number, z), y, z, add);
  }
}

/** Moments and chain rule of a block whose angles differ from lane to lane. `folded` is [qubits][lanes]. */
export function chainLanes(
  block: Block,
  runs: readonly (readonly RunCoefficients[])[],
  psi: Float64Array,
  lambda: Float64Array,
  lanes: number,
  folded: Float64Array,
  add: (angle: Angle, derivative: number, lane: number) => void,
): void {
  const xy = new Float64Array(2 * lanes);
  block.runs.forEach((run, r) => {
    if (!run.differentiated) return;
    if (run.diagonal) xy.fill(0);
    else momentsOfLanes(psi, lambda, lanes, run.qubit, xy);
    for (let lane = 0; lane < lanes; lane++) {
      const z = folded[run.qubit * lanes + lane] as number;
      const own = runs[r]?.[lane] as RunCoefficients;
      chainRun(run, own, xy[lane] as number, xy[lanes + lane] as number, z, (angle, derivative) => {
        add(angle, derivative, lane);
      });
    }
  });
}
