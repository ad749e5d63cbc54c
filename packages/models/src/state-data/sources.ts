import { basisKet, ComplexMatrix, KrausError, type OptionValue, resolveOptions } from '@kraus/core';
import {
  CORRELATED_NOISE_STATE,
  circleOfStates,
  clusterOfStates,
  correlatedNoise,
  fixedState,
  haarStates,
  normalised,
  randomMixedStates,
  type StateLaw,
  slightlyMixed,
} from './draw-states.js';
import {
  circleSchema,
  clusterSchema,
  correlatedNoiseSchema,
  fixedStateSchema,
  haarSchema,
  mixedStatesSchema,
  tfimSchema,
  xxzSchema,
} from './schema.js';
import { tfimStates, xxzStates } from './spin-chains.js';

/** How many states of which seed a script asks for. */
export interface DrawCounts {
  readonly limit: number;
  /** Share of training and validation together. */
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

/** A law of states with the counts of its splits. */
export interface DrawnSource {
  readonly qubits: number;
  readonly law: StateLaw;
  readonly counts: DrawCounts;
}

type Options = Readonly<Record<string, OptionValue>>;

/** The sources that draw their states, by the name that scripts use. */
export const DRAWN_SOURCES: Readonly<Record<string, (given: Options) => DrawnSource>> = {
  fixedState(given) {
    const options = resolveOptions(fixedStateSchema, given, { name: 'fixedState' });
    return { qubits: options.qubits, law: fixedState(givenKet(options, 'fixedState')), counts: options };
  },
  cluster(given) {
    const options = resolveOptions(clusterSchema, given, { name: 'cluster' });
    const law = clusterOfStates(givenKet(options, 'cluster'), options.scale);
    return { qubits: options.qubits, law: withNoise(law, options.qubits, options.depolarizing), counts: options };
  },
  circleOfStates(given) {
    const options = resolveOptions(circleSchema, given, { name: 'circleOfStates' });
    return { qubits: 1, law: withNoise(circleOfStates(), 1, options.depolarizing), counts: options };
  },
  haar(given) {
    const options = resolveOptions(haarSchema, given, { name: 'haar' });
    return { qubits: options.qubits, law: haarStates(2 ** options.qubits), counts: options };
  },
  correlatedNoise(given) {
    const options = resolveOptions(correlatedNoiseSchema, given, { name: 'correlatedNoise' });
    const psi = new ComplexMatrix(4, 1, Float64Array.from(CORRELATED_NOISE_STATE));
    return { qubits: 2, law: correlatedNoise(psi, options.probability, options.width), counts: options };
  },
  tfim(given) {
    const options = resolveOptions(tfimSchema, given, { name: 'tfim' });
    checkRange(options, 'tfim');
    return { qubits: options.qubits, law: tfimStates(options, options.from, options.to), counts: options };
  },
  xxz(given) {
    const options = resolveOptions(xxzSchema, given, { name: 'xxz' });
    checkRange(options, 'xxz');
    return { qubits: options.qubits, law: xxzStates(options, options.from, options.to), counts: options };
  },
  mixedStates(given) {
    const options = resolveOptions(mixedStatesSchema, given, { name: 'mixedStates' });
    const law = randomMixedStates(2 ** options.qubits, options.rank ?? 2 ** options.qubits);
    return { qubits: options.qubits, law, counts: options };
  },
};

function withNoise(law: StateLaw, qubits: number, strength: number): StateLaw {
  return strength === 0 ? law : slightlyMixed(law, qubits, strength);
}

function givenKet(
  { qubits, amplitudes }: { readonly qubits: number; readonly amplitudes: readonly number[] | undefined },
  name: string,
): ComplexMatrix {
  const dimension = 2 ** qubits;
  if (amplitudes === undefined) return basisKet(dimension, 0);
  if (amplitudes.length !== 2 * dimension) {
    throw new KrausError(
      'states/wrong-shape',
      `${name}: amplitudes has ${amplitudes.length} numbers; ${qubits} qubits need ${2 * dimension}, a real and an imaginary part each.`,
    );
  }
  return normalised(new ComplexMatrix(dimension, 1, Float64Array.from(amplitudes)));
}

function checkRange({ from, to }: { readonly from: number; readonly to: number }, name: string): void {
  if (from <= to) return;
  throw new KrausError('states/bad-chain', `${name}: from = ${from} lies above to = ${to}; expected from ≤ to.`);
}
