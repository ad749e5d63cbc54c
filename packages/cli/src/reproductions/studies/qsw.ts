import { inWords, Results, summaryOf } from '../results.js';
import { runScript } from '../script-trial.js';
import type { Claim, Study, Trial } from '../study.js';

/** ω of the sweep; 1 is the classical walk. */
const OMEGAS = [0, 0.1, 0.3, 0.5, 0.7, 1] as const;
const CLASSICAL = 1;
/** Duration of a step, in units of 1/J, of the raw sweep and of the classical walk in both. */
const DURATION = 0.5;

interface Variant {
  readonly omega: number;
  readonly matched: boolean;
  readonly doc: string;
}

const variants: Readonly<Record<string, Variant>> = Object.fromEntries([
  ...OMEGAS.map((omega): [string, Variant] => [
    omega === CLASSICAL ? 'classical' : `raw-${omega}`,
    {
      omega,
      matched: false,
      doc: omega === CLASSICAL ? 'ω = 1, the classical walk, step 0.5' : `ω = ${omega}, step 0.5`,
    },
  ]),
  ...OMEGAS.filter((omega) => omega !== CLASSICAL).map((omega): [string, Variant] => [
    `matched-${omega}`,
    {
      omega,
      matched: true,
      doc: `ω = ${omega}, the step such that it forgets its start as fast as the classical walk`,
    },
  ]),
]);

function script({ omega, matched }: Variant): string {
  const like = matched ? `, matched to WalkStep(${CLASSICAL}, dt: ${DURATION}) by gap` : '';
  return `import { StochasticWalk } from "std/generators"
channel WalkStep(omega: prob, dt: time) on x: level[8] = evolve StochasticWalk(cycle(8), omega) for dt
dataset Digits = mnist { classes: [0, 1, 2], size: 16, limit: 4000 }
model Reproduced {
  data      Digits
  encode    levels { count: 8 }
  forward   WalkStep(${omega}, dt: ${DURATION}) for 20 steps, measured${like}
  reverse   unet { channels: 16, depth: 1, blocks: 1, patch: 2 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}
train Reproduced {
  steps: 600, batch: 32, optimizer: adam { lr: 3e-3 }, ema: 0.99
  validate: 600, checkpoint: 600, pictures: 600, log: 100
}
evaluate Reproduced {
  count: 300, untrained: false
  fid { features: "lenet", limit: 1000 }, kid { features: "lenet", limit: 1000 }, classifier { limit: 1000 }
}
`;
}

async function run(trial: Trial): ReturnType<Study['run']> {
  const variant = variants[trial.arm];
  const outcome = variant && (await runScript({ text: script(variant), trial }));
  if (outcome === undefined) return undefined;
  const [fid, kid, classifier] = outcome.evaluation.metrics;
  return {
    numbers: {
      [FRECHET]: fid?.value ?? Number.NaN,
      [KERNEL]: kid?.value ?? Number.NaN,
      'share classified with confidence 0.9': classifier?.value ?? Number.NaN,
      'Fréchet of real digits': fid?.floor?.value ?? Number.NaN,
    },
    pictures: [{ title: 'samples', file: outcome.samples }],
  };
}

const FRECHET = 'Fréchet (lenet)';
const KERNEL = 'kernel distance (lenet)';
const MIXED = OMEGAS.filter((omega) => omega > 0 && omega < 1);
const paper = 'arXiv:2505.22193, abstract: a mix of quantum and classical gives lower FID than classical';

function lower(sweep: 'raw' | 'matched', omega: number): Claim {
  return {
    text: `${sweep === 'raw' ? 'Equal steps' : 'Equal forgetting'}, ω = ${omega}: Fréchet distance below that of the classical walk (difference, seed by seed)`,
    source: omega === 0 ? 'control: the purely quantum walk' : paper,
    judge: (results) => Results.below(results.differences(`${sweep}-${omega}`, 'classical', FRECHET), 0),
  };
}

/** The 95 % points of F with (4, 16) and (16, 4) degrees of freedom: five classical trainings against five of each of four mixtures. */
const F_ABOVE = 3.007;
const F_BELOW = 1 / 5.844;

function robust(sweep: 'raw' | 'matched'): Claim {
  return {
    text: `${sweep === 'raw' ? 'Equal steps' : 'Equal forgetting'}: trainings of the mixtures scatter less than those of the classical walk (ratio of variances of the Fréchet distance, classical over pooled mixtures, above 1)`,
    source: 'arXiv:2505.22193, abstract: statistically more robust models',
    judge: (results) => {
      const mixed = MIXED.map((omega) => summaryOf(results.values(`${sweep}-${omega}`, FRECHET)));
      const classical = summaryOf(results.values('classical', FRECHET));
      if ([classical, ...mixed].some(({ count }) => count !== 5)) {
        return { ours: 'not all of five seeds run', verdict: 'undecided' };
      }
      const pooled = mixed.reduce((sum, { deviation }) => sum + deviation ** 2 / mixed.length, 0);
      const ratio = classical.deviation ** 2 / pooled;
      const verdict = ratio > F_ABOVE ? 'holds' : ratio < F_BELOW ? 'does not hold' : 'undecided';
      return { ours: `${ratio.toPrecision(2)} (F test at 5 % wants ${F_ABOVE})`, verdict };
    },
  };
}

function conclusion(results: Results): string {
  const sweep = (name: 'raw' | 'matched', words: string): string => {
    const rows = OMEGAS.filter((omega) => omega < 1).map((omega) => {
      const { mean, half } = summaryOf(results.differences(`${name}-${omega}`, 'classical', FRECHET));
      return { omega, mean, half };
    });
    const below = rows.filter(({ mean, half }) => mean + half < 0).map(({ omega }) => omega);
    const above = rows.filter(({ mean, half }) => mean - half > 0).map(({ omega }) => omega);
    const list = (values: readonly number[]): string => (values.length === 0 ? 'none' : values.join(', '));
    return `${words}: better than classical at ω = ${list(below)}, worse at ${list(above)}, the rest cannot be told apart.`;
  };
  const classical = inWords(summaryOf(results.values('classical', FRECHET)));
  return `What it shows at this budget: the classical walk reaches ${classical}. ${sweep('raw', 'With equal steps')} ${sweep('matched', 'With equal forgetting')} Each comparison is at 95 %; of ten such comparisons without any difference, one in two and a half studies would show one by chance.`;
}

const places = (arm: string): { curve: string; at: number }[] => {
  const variant = variants[arm];
  if (variant === undefined) return [];
  const curves =
    arm === 'classical'
      ? ['equal steps', 'equal forgetting']
      : [arm.startsWith('raw') ? 'equal steps' : 'equal forgetting'];
  return curves.map((curve) => ({ curve, at: variant.omega }));
};
const along = { label: 'ω (0: quantum walk, 1: classical walk)', places };

/** Digits under stochastic walks of their grey levels, from quantum to classical. */
export const qsw: Study = {
  system: 'qsw',
  title: 'QSW: digits under quantum stochastic walks',
  doc: `Parigi, Martina, Venturelli, Caruso, arXiv:2505.22193, protocol A: every pixel of an MNIST digit walks on a ring of 8 grey levels, is measured and reset at each step; ω mixes a quantum (0) and a classical (1) walk; a network learns the way back. The abstract says that a mixture gives more robust models with lower FID than the classical walk. T, the step, the grid of ω, the network and every figure were not readable.

Ours: 4,000 pictures of digits 0, 1, 2 at 16 × 16 pixels, 20 steps, a U-Net of 16 channels on 2 × 2 patches that predicts the clean picture, variational bound with 0.01 cross-entropy, 600 steps of Adam with batches of 32: about 14 seconds of one core a training. This is a small budget: distances are far from those of a long training (15 after 20,000 steps at 28 × 28, examples/qsw-mnist.kraus), and what it says holds for short trainings. Each seed draws initial parameters, batches and samples anew; seeds of different ω share them. Of each training 300 samples are compared with 1,000 training digits at 8 levels by the features of lenet, our digit classifier, so the Fréchet distance is no published FID.

ω also changes how fast the walk forgets (docs/training.md), so there are two sweeps: **raw**, steps of equal duration 0.5, as the paper presumably did, and **matched**, where the duration is chosen for each ω so that the second eigenvalue of a step is that of the classical walk.`,
  arms: Object.entries(variants).map(([name, { doc }]) => ({ name, doc })),
  claims: [
    ...OMEGAS.filter((omega) => omega < 1).map((omega) => lower('raw', omega)),
    ...OMEGAS.filter((omega) => omega < 1).map((omega) => lower('matched', omega)),
    robust('raw'),
    robust('matched'),
  ],
  figures: [
    { measure: FRECHET, title: 'Fréchet distance (lenet) against ω', along },
    { measure: KERNEL, title: 'Kernel distance (lenet) against ω', along },
  ],
  conclusion,
  run,
};
