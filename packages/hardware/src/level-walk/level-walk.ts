import { type CircuitProgram, checkCircuit, KrausError } from '@kraus/core';

/** `measured`: one step, read and prepared anew each time. `coherent`: t steps, read once. */
export type WalkMode = 'measured' | 'coherent';

/** A circuit of the walk: level `from` prepared, `steps` steps, level read. */
export interface LevelCircuit {
  readonly name: string;
  readonly from: number;
  readonly steps: number;
  readonly program: CircuitProgram;
}

/**
 * The circuits that measure a walk of grey levels, levels = 2^m: the first m qubits hold the level (q[0] the lowest bit), the others (a
 * coin) start in |0> and are not read. `measured` takes one circuit a level, `coherent` one a level and step.
 *
 * @param step one step of the walk, from |0…0>, without measurements
 * @throws KrausError `hardware/walk` where the circuit is not such a step
 */
export function levelCircuits(step: CircuitProgram, levels: number, steps: number, mode: WalkMode): LevelCircuit[] {
  const bits = Math.log2(levels);
  if (!Number.isInteger(bits) || bits > step.dims.length || step.dims.some((d) => d !== 2)) {
    throw new KrausError(
      'hardware/walk',
      `A walk of ${levels} levels on a device needs a circuit of qubits whose first ones hold the level: a power of 2, and enough qubits; the circuit has ${step.dims.length}.`,
    );
  }
  if (step.parameters + step.inputs > 0 || step.bits > 0 || step.initial !== 'zero') {
    throw new KrausError(
      'hardware/walk',
      'A step of a walk is a circuit of gates without trainable parameters, inputs and measurements.',
    );
  }
  const times = mode === 'measured' ? [1] : Array.from({ length: steps }, (_, t) => t + 1);
  const wires = step.dims.map((_, wire) => wire);
  const register = Array.from({ length: bits }, (_, bit) => bit);
  return times.flatMap((count) =>
    Array.from({ length: levels }, (_, from) => {
      const prepared = register.filter((bit) => ((from >> bit) & 1) === 1);
      const program: CircuitProgram = {
        ...step,
        bits,
        operations: [
          ...prepared.map(
            (wire) => ({ kind: 'gate', gate: 'X', angles: [], targets: [wire], controls: [], power: 1 }) as const,
          ),
          { kind: 'barrier', targets: wires },
          ...Array.from({ length: count }, () => [
            ...step.operations,
            { kind: 'barrier', targets: wires } as const,
          ]).flat(),
          ...register.map((wire) => ({ kind: 'measure', target: wire, bit: wire }) as const),
        ],
        outputs: [{ kind: 'classical', bits: register }],
      };
      checkCircuit(program);
      return { name: `level ${from}, ${count} ${count === 1 ? 'step' : 'steps'}`, from, steps: count, program };
    }),
  );
}

/** A walk as a device did it: column-stochastic matrices, row-major. */
export interface MeasuredWalk {
  readonly levels: number;
  /** Q̂ of one step; empty for `coherent`. */
  readonly oneStep: Float64Array | undefined;
  /** P̂_1 … P̂_T of `coherent`; undefined for `measured`, where they are powers of Q̂. */
  readonly marginals: readonly Float64Array[] | undefined;
  readonly stationary: Float64Array;
  /** What to know before training on it. */
  readonly remarks: readonly string[];
}

/** Pseudo-counts for each outcome: half a count, Krichevsky & Trofimov's. No level becomes impossible for want of shots. */
export const SMOOTHING = 0.5;

/** The walk from the counts of {@link levelCircuits}, in their order, with smoothing. */
export function walkFromCounts(
  circuits: readonly Pick<LevelCircuit, 'from' | 'steps'>[],
  counts: readonly Readonly<Record<string, number>>[],
  levels: number,
  mode: WalkMode,
  smoothing = SMOOTHING,
): MeasuredWalk {
  const steps = Math.max(...circuits.map((circuit) => circuit.steps));
  const matrices = Array.from({ length: steps }, () => new Float64Array(levels * levels));
  circuits.forEach(({ from, steps: time }, k) => {
    const column = new Float64Array(levels).fill(smoothing);
    for (const [word, count] of Object.entries(counts[k] ?? {})) {
      const level = Number.parseInt(word, 2);
      column[level] = (column[level] as number) + count;
    }
    const total = column.reduce((sum, count) => sum + count, 0);
    const matrix = matrices[time - 1] as Float64Array;
    for (let to = 0; to < levels; to++) matrix[to * levels + from] = (column[to] as number) / total;
  });
  const last = matrices.at(-1) as Float64Array;
  const stationary = mode === 'measured' ? stationaryOf(last, levels) : meanColumn(last, levels);
  return {
    levels,
    oneStep: mode === 'measured' ? last : undefined,
    marginals: mode === 'measured' ? undefined : matrices,
    stationary,
    remarks: [...parityRemark(last, levels, mode), ...biasRemark(stationary)],
  };
}

/** Q π = π, by repeated squaring of the lazy chain (Q + 1)/2, which has the same π and always converges. */
export function stationaryOf(matrix: Float64Array, levels: number): Float64Array {
  let power = matrix.map((p, k) => (p + (k % (levels + 1) === 0 ? 1 : 0)) / 2);
  for (let squared = 0; squared < 40; squared++) {
    const next = new Float64Array(levels * levels);
    for (let i = 0; i < levels; i++) {
      for (let k = 0; k < levels; k++) {
        const factor = power[i * levels + k] as number;
        for (let j = 0; j < levels; j++)
          next[i * levels + j] = (next[i * levels + j] as number) + factor * (power[k * levels + j] as number);
      }
    }
    power = next;
  }
  return meanColumn(power, levels);
}

function meanColumn(matrix: Float64Array, levels: number): Float64Array {
  const column = Float64Array.from({ length: levels }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < levels; j++) sum += matrix[i * levels + j] as number;
    return sum / levels;
  });
  const total = column.reduce((sum, p) => sum + p, 0);
  return column.map((p) => p / total);
}

/** A step of ±1 on an even ring only ever changes the parity; told where more than 55 % of the weight does. */
function parityRemark(matrix: Float64Array, levels: number, mode: WalkMode): string[] {
  let odd = 0;
  for (let i = 0; i < levels; i++) {
    for (let j = 0; j < levels; j++) if ((i + j) % 2 === 1) odd += (matrix[i * levels + j] as number) / levels;
  }
  if (mode === 'coherent') {
    if (Math.abs(2 * odd - 1) < 0.1) return [];
    const share = `${(100 * Math.max(odd, 1 - odd)).toFixed(1)} %`;
    return [
      `Parity: after the last step ${share} of the weight ${odd > 0.5 ? 'has changed' : 'has kept'} its parity; the walk has not mixed.`,
    ];
  }
  if (odd < 0.55) return [];
  return [
    `Parity: ${(100 * odd).toFixed(1)} % of a step changes the parity of the level. Without noise such a walk never mixes; here the noise alone does it, and of the parity a step leaves ${(2 * odd - 1).toFixed(2)}.`,
  ];
}

function biasRemark(stationary: Float64Array): string[] {
  const uniform = 1 / stationary.length;
  const distance = stationary.reduce((sum, p) => sum + Math.abs(p - uniform), 0) / 2;
  if (distance < 0.02) return [];
  const top = stationary.indexOf(Math.max(...stationary));
  return [
    `Damping: the stationary distribution is not uniform (total variation ${distance.toFixed(3)}, most weight on level ${top}); samples start from it as measured.`,
  ];
}
