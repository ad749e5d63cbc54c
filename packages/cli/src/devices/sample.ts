import { type CircuitProgram, classicalRadices, stream } from '@kraus/core';
import type { Sampler } from '@kraus/hardware';
import { chooseEngine, compileCircuit, sampleCounts } from '@kraus/sim';

/** Most values of the classical bits whose probabilities are computed all at once. */
const MOST_OUTCOMES = 2 ** 16;

/**
 * Counts of a noisy circuit: drawn from exact probabilities where an exact engine fits (density matrix), else shot by shot as
 * trajectories.
 */
export const sample: Sampler = async (program, { shots, seed }) => {
  const bits = bitsOf(program);
  const exact: CircuitProgram = { ...program, outputs: [{ kind: 'classical', bits }] };
  if (2 ** bits.length > MOST_OUTCOMES || !isExact(exact)) {
    return Object.fromEntries(sampleCounts(program, { batch: 1, draws: { seed, shots } })[0] ?? []);
  }
  const executable = compileCircuit(exact, { precision: 'float64', threads: 1 });
  const values = Float64Array.from(executable.run({ batch: 1 }).values);
  executable.dispose();
  const random = stream(seed, 'shots').fillUniform(new Float64Array(shots)).sort();
  const counts: Record<string, number> = {};
  let [sum, drawn] = [0, 0];
  const total = values.reduce((all, p) => all + Math.max(0, p), 0);
  values.forEach((p, outcome) => {
    sum += Math.max(0, p) / total;
    const before = drawn;
    while (drawn < shots && ((random[drawn] as number) < sum || outcome === values.length - 1)) drawn++;
    if (drawn > before) counts[outcome.toString(2).padStart(bits.length, '0')] = drawn - before;
  });
  return counts;
};

/** The bits that are asked for: those of the circuit's own output, else all. */
function bitsOf({ outputs, bits }: CircuitProgram): readonly number[] {
  const asked = outputs.find(({ kind }) => kind === 'classical');
  return asked?.kind === 'classical' ? asked.bits : Array.from({ length: bits }, (_, bit) => bit);
}

function isExact(program: CircuitProgram): boolean {
  if (classicalRadices(program).some((radix) => radix !== 2)) return false;
  return chooseEngine(program, { precision: 'float64', threads: 1 }).exact;
}
