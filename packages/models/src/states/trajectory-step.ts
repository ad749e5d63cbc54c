import type { CircuitProgram } from '@kraus/core';
import { compileCollapse, type SampledCollapse } from '@kraus/sim';
import type { Entering, LeavingLoss, SampledStep } from './sampled-step.js';
import { joined, parted, type Wires } from './wires.js';

/** A step of any circuit, with measurements, resets and noise of its own: every state is a trajectory through it. */
export class TrajectoryStep implements SampledStep {
  /** By the dimension of the purifier. */
  readonly #compiled = new Map<number, SampledCollapse>();

  /** @param ancilla dimension of the ancillas, the first wires; they are reset at the end */
  constructor(
    private readonly program: CircuitProgram,
    private readonly ancilla: number,
  ) {}

  run(entering: Entering): Float64Array {
    const { executable, batch, wires } = this.#prepare(entering);
    return parted(wires, entering.count, executable.run(batch).values);
  }

  gradient(entering: Entering, loss: (m: Float64Array) => LeavingLoss): ArrayLike<number> {
    const { executable, batch, wires } = this.#prepare(entering);
    const { values, outcomes } = executable.run(batch);
    const { gradient, scores } = loss(parted(wires, entering.count, values));
    const cotangents = { values: joined(wires, entering.count, gradient), logProbabilities: scores };
    return executable.gradient(batch, cotangents, { outcomes }).parameters;
  }

  dispose(): void {
    for (const executable of this.#compiled.values()) executable.dispose();
    this.#compiled.clear();
  }

  #prepare({ theta, time, count, m, purifier, kets, draws }: Entering) {
    const data = 2 ** this.program.dims.length / this.ancilla;
    const wires: Wires = { ancilla: this.ancilla, data, purifier };
    const batch = {
      batch: count,
      parameters: theta,
      initial: joined(wires, count, m, kets),
      draws,
      ...(time === undefined ? {} : { inputs: new Float64Array(count).fill(time) }),
    };
    return { executable: this.#executable(purifier), batch, wires };
  }

  #executable(purifier: number): SampledCollapse {
    let executable = this.#compiled.get(purifier);
    if (executable === undefined) {
      const { dims, operations } = this.program;
      const more = Array.from({ length: Math.log2(purifier) }, () => 2);
      const resets = Array.from(
        { length: Math.log2(this.ancilla) },
        (_, target) => ({ kind: 'reset', target }) as const,
      );
      executable = compileCollapse(
        {
          ...this.program,
          dims: [...dims, ...more],
          operations: [...operations, ...resets],
          initial: 'amplitudes',
          outputs: [{ kind: 'state' }],
        },
        { mode: 'sampled' },
      );
      this.#compiled.set(purifier, executable);
    }
    return executable;
  }
}
