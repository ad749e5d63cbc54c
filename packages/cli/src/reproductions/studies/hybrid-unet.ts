import { Results, summaryOf, withInterval } from '../results.js';
import { runScript } from '../script-trial.js';
import type { Claim, Study, Trial } from '../study.js';

const ARMS = ['plain', 'se', 'se_frozen', 'quantum'] as const;
const COUNTS = [10, 50, 100] as const;
const SETS = ['mnist', 'cells'] as const;

type Arm = (typeof ARMS)[number];
type Pictures = (typeof SETS)[number];

interface Variant {
  readonly pictures: Pictures;
  readonly count: number;
  readonly arm: Arm;
}

const WORDS: Readonly<Record<Arm, string>> = {
  plain: 'no gate',
  se: 'a gate over channels, ReLU between two projections',
  se_frozen: 'the same, its first projection never trained',
  quantum: 'the gate with a circuit of 8 qubits and 3 layers (48 angles) in place of the ReLU',
};

const nameOf = ({ pictures, count, arm }: Variant): string => `${pictures}-${count}-${arm.replace('_', '-')}`;

const variants = new Map(
  SETS.flatMap((pictures) =>
    COUNTS.flatMap((count) => ARMS.map((arm) => [nameOf({ pictures, count, arm }), { pictures, count, arm }] as const)),
  ),
);

const DATA: Readonly<Record<Pictures, { readonly source: string; readonly words: string; readonly features: string }>> =
  {
    mnist: { source: 'mnist { classes: [3]', words: 'the digit 3 of MNIST', features: 'lenet' },
    cells: {
      source: 'npz { path: "bccd/bccd_cells_28.npz", classes: [0]',
      words: 'red blood cells, crops of BCCD photographs, in colour',
      features: 'pixels',
    },
  };

function script({ pictures, count, arm }: Variant, seed: number): string {
  const { source, features } = DATA[pictures];
  return `dataset Few = ${source}, size: 16, limit: ${count}, validation: 0, seed: ${seed} }
model Reproduced {
  data      Few
  encode    pixels
  forward   gaussian { schedule: cosine } for 100 steps
  reverse   hybridUnet { arm: "${arm}", qubits: 8, layers: 3, channels: 8 }
  predict   x0
  objective mse
  condition time
}
train Reproduced {
  steps: 300, batch: 32, optimizer: adam { lr: 4e-3, warmup: 20 }, ema: 0.98, sampler: ddim { steps: 10 }
  validate: 300, checkpoint: 300, pictures: 300, log: 100
}
evaluate Reproduced {
  count: 150, sampler: ddim { steps: 10 }, untrained: false
  kid { features: "${features}", against: "test" }, memorisation { features: "${features}" }${pictures === 'cells' ? ', colour { against: "test" }' : ''}
}
`;
}

const KERNEL = 'kernel distance';
const CLOSE = 'samples nearer to a training image than 5 % of test images';

async function run(trial: Trial): ReturnType<Study['run']> {
  const variant = variants.get(trial.arm);
  const outcome = variant && (await runScript({ text: script(variant, trial.seed), trial }));
  if (variant === undefined || outcome === undefined) return undefined;
  const [kid, memorisation, colour] = outcome.evaluation.metrics;
  return {
    numbers: {
      [KERNEL]: kid?.value ?? Number.NaN,
      'of training images': kid?.floor?.value ?? Number.NaN,
      [CLOSE]: memorisation?.metric === 'memorisation' ? memorisation.details.pixels.closeShare : Number.NaN,
      ...(colour && { 'colour distance': colour.value }),
    },
    ...(variant.count === 50 && {
      pictures: [{ title: 'samples', file: outcome.samples }],
    }),
  };
}

function difference(pictures: Pictures, count: number, from: Arm): Claim {
  const [own, other] = (['quantum', from] as const).map((arm) => nameOf({ pictures, count, arm })) as [string, string];
  return {
    text: `${DATA[pictures].words}, ${count} pictures: the circuit lowers the kernel distance against ${from} (difference, seed by seed)`,
    source:
      from === 'se' ? 'arXiv:2504.00034, abstract: quantum better on MNIST with few pictures' : 'this project: control',
    judge: (results) => Results.below(results.differences(own, other, KERNEL), 0),
  };
}

function conclusion(results: Results): string {
  const rows = SETS.flatMap((pictures) =>
    COUNTS.map((count) => {
      const [own, other] = (['quantum', 'se'] as const).map((arm) => nameOf({ pictures, count, arm })) as [
        string,
        string,
      ];
      return { name: `${pictures} ${count}`, ...summaryOf(results.differences(own, other, KERNEL)) };
    }),
  );
  const better = rows.filter(({ mean, half }) => mean + half < 0).map(({ name }) => name);
  const worse = rows.filter(({ mean, half }) => mean - half > 0).map(({ name }) => name);
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
  return `What it shows at this budget: against the same gate without the circuit the circuit is better on ${list(better)}, worse on ${list(worse)} of ${rows.filter(({ count }) => count > 1).length} comparisons (mnist 50: ${withInterval(summaryOf(results.differences('mnist-50-quantum', 'mnist-50-se', KERNEL)))}).`;
}

/** Few pictures, four gates: with a circuit and without. */
export const hybridUnet: Study = {
  system: 'hybrid-unet',
  title: 'Hybrid U-Net: a circuit in the bottleneck, few pictures',
  doc: `Chen, Hou, Hu, Cai, arXiv:2504.00034: a light U-Net whose channels are gated by a circuit, trained on few pictures; the abstract says that the circuit gives better digits and more nuanced histology. The authors' repository withdraws the published figures: the circuit of the published code (RZ and CX, read out in Z) has no effect, FID came from thirteen crops (docs/pictures.md). Their corrected design is what is run here: four arms that differ by the gate alone, paired seeds, kernel distance.

Ours: 16 × 16 pixels, 8 channels, 8 qubits, 100 steps of noise (cosine), the clean picture as prediction (the paper predicts the noise, which gives nothing but noise in so few steps), 300 steps of Adam with batches of 32 (all pictures where there are fewer), 10 steps of DDIM: about eight seconds of one core a training, a small budget; the published configuration has 28 × 28 pixels, 32 channels, 16 qubits and thousands of steps. A seed draws the subset of the pictures, initial parameters, batches and samples; the four arms of a seed share them. 150 samples are compared with test images that training never saw, digits by the features of lenet, cells by their pixels, so the two distances do not compare. Red cells are crops of BCCD photographs, which stand in for BloodMNIST and do not compare with it. Where samples are nearer to training images than test images are, a low distance is copying.`,
  arms: [...variants].map(([name, { pictures, count, arm }]) => ({
    name,
    doc: `${count} pictures of ${DATA[pictures].words}; ${WORDS[arm]}`,
  })),
  claims: SETS.flatMap((pictures) =>
    COUNTS.flatMap((count) => (['se', 'se_frozen', 'plain'] as const).map((from) => difference(pictures, count, from))),
  ),
  figures: SETS.map((pictures) => ({
    measure: KERNEL,
    title: `Kernel distance, ${DATA[pictures].words}`,
    along: {
      label: 'training pictures',
      places: (arm: string) => {
        const variant = variants.get(arm);
        return variant?.pictures === pictures ? [{ curve: variant.arm, at: variant.count }] : [];
      },
    },
  })),
  conclusion,
  run,
};
