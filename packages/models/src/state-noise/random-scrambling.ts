import { type CircuitProgram, circuit, input, KrausError, type RandomStream } from '@kraus/core';
import { compileCircuit } from '@kraus/sim';
import { type StateEnsemble, stateSize } from '../state-data/index.js';
import { checkDimension, checkStep, type StateNoise } from './state-noise.js';

export interface ScramblingOptions {
  readonly qubits: number;
  /** h_1 … h_T, the strength of each step. */
  readonly strengths: readonly number[];
  /**
   * Which strength an angle of a single-qubit gate has. `step` (default): that of its own step. `tiled`: angle m of all the 3·n·t angles, in
   * order of steps, has h_{1 + m mod t}, as in the PyTorch file of QuDDPM, which repeats the list of strengths where the others repeat each
   * element. The published clusters of two qubits follow `step`: both qubits leave |0> equally fast in them. The two-qubit angles have
   * their own step's strength in both.
   */
  readonly assignment?: 'step' | 'tiled';
}

/** Half of the range of single-qubit angles at strength 1, radians. */
const RANGE = Math.PI / 8;

/**
 * The random scrambling circuits of QuDDPM (Zhang et al., PRL 132, 100602, and its code). Step s: on every qubit RZ(φ) RY(φ') RZ(φ'') with
 * angles uniform in ±π/8 · h_s, then, for two or more qubits, RZZ(g/(2√n)) on every pair with one g uniform in [0.4, 0.6) · h_s. Each state
 * has angles of its own: state k of an ensemble draws from the stream's child k.
 * @throws KrausError `diffusion/bad-schedule`
 */
export function randomScrambling(options: ScramblingOptions): StateNoise {
  const { qubits, strengths, assignment = 'step' } = options;
  const bad = strengths.findIndex((h) => !Number.isFinite(h));
  if (strengths.length === 0 || bad >= 0 || !Number.isInteger(qubits) || qubits < 1) {
    throw new KrausError(
      'diffusion/bad-schedule',
      `Random scrambling: ${qubits} qubits, ${strengths.length} strengths${bad < 0 ? '' : `, number ${bad + 1} is ${strengths[bad]}`}; expected at least one of each, all numbers.`,
    );
  }
  return {
    steps: strengths.length,
    noisy(states, t, random) {
      checkStep(t, strengths.length);
      checkDimension(states, 2 ** qubits);
      if (t === 0) return states;
      const angles = scramblingAngles({ qubits, strengths: strengths.slice(0, t), assignment }, states.count, random);
      const executable = compileCircuit(scramblingCircuit(qubits, t, states.kind));
      try {
        const { values } = executable.run({ batch: states.count, inputs: angles, initial: states.data });
        return { ...states, data: Float64Array.from(values.subarray(0, states.count * stateSize(states))) };
      } finally {
        executable.dispose();
      }
    },
  };
}

/** Angles of all states, of each all steps: for each step RZ, RY, RZ (all qubits each), then one angle of the pairs, if there are pairs. */
function scramblingAngles(
  { qubits, strengths, assignment }: Required<ScramblingOptions>,
  count: number,
  random: RandomStream,
): Float64Array {
  const steps = strengths.length;
  const rotations = 3 * qubits;
  const width = qubits === 1 ? rotations : rotations + 1;
  const angles = new Float64Array(count * steps * width);
  for (let n = 0; n < count; n++) {
    const own = angles.subarray(n * steps * width, (n + 1) * steps * width);
    random.child(n).fillUniform(own);
    for (let step = 0; step < steps; step++) {
      const at = step * width;
      const h = strengths[step] as number;
      for (let k = 0; k < rotations; k++) {
        const strength = assignment === 'step' ? h : (strengths[(rotations * step + k) % steps] as number);
        own[at + k] = RANGE * strength * (2 * (own[at + k] as number) - 1);
      }
      if (qubits === 1) continue;
      const last = at + rotations;
      own[last] = ((0.4 + 0.2 * (own[last] as number)) * h) / (2 * Math.sqrt(qubits));
    }
  }
  return angles;
}

function scramblingCircuit(qubits: number, steps: number, kind: StateEnsemble['kind']): CircuitProgram {
  const builder = circuit(qubits).startFrom(kind === 'pure' ? 'amplitudes' : 'density');
  let angle = 0;
  for (let step = 0; step < steps; step++) {
    for (let k = 0; k < qubits; k++) {
      builder.gate('RZ', [k], [input(angle + k)]);
      builder.gate('RY', [k], [input(angle + qubits + k)]);
      builder.gate('RZ', [k], [input(angle + 2 * qubits + k)]);
    }
    angle += 3 * qubits;
    if (qubits === 1) continue;
    for (let a = 0; a < qubits; a++) for (let b = a + 1; b < qubits; b++) builder.gate('RZZ', [a, b], [input(angle)]);
    angle += 1;
  }
  return (kind === 'pure' ? builder.state() : builder.density()).build();
}
