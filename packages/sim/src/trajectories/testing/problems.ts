import { type CircuitProgram, KrausError, stream } from '@kraus/core';
import { randomStates } from '../../testing/index.js';
import { compileCollapse } from '../collapse.js';
import { type RandomProgramOptions, randomProgram } from './random-program.js';

const SYSTEMS: readonly (readonly number[])[] = [
  [2],
  [2, 2],
  [3],
  [2, 3],
  [5],
  [8],
  [2, 2, 2],
  [3, 2, 2],
  [2, 5],
  [2, 2, 2, 2],
];

export interface Problem {
  readonly program: CircuitProgram;
  readonly batch: {
    readonly batch: number;
    readonly parameters: Float64Array;
    readonly inputs: Float64Array;
    readonly initial?: Float64Array;
  };
  readonly size: number;
  readonly branches: number;
}

/** The index-th random circuit of everything that trajectories run, with at most so many branches, and three samples. */
export function randomProblem(
  name: string,
  index: number,
  mostBranches: number,
  wanted: Partial<RandomProgramOptions> & { readonly state?: boolean } = {},
): Problem {
  const random = stream(11, name, index);
  const dims = SYSTEMS[index % SYSTEMS.length] as readonly number[];
  const initial = index % 2 === 0 ? 'zero' : 'amplitudes';
  const size = dims.reduce((product, d) => product * d, 1);
  for (;;) {
    const options = {
      dims,
      operations: 14,
      parameters: 3,
      inputs: 2,
      bits: 2,
      initial,
      measure: 0.6,
      noise: 0.25,
    } as const;
    const plain = randomProgram({ ...options, ...wanted }, random);
    const program = wanted.state ? { ...plain, outputs: [...plain.outputs, { kind: 'state' } as const] } : plain;
    const branches = branchesOf(program);
    if (branches === undefined || branches > mostBranches) continue;
    const batch = 3;
    return {
      program,
      batch: {
        batch,
        parameters: Float64Array.from({ length: 3 }, () => random.normal()),
        inputs: Float64Array.from({ length: 2 * batch }, () => random.normal()),
        ...(initial === 'zero' ? {} : { initial: randomStates(batch, size, random) }),
      },
      size,
      branches,
    };
  }
}

function branchesOf(program: CircuitProgram): number | undefined {
  try {
    return compileCollapse(program, { mode: 'enumerated', kernels: 'js' }).branches;
  } catch (error) {
    if (error instanceof KrausError && error.code === 'sim/too-many-branches') return undefined;
    throw error;
  }
}
