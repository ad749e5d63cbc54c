import { join } from 'node:path';
import { Results } from '../results.js';
import { runScript } from '../script-trial.js';
import type { Claim, Study, Trial } from '../study.js';

const MNIST = 'mnist { classes: [0, 1], size: 16, limit: 2000 }';
const FASHION = 'fashion { subset: "train-first3615", classes: [1, 9], size: 16 }';

/** Measurements of an image at step 1 … T, and layers of the circuits, about 108 in all. */
const STEPS = {
  1: { shots: [1], layers: 'first: 108, last: 108' },
  2: { shots: [6, 1], layers: 'first: 40, last: 68' },
  3: { shots: [40, 6, 1], layers: 'first: 24, last: 48' },
  8: { shots: [20_000, 5000, 2000, 1000, 400, 50, 6, 1], layers: 'first: 10, last: 17' },
} as const;

interface Variant {
  readonly doc: string;
  readonly data?: string;
  /** Options of `scramble` but the shots. */
  readonly noise?: string;
  readonly steps?: keyof typeof STEPS;
  /** Probabilities are exact at every step. */
  readonly exact?: boolean;
  readonly aux?: 0 | 1 | 2;
  readonly layers?: string;
  readonly objective?: string;
  readonly curriculum?: string;
}

const NONE = 'scrambler: "none", noise: 0';
const BRICKS = 'scrambler: "brickwall", depth: 1';

const circuits: Readonly<Record<string, Variant>> = {
  base: {
    doc: 'digits 0 and 1, finitely many measurements as the only noise, 3 steps, two auxiliary qubits, stepwise',
  },
  fashion: { doc: 'the same on trousers and ankle boots of Fashion-MNIST', data: FASHION },
  exact: {
    doc: 'the forward process as read: Gaussian noise, a scrambler, exact probabilities, 8 steps; stepwise',
    noise: `${BRICKS}, noise: 1`,
    exact: true,
    steps: 8,
  },
  'exact-joint': {
    doc: 'the same, all steps trained jointly',
    noise: `${BRICKS}, noise: 1`,
    exact: true,
    steps: 8,
    curriculum: 'joint',
  },
  joint: { doc: 'base, all steps trained jointly', curriculum: 'joint' },
  own: {
    doc: 'base, each step trained on what the steps before it make instead of pictures of the forward process',
    curriculum: 'stepwise, inputs: "own"',
  },
  gaussian: { doc: 'base and Gaussian noise', noise: 'scrambler: "none", noise: 0.2' },
  unitary: { doc: 'base and a brick wall of depth 1', noise: `${BRICKS}, noise: 0` },
  before: { doc: 'base, Gaussian noise and then a brick wall', noise: `${BRICKS}, noise: 0.2` },
  after: { doc: 'base, a brick wall and then Gaussian noise', noise: `${BRICKS}, noise: 0.2, order: "scrambleFirst"` },
  't-1': { doc: 'base in 1 step', steps: 1 },
  't-2': { doc: 'base in 2 steps', steps: 2 },
  't-8': { doc: 'base in 8 steps', steps: 8 },
  constant: { doc: 'base, all circuits of 36 layers', layers: 'first: 36, last: 36' },
  'aux-0': { doc: 'base without auxiliary qubits', aux: 0 },
  'aux-1': { doc: 'base with one auxiliary qubit', aux: 1 },
  l1: { doc: 'base, the loss l1 alone', objective: 'l1' },
  both: { doc: 'base, the loss l1 + kl', objective: 'l1 + kl' },
};

const networks: Readonly<Record<string, { readonly doc: string; readonly reverse: string; readonly train: string }>> = {
  ddpm: {
    doc: 'baseline: diffusion by Gaussian noise and a classical U-Net of about as many parameters',
    reverse: 'unet { channels: 4, depth: 1, blocks: 1 }',
    train: 'steps: 800, batch: 32, optimizer: adam { lr: 5e-3 }, ema: 0.99',
  },
  qvunet: {
    doc: 'baseline: QVUNet with one group of circuits, in about as many seconds',
    reverse: 'qvunet { groups: 1 }',
    train: 'steps: 40, batch: 16, optimizer: adam { lr: 2e-3 }, ema: 0.95',
  },
};

function quantumScript(variant: Variant): string {
  const { data = MNIST, noise = NONE, steps = 3, exact = false, aux = 2 } = variant;
  const { objective = 'kl', curriculum = 'stepwise, inputs: "forward"' } = variant;
  const { layers = STEPS[steps].layers } = variant;
  const shots = exact ? '' : `, shots: [${STEPS[steps].shots.join(', ')}]`;
  // Joint training moves all circuits at every step: fewer steps cost as much.
  const budget = curriculum === 'joint' ? 360 / steps : 360;
  return `dataset Pictures = ${data}
model Reproduced {
  data      Pictures
  encode    amplitude { aux: ${aux}, brightness: "mean" }
  forward   scramble { ${noise}${shots} } for ${steps} steps
  reverse   collapseCircuits { ${layers} }
  predict   previous
  objective ${objective}
}
train Reproduced {
  steps: ${budget}, batch: 32, curriculum: ${curriculum}, optimizer: adam { lr: 3e-2, warmup: 0 }, ema: 0.95
  pictures: ${budget}, validate: ${budget}, checkpoint: ${budget}, log: 20
}
${evaluation('')}`;
}

function classicalScript({ reverse, train }: { readonly reverse: string; readonly train: string }): string {
  const all = train.match(/steps: (\d+)/)?.[1];
  return `dataset Pictures = ${MNIST}
model Reproduced {
  data      Pictures
  encode    pixels
  forward   gaussian { schedule: cosine } for 100 steps
  reverse   ${reverse}
  predict   noise
  objective mse
  condition time
}
train Reproduced {
  ${train}, sampler: ddim { steps: 25 }
  pictures: ${all}, validate: ${all}, checkpoint: ${all}, log: 20
}
${evaluation(', sampler: ddim { steps: 25 }')}`;
}

function evaluation(sampler: string): string {
  return `evaluate Reproduced {
  count: 300, untrained: false${sampler}
  fid { features: "lenet", limit: 1000 }, kid { features: "lenet", limit: 1000 }, classifier { limit: 1000 }
}
`;
}

const FRECHET = 'Fréchet (lenet)';
const KERNEL = 'kernel distance (lenet)';
const ALIKE = 'overlap of samples';
const READOUTS = [10, 100, 1000, 10_000, 100_000] as const;

async function run(trial: Trial): ReturnType<Study['run']> {
  const quantum = circuits[trial.arm];
  const classical = networks[trial.arm];
  const text = quantum ? quantumScript(quantum) : classical && classicalScript(classical);
  const outcome = text === undefined ? undefined : await runScript({ text, trial });
  if (outcome === undefined) return undefined;
  const [fid, kid, classifier] = outcome.evaluation.metrics;
  const { loadDataset, readRun, sample } = await import('@kraus/models');
  const runDir = join(trial.folder, 'run');
  const sampler = classical && { component: 'ddim', options: { steps: 25 } };
  const drawn = await sample({ runDir, count: 64, seed: trial.seed, signal: trial.signal, sampler });
  const { model, parameters } = await readRun(runDir);
  const data = await loadDataset(model.data, { signal: trial.signal });
  const size = 16 * 16;
  return {
    numbers: {
      parameters,
      [FRECHET]: fid?.value ?? Number.NaN,
      [KERNEL]: kid?.value ?? Number.NaN,
      'of real pictures': kid?.floor?.value ?? Number.NaN,
      'share classified with confidence 0.9': classifier?.value ?? Number.NaN,
      [ALIKE]: overlap(drawn.values, size),
      'overlap of pictures': overlap(data.train.pixels.subarray(0, 64 * size), size),
      ...(trial.arm === 'base' ? await readouts(trial, runDir, data) : {}),
    },
    pictures: [
      { title: 'samples', file: outcome.samples },
      { title: 'forming', file: outcome.reverse },
    ],
  };
}

/** The kernel distance of samples whose last measurement is of finitely many shots. */
async function readouts(
  { seed, signal }: Trial,
  runDir: string,
  reference: Awaited<ReturnType<typeof import('@kraus/models')['loadDataset']>>,
): Promise<Record<string, number>> {
  const { evaluateSamples, imageBatch, sample } = await import('@kraus/models');
  const numbers: Record<string, number> = {};
  for (const shots of READOUTS) {
    const sampler = { component: 'collapse', options: { shots } };
    const { values, count } = await sample({ runDir, count: 300, seed, signal, sampler });
    const samples = imageBatch(Uint8Array.from(values), count, reference.shape);
    const metrics = [{ component: 'kid', options: { features: 'lenet', limit: 1000 } }];
    const [kid] = (await evaluateSamples({ samples, reference, metrics, seed, signal })).metrics;
    numbers[`${KERNEL}, ${shots} shots`] = kid?.value ?? Number.NaN;
  }
  return numbers;
}

/** Mean over pairs of images of Σ√(p q) of their pixels as distributions: 1 where all are the same. */
function overlap(pixels: ArrayLike<number>, size: number): number {
  const count = pixels.length / size;
  const roots = Array.from({ length: count }, (_, n) => {
    const image = Array.from({ length: size }, (_, k) => pixels[n * size + k] as number);
    const sum = image.reduce((a, b) => a + b, 0) || 1;
    return image.map((pixel) => Math.sqrt(pixel / sum));
  });
  let total = 0;
  roots.forEach((a, n) => {
    for (const b of roots.slice(0, n)) total += a.reduce((sum, x, k) => sum + x * (b[k] as number), 0);
  });
  return total / ((count * (count - 1)) / 2);
}

const paper = 'arXiv:2506.10571';

function worse(arm: string, text: string, source: string): Claim {
  return {
    text: `${text} (difference of kernel distances to the base, seed by seed, above 0)`,
    source,
    judge: (results) => Results.above(results.differences(arm, 'base', KERNEL), 0),
  };
}

/** Pictures as amplitudes, formed by circuits with a measurement after each. */
export const qsc: Study = {
  system: 'qsc',
  title: 'QSC-Diffusion: pictures as amplitudes',
  doc: `Li, Chen, Kumawat, Flouris, ${paper} (scrambling and collapse): a picture of 16 × 16 pixels is the amplitudes of 8 qubits; noise and a fixed random unitary dissolve it step by step; small circuits, with a measurement after each, form it again. The paper was read in reviews and summaries alone (docs/pictures.md): its layers, schedules, learning rates and figures are unknown. It says: more than 80 times fewer parameters than QVUNet at competitive FID, 8 steps are best, noise and scrambler are better together than alone, 300 to 1000 shots suffice.

Ours: with exact probabilities all samples must end alike, whatever the angles (docs/pictures.md gives the inequality), so the base takes **finitely many measurements** at every step, ${STEPS[3].shots.join(', ')} at steps 1 to 3, and nothing else as noise; a sample begins with one outcome. Circuits of 24 to 48 layers on 8 + 2 qubits, kl loss, 360 steps of Adam in all with batches of 32: about 25 seconds of one core a training, a small budget. Each seed draws initial parameters, batches and samples anew. 300 samples are compared with 1,000 training pictures by the features of lenet, our digit classifier; for clothes these are only a yardstick. **Overlap of samples** is Σ√(p q), mean over pairs of 64: near 1 means one picture.`,
  arms: [...Object.entries(circuits), ...Object.entries(networks)].map(([name, { doc }]) => ({ name, doc })),
  claims: [
    {
      text: 'At most 6,000 parameters, prior and brightness counted',
      source: `${paper}: 80 times fewer than QVUNet`,
      published: 'about 5,400 to 6,000, derived',
      judge: (results) => Results.below(results.values('base', 'parameters'), 6000),
    },
    worse('ddpm', 'Better than a classical U-Net of as many parameters', 'the issue'),
    worse('qvunet', 'Competitive with QVUNet: not worse in equal time', `${paper}: competitive FID`),
    worse('exact', 'Finitely many measurements are needed', 'this project'),
    worse('joint', 'Stepwise training is better than joint training', `${paper}: divide and conquer`),
    worse('own', 'Inputs of the forward process are better than own inputs', 'this project'),
    worse('gaussian', 'Gaussian noise does not help', 'this project'),
    worse('unitary', 'The scrambler does not help', 'this project'),
    {
      text: 'Noise and scrambler together are better than the scrambler alone (difference of kernel distances, seed by seed, below 0)',
      source: paper,
      judge: (results) => Results.below(results.differences('before', 'unitary', KERNEL), 0),
    },
    {
      text: 'Noise before the scrambler is better than after (difference, below 0)',
      source: paper,
      judge: (results) => Results.below(results.differences('before', 'after', KERNEL), 0),
    },
    worse('t-1', 'Three steps are better than one', 'this project'),
    worse('t-2', 'Three steps are better than two', 'this project'),
    {
      text: 'Eight steps are better than three (difference of kernel distances, seed by seed, below 0)',
      source: `${paper}: 8 is best`,
      judge: (results) => Results.below(results.differences('t-8', 'base', KERNEL), 0),
    },
    worse('constant', 'Growing circuits are better than equal ones', paper),
    worse('aux-0', 'Two auxiliary qubits are better than none', paper),
    worse('aux-1', 'Two auxiliary qubits are better than one', paper),
    worse('l1', 'kl is better than l1', 'this project'),
    worse('both', 'kl is better than l1 + kl', `against ${paper}, which takes both`),
    {
      text: 'A thousand shots of the last measurement suffice: kernel distance within a tenth of that of exact probabilities',
      source: `${paper}: 300 to 1000`,
      judge: (results) =>
        Results.below(
          results.values('base', (numbers) =>
            Math.abs((numbers[`${KERNEL}, 1000 shots`] ?? Number.NaN) / (numbers[KERNEL] ?? Number.NaN) - 1),
          ),
          0.1,
        ),
    },
  ],
  figures: [
    { measure: KERNEL, title: 'Kernel distance (lenet)' },
    { measure: ALIKE, title: 'Overlap of samples (1: all the same)' },
  ],
  run,
};
