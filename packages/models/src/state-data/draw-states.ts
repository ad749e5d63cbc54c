import {
  ComplexMatrix,
  haarKet,
  innerProduct,
  KrausError,
  maximallyMixed,
  pureState,
  type RandomStream,
  randomDensityMatrix,
} from '@kraus/core';
import { ensembleOf, type StateEnsemble } from './ensemble.js';

/** Draws one state after another from a stream: the first n of a longer draw are the draw of n. */
export type StateLaw = (random: RandomStream) => ComplexMatrix;

/** `count` independent draws. */
export function drawStates(law: StateLaw, count: number, random: RandomStream): StateEnsemble {
  return ensembleOf(Array.from({ length: count }, () => law(random)));
}

/** Always the same state. */
export function fixedState(state: ComplexMatrix): StateLaw {
  return () => state;
}

/** Kets drawn uniformly from the unit sphere of the given dimension. */
export function haarStates(dimension: number): StateLaw {
  return (random) => haarKet(random, dimension);
}

/**
 * Kets near `centre`: |centre> + scale · g, normalised, with g a standard complex normal vector (real and imaginary parts
 * N(0, 1)) in the space orthogonal to the centre. Around |0…0> this is the cluster of QuDDPM: amplitude 1 on |0…0>,
 * scale · (N + iN) on every other basis state (Zhang et al., PRL 132, 100602, and its code).
 * @param centre a ket, D × 1
 * @param scale ≥ 0
 */
export function clusterOfStates(centre: ComplexMatrix, scale: number): StateLaw {
  const unit = normalised(centre);
  const d = unit.rows;
  return (random) => {
    const draw = new ComplexMatrix(d, 1, random.fillNormal(new Float64Array(2 * d)));
    const [re, im] = innerProduct(unit, draw);
    for (let i = 0; i < d; i++) {
      const [a, b] = unit.at(i, 0);
      const orthogonal: [number, number] = [draw.re(i, 0) - (re * a - im * b), draw.im(i, 0) - (re * b + im * a)];
      draw.set(i, 0, [a + scale * orthogonal[0], b + scale * orthogonal[1]]);
    }
    return normalised(draw);
  };
}

/** One-qubit kets cos φ |0> + sin φ |1>, φ uniform in [0, 2π): the great circle of the Bloch sphere with <Y> = 0. */
export function circleOfStates(): StateLaw {
  return (random) => {
    const angle = 2 * Math.PI * random.uniform();
    return new ComplexMatrix(2, 1, Float64Array.of(Math.cos(angle), 0, Math.sin(angle), 0));
  };
}

/** The state that QuDDPM's correlated noise acts on, amplitudes of |00>, |01>, |10>, |11> (re, im interleaved). */
export const CORRELATED_NOISE_STATE: readonly number[] = [
  ...polar(Math.sqrt(0.1), 0.8),
  ...polar(Math.sqrt(0.55), 1.7),
  ...polar(0, 0),
  ...polar(Math.sqrt(0.35), 2.4),
];

/**
 * Two-qubit states exp(−iεXX)|ψ₀> with the given probability, else exp(−iεZZ)|ψ₀>, ε uniform in [−width, width) (QuDDPM, task
 * "correlated noise").
 */
export function correlatedNoise(psi: ComplexMatrix, probability: number, width: number): StateLaw {
  if (psi.rows !== 4 || psi.columns !== 1) {
    throw new KrausError(
      'states/wrong-shape',
      `Correlated noise: the state is ${psi.rows} × ${psi.columns}, expected 4 × 1.`,
    );
  }
  const unit = normalised(psi);
  return (random) => {
    const flips = random.bernoulli(probability);
    const angle = width * (2 * random.uniform() - 1);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const out = new ComplexMatrix(4, 1);
    for (let i = 0; i < 4; i++) {
      // XX swaps i with its complement; ZZ is +1 on even and −1 on odd parity.
      const from = flips ? 3 - i : i;
      const sign = flips || i === 0 || i === 3 ? 1 : -1;
      const [a, b] = unit.at(i, 0);
      const [x, y] = unit.at(from, 0);
      out.set(i, 0, [c * a + s * sign * y, c * b - s * sign * x]);
    }
    return out;
  };
}

/** Random density matrices of the given rank: Hilbert–Schmidt measure for full rank. */
export function randomMixedStates(dimension: number, rank = dimension): StateLaw {
  return (random) => randomDensityMatrix(random, dimension, rank);
}

/**
 * The states of a law with a little white noise: ρ → (1 − p)ρ + p I/D, once for every qubit, each p uniform in [0, strength) (the data of
 * MSQuDDPM, Kwun et al., PRA 111, 032610, and its code).
 */
export function slightlyMixed(law: StateLaw, qubits: number, strength: number): StateLaw {
  return (random) => {
    const state = law(random);
    const rho = state.columns === 1 ? pureState(state) : state.clone();
    const white = maximallyMixed(rho.rows);
    for (let k = 0; k < qubits; k++) {
      const p = strength * random.uniform();
      for (let i = 0; i < rho.data.length; i++) {
        rho.data[i] = (1 - p) * (rho.data[i] as number) + p * (white.data[i] as number);
      }
    }
    return rho;
  };
}

/** A ket of length one. @throws KrausError `states/wrong-shape` for no column or the zero vector */
export function normalised(ket: ComplexMatrix): ComplexMatrix {
  const norm = Math.hypot(...ket.data);
  if (ket.columns !== 1 || !(norm > 0)) {
    throw new KrausError(
      'states/wrong-shape',
      `State: expected a column that is not zero, was given ${ket.rows} × ${ket.columns} of length ${norm}.`,
    );
  }
  return new ComplexMatrix(
    ket.rows,
    1,
    ket.data.map((x) => x / norm),
  );
}

function polar(length: number, angle: number): [number, number] {
  return [length * Math.cos(angle), length * Math.sin(angle)];
}
