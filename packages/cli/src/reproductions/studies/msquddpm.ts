import { distanceFromData, Results } from '../results.js';
import { runScript } from '../script-trial.js';
import type { Study, Trial } from '../study.js';

const variants = {
  cluster: { doc: 'a Haar-random ancilla beside one in |0>', ancillas: 'haar', count: 2 },
  'zero-ancilla': { doc: 'variant: one ancilla, in |0>', ancillas: 'zero', count: 1 },
  'haar-ancilla': {
    doc: 'variant: the Haar-random ancilla alone, which brings no fixed pure state in',
    ancillas: 'haar',
    count: 1,
  },
} as const;

function script(arm: keyof typeof variants, seed: number): string {
  const { ancillas, count } = variants[arm];
  return `import { QuDDPM } from "std/ansatz"
dataset Mixed = cluster { qubits: 1, scale: 0.08, depolarizing: 0.1, validation: 0, seed: ${seed} }
model Reproduced {
  data      Mixed
  encode    state { start: mixed }
  forward   depolarize { schedule: cosine } for 4 steps
  reverse   QuDDPM(n: 1, ancillas: ${count}, layers: 6) { collapse: sampled, ancillas: ${ancillas} }
  predict   previous
  objective mmd
}
train Reproduced {
  steps: 8000, batch: 100, curriculum: stepwise, optimizer: adam { lr: 7e-3, warmup: 0 }
  ema: 0, clip: 0, pictures: 8000, checkpoint: 2000, log: 500
}
evaluate Reproduced { fidelity, purity, mmd, count: 1000 }
`;
}

async function run(trial: Trial): ReturnType<Study['run']> {
  const outcome = await runScript({ text: script(trial.arm as keyof typeof variants, trial.seed), trial });
  if (outcome === undefined) return undefined;
  const [fidelity, purity, distance] = outcome.evaluation.metrics;
  return {
    numbers: {
      'mean fidelity': fidelity?.value ?? Number.NaN,
      'mean fidelity of data': fidelity?.floor?.value ?? Number.NaN,
      'mean purity': purity?.value ?? Number.NaN,
      'mean purity of data': purity?.floor?.value ?? Number.NaN,
      discrepancy: distance?.value ?? Number.NaN,
      'discrepancy of data': distance?.floor?.value ?? Number.NaN,
    },
    pictures: [{ title: 'Bloch vectors forming from noise', file: outcome.reverse }],
  };
}

/** Mixed states under depolarizing noise, undone by circuits with random ancillas. */
export const msquddpm: Study = {
  system: 'msquddpm',
  title: 'MSQuDDPM: ensembles of mixed states',
  doc: `Kwun, Zhang, Zhuang, PRA 111, 032610: slightly mixed states are depolarized, and circuits with measured ancillas learn the steps back, compared by the superfidelity. Cluster, four steps along a cosine, six layers, the Haar-random ancilla and the learning rate are those of the paper's code; no figure of the paper could be read.

Ours: one qubit, an ancilla in |0> beside the Haar-random one, gradients with the score function, 2000 iterations a step with batches of 100 of 1000 states, a learning rate that falls. Each seed draws data, initial parameters, batches, outcomes and samples anew; 1000 generated states stand beside 1000 test states.`,
  arms: Object.entries(variants).map(([name, { doc }]) => ({ name, doc })),
  claims: [
    {
      text: 'The cluster is learned: mean fidelity with |0> within 0.01 of that of the data',
      source: 'this project',
      judge: (results) => Results.below(results.values('cluster', distanceFromData('mean fidelity')), 0.01),
    },
    {
      text: 'and mean purity within 0.02 of that of the data',
      source: 'this project',
      judge: (results) => Results.below(results.values('cluster', distanceFromData('mean purity')), 0.02),
    },
    {
      text: 'With the Haar-random ancilla alone it is not: mean fidelity below 0.6',
      source: 'this project: without a fixed pure state nothing tells |0> from |1>',
      judge: (results) => Results.below(results.values('haar-ancilla', 'mean fidelity'), 0.6),
    },
  ],
  figures: [
    { measure: 'mean fidelity', title: 'Mean fidelity of generated states' },
    { measure: 'mean purity', title: 'Mean purity of generated states' },
  ],
  run,
};
