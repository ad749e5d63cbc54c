import type { Evaluation } from '@kraus/models';
import { distanceFromData, Results, summaryOf, withInterval } from '../results.js';
import { runScript } from '../script-trial.js';
import type { Arm, Claim, Study, Trial } from '../study.js';
import { runAdversarial } from './quddpm-adversarial.js';
import { diffusion, direct, type Task, tasks } from './quddpm-tasks.js';

/** How a task is done: by diffusion, by the diffusion with the published gradients, by the two baselines. */
const WAYS = { published: 'as published', direct: 'QDT', adversarial: 'QGAN' } as const;

const arms: readonly (Arm & { readonly task: Task; readonly way?: keyof typeof WAYS })[] = tasks.flatMap((task) => {
  const { name, doc, steps, layers, iterations, objective } = task;
  const diffused = `${steps} steps, ${layers} layers, ${iterations} iterations a step, ${objective}`;
  return [
    { name, task, doc: `${doc}: ${diffused}` },
    ...(name === 'two-qubit-cluster'
      ? [
          {
            name: `${name}-as-published`,
            task,
            way: 'published' as const,
            doc: 'the same with gradients through the drawn branch alone and a learning rate of 5e-4 throughout, as in the published code',
          },
        ]
      : []),
    {
      name: `${name}-direct`,
      task,
      way: 'direct' as const,
      doc: `baseline QDT: one circuit of ${layers * steps} layers from Haar states to the data, ${iterations} training steps: as many layers times iterations`,
    },
    {
      name: `${name}-adversarial`,
      task,
      way: 'adversarial' as const,
      doc: `baseline QGAN: that circuit against a critic of 16 layers, 5 rounds, ${iterations} steps of the generator in all and a third as many of the critic`,
    },
  ];
});

async function evaluated(trial: Trial): Promise<{ evaluation: Evaluation; reverse?: string } | undefined> {
  const arm = arms.find(({ name }) => name === trial.arm);
  if (arm === undefined) return undefined;
  const { task, way } = arm;
  if (way === 'adversarial') {
    const evaluation = await runAdversarial(task, trial);
    return evaluation && { evaluation };
  }
  const text = way === 'direct' ? direct(task, trial.seed) : diffusion(task, trial.seed, way === 'published');
  return runScript({ text, trial });
}

async function run(trial: Trial): ReturnType<Study['run']> {
  const outcome = await evaluated(trial);
  const measure = arms.find(({ name }) => name === trial.arm)?.task.measure;
  if (outcome === undefined || measure === undefined) return undefined;
  const [first, distance] = outcome.evaluation.metrics;
  return {
    numbers: {
      [measure]: first?.value ?? Number.NaN,
      [`${measure} of data`]: first?.floor?.value ?? Number.NaN,
      discrepancy: distance?.value ?? Number.NaN,
      'discrepancy of data': distance?.floor?.value ?? Number.NaN,
    },
    pictures:
      outcome.reverse === undefined ? [] : [{ title: 'Bloch vectors forming from noise', file: outcome.reverse }],
  };
}

const source = 'Zhang, Xu, Chen, Zhuang, PRL 132, 100602; figure from the published result files';

/** Whether a baseline is farther from the data than the diffusion, seed by seed. */
function fallsShort(task: string, way: 'direct' | 'adversarial'): Claim {
  const measure = tasks.find(({ name }) => name === task)?.measure ?? '';
  return {
    text: `${task}: ${WAYS[way]} at an equal budget ends farther from the data in ${measure} than the diffusion`,
    source: 'Zhang et al., baselines on the two-qubit cluster',
    ...(task === 'two-qubit-cluster'
      ? { published: way === 'direct' ? '0.465 against 0.944' : '0.443 against 0.944' }
      : {}),
    judge(results) {
      const { verdict } = Results.above(results.differences(`${task}-${way}`, task, distanceFromData(measure)), 0);
      return {
        ours: `${withInterval(summaryOf(results.values(`${task}-${way}`, measure)))} against ${withInterval(summaryOf(results.values(task, measure)))}`,
        verdict,
      };
    },
  };
}

/** Ensembles of states by random scrambling and circuits with measured ancillas. */
export const quddpm: Study = {
  system: 'quddpm',
  title: 'QuDDPM: ensembles of quantum states',
  doc: `Zhang, Xu, Chen, Zhuang, PRL 132, 100602: pure states are scrambled by random circuits step by step; circuits with ancillas that are measured learn the steps back one at a time, from Haar states, each on what the steps before it make. Data, forward process, circuits and losses are those of the paper and its code.

Ours: gradients with the score function (the published ones go through the drawn branch alone), Adam from the learning rate given down to a twentieth in each step, batches of 100 chosen from 1000 states, and fewer iterations a step than published where said. Both baselines of the paper stand beside every task, at a budget of as many layers times iterations; the paper trained them on the two-qubit cluster alone, for 40,000 steps, and its adversarial loss was not readable: ours is the difference of mean scores. Each seed draws data, initial parameters, batches, outcomes and samples anew; figures are of 1000 states generated from Haar states never seen in training, beside those of 1000 test states.`,
  arms: arms.map(({ name, doc }) => ({ name, doc })),
  claims: [
    {
      text: 'Two-qubit cluster: mean fidelity with |00> at least 0.944',
      source,
      published: '0.944 (data 0.979)',
      judge: (results) => Results.above(results.values('two-qubit-cluster', 'mean fidelity'), 0.944),
    },
    {
      text: 'The same with the published gradients and learning rate',
      source,
      published: '0.944',
      judge: (results) => Results.above(results.values('two-qubit-cluster-as-published', 'mean fidelity'), 0.944),
    },
    {
      text: 'One-qubit cluster: mean fidelity with |0> at least 0.99 (our data themselves have 0.987)',
      source,
      published: '0.993 (data 0.988)',
      judge: (results) => Results.above(results.values('one-qubit-cluster', 'mean fidelity'), 0.99),
    },
    {
      text: 'One-qubit cluster: mean fidelity within 0.005 of that of the data',
      source: 'this project',
      judge: (results) => Results.below(results.values('one-qubit-cluster', distanceFromData('mean fidelity')), 0.005),
    },
    {
      text: 'Circle: mean <Y>² at most 0.01',
      source,
      published: '0.0051',
      judge: (results) => Results.below(results.values('circle', 'mean <Y>²'), 0.01),
    },
    {
      text: 'Correlated noise: the probability read off lies within 0.05 of 0.8',
      source,
      published: '0.829',
      judge: (results) =>
        Results.below(
          results.values('correlated-noise', (numbers) => Math.abs((numbers['probability of XX'] ?? Number.NaN) - 0.8)),
          0.05,
        ),
    },
    {
      text: 'Ising chain: mean size of the magnetisation at least 0.884 (noise: 0.376)',
      source,
      published: '0.884',
      judge: (results) => Results.above(results.values('ising-chain', 'size of the magnetisation'), 0.884),
    },
    ...tasks.flatMap(({ name }) => (['direct', 'adversarial'] as const).map((way) => fallsShort(name, way))),
  ],
  figures: [
    {
      measure: 'mean fidelity',
      title: 'Mean fidelity of generated states',
      bound: () => ({ value: 0.944, label: 'published, two qubits' }),
    },
    { measure: 'discrepancy', title: 'Squared maximum mean discrepancy to test states' },
  ],
  run,
};
