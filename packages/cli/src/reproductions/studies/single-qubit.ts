import { Results } from '../results.js';
import { runScript } from '../script-trial.js';
import type { Study, Trial } from '../study.js';

interface Variant {
  readonly doc: string;
  readonly data: 'fixedState' | 'cluster';
  readonly reverse: string;
  readonly predict?: 'x0';
  readonly objective: string;
  readonly train: string;
}

const state = 'amplitudes: [0.8, 0, 0.36, 0.48]';
const mlp = { reverse: 'mlp { width: 64, layers: 2 }', predict: 'x0', objective: 'fidelity' } as const;
const joint = 'batch: 100, optimizer: adam { lr: 3e-3 }, ema: 0.99, validate: 1000';
const stepwise = 'batch: 32, curriculum: stepwise, optimizer: adam { lr: 2e-2, warmup: 0 }, ema: 0, clip: 0';

const variants: Readonly<Record<string, Variant>> = {
  qcgdm: {
    doc: 'a perceptron of (ρ, t) that predicts the clean state, which then goes through t − 1 steps of noise; a fixed state',
    data: 'fixedState',
    ...mlp,
    train: `steps: 3000, ${joint}`,
  },
  'qcgdm-ensemble': {
    doc: 'the same, a cluster of states; generation starts from noised states that training never saw',
    data: 'cluster',
    ...mlp,
    train: `steps: 6000, ${joint}`,
  },
  'qcgdm-ensemble-previous': {
    doc: 'variant: the perceptron predicts the state one step before instead of the clean one',
    data: 'cluster',
    reverse: mlp.reverse,
    objective: mlp.objective,
    train: `steps: 6000, ${joint}`,
  },
  qqgdm: {
    doc: 'a circuit with one ancilla that is dropped at every step, a fixed state',
    data: 'fixedState',
    reverse: 'QuDDPM(n: 1, ancillas: 1, layers: 6) { collapse: exact }',
    objective: 'fidelity',
    train: `steps: 12000, ${stepwise}`,
  },
  'qqgdm-ensemble': {
    doc: 'the circuit with its ancilla measured, a cluster of states, the discrepancy as loss',
    data: 'cluster',
    reverse: 'QuDDPM(n: 1, ancillas: 1, layers: 6) { collapse: sampled }',
    objective: 'mmd',
    train: `steps: 20000, ${stepwise.replace('32', '100').replace('2e-2', '5e-3')}`,
  },
  unitary: {
    doc: 'control: a circuit of rotations on the qubit alone, a fixed state',
    data: 'fixedState',
    reverse: 'HardwareEfficient(n: 1, layers: 6) { collapse: exact }',
    objective: 'fidelity',
    train: `steps: 4000, ${stepwise}`,
  },
};

const imports = ['Depolarizing } from "std/channels"', 'HardwareEfficient, QuDDPM } from "std/ansatz"']
  .map((rest) => `import { ${rest}`)
  .join('\n');

function script({ data, reverse, predict, objective, train }: Variant, seed: number): string {
  const more = data === 'cluster' ? ', scale: 0.08' : '';
  return `${imports}
dataset Data = ${data} { qubits: 1, ${state}${more}, seed: ${seed} }
model Reproduced {
  data      Data
  encode    state
  forward   Depolarizing(0.05 + 0.3 * t) for 20 steps
  reverse   ${reverse}
  predict   ${predict ?? 'previous'}
  objective ${objective}
}
train Reproduced { ${train}, pictures: 20000, log: 500, checkpoint: 2000 }
evaluate Reproduced { fidelity { ${state} }, mmd, purity, count: 1000 }
`;
}

async function run(trial: Trial): ReturnType<Study['run']> {
  const variant = variants[trial.arm];
  const outcome = variant && (await runScript({ text: script(variant, trial.seed), trial }));
  if (outcome === undefined) return undefined;
  const [fidelity, distance, purity] = outcome.evaluation.metrics;
  const data = distance?.floor?.value ?? Number.NaN;
  // Unbiased estimates of data to data scatter around 0: their size is that of their standard error.
  const floor = Math.max(Math.abs(data), distance?.floor?.deviation ?? 0);
  return {
    numbers: {
      'mean fidelity': fidelity?.value ?? Number.NaN,
      'mean fidelity of data': fidelity?.floor?.value ?? Number.NaN,
      discrepancy: distance?.value ?? Number.NaN,
      'discrepancy of data': data,
      'discrepancy / data to data': (distance?.value ?? Number.NaN) / floor,
      'mean purity': purity?.value ?? Number.NaN,
    },
    pictures: [{ title: 'Bloch vectors forming from noise', file: outcome.reverse }],
  };
}

const paper = 'Parigi, Martina, Caruso, arXiv:2308.12013';

/** One qubit under depolarizing noise, denoised by a network or a circuit. */
export const singleQubit: Study = {
  system: 'qcgdm-qqgdm',
  title: 'QCGDM and QQGDM: one qubit under quantum noise',
  doc: `${paper}: a qubit goes through depolarizing channels; a classical network (QCGDM) or a parametrised circuit (QQGDM) learns the way back. Only the two fidelities could be read.

Ours: 20 steps with weights from 0.065 to 0.35 (of a Bloch vector 0.01 is left), a perceptron of two hidden layers on (ρ, t) that predicts clean states, circuits as in QuDDPM. A fixed state is a trivial target (whoever ignores the input can prepare it), so ensembles stand beside it. Floors of the discrepancy are the larger of its value and standard error between training and test states.`,
  arms: Object.entries(variants).map(([name, { doc }]) => ({ name, doc })),
  claims: [
    {
      text: 'QCGDM: mean fidelity at least 0.997',
      source: `${paper}, read in a summary`,
      published: '0.997',
      judge: (results) => Results.above(results.values('qcgdm', 'mean fidelity'), 0.997),
    },
    {
      text: 'QQGDM: mean fidelity at least 0.996',
      source: `${paper}, read in a summary`,
      published: '0.996',
      judge: (results) => Results.above(results.values('qqgdm', 'mean fidelity'), 0.996),
    },
    ...(['qcgdm-ensemble', 'qqgdm-ensemble'] as const).map((arm) => ({
      text: `${arm}: discrepancy to test states at most three times that of data to data`,
      source: 'this project',
      judge: (results: Results) => Results.below(results.values(arm, 'discrepancy / data to data'), 3),
    })),
    {
      text: 'Without an ancilla the circuit cannot: mean purity stays below 0.6',
      source: 'this project: a unitary keeps the purity of a state',
      judge: (results) => Results.below(results.values('unitary', 'mean purity'), 0.6),
    },
  ],
  figures: [
    { measure: 'mean fidelity', title: 'Mean fidelity of generated states with the target' },
    {
      measure: 'discrepancy / data to data',
      title: 'Discrepancy in units of data to data',
      bound: () => ({ value: 3, label: 'three times' }),
    },
  ],
  run,
};
