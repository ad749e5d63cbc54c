import { type Measured, Results } from '../results.js';
import { runScript, type ScriptOutcome } from '../script-trial.js';
import type { Study, Trial } from '../study.js';

/** Steps of every forward process: enough for the slowest part of the device's walk to fall below 5 %. */
export const STEPS = 8;
/** Second largest |eigenvalue| of one step of the walk on the device's noise model: what a step keeps of the slowest part. */
export const KEPT = 0.68;
/** Duration of a step of the stochastic walk at ω = 0.3 that keeps as much. */
export const WALK_TIME = 1;

const imports = ['StochasticWalk } from "std/generators"', 'QuditDepolarizing } from "std/channels"']
  .map((rest) => `import { ${rest}`)
  .join('\n');

const declarations = `${imports}
circuit Walk on q[4] {
  H q[3]
  ctrl[3] X q[3], q[0], q[1], q[2]
  ctrl[2] X q[3], q[0], q[1]
  ctrl X q[3], q[0]
  X q[3]
  ctrl X q[3], q[0]
  ctrl[2] X q[3], q[0], q[1]
  ctrl[3] X q[3], q[0], q[1], q[2]
  X q[3]
}
channel Stochastic(omega: prob, dt: time) on x: level[8] = evolve StochasticWalk(cycle(8), omega) for dt
channel Uniform(p: prob) on x: level[8] = QuditDepolarizing(p, 8)
device Noisy = snapshot("ibmq_manila") { shots: 4096 }
device Ideal = simulated { qubits: 4, shots: 4096 }
`;

interface Variant {
  readonly doc: string;
  readonly forward: string;
}

const variants: Readonly<Record<string, Variant>> = {
  'device-noise': {
    doc: 'protocol B: the walk on the noise model of ibmq_manila, each level prepared anew and read after every step',
    forward: `Walk() for ${STEPS} steps, measured, on Noisy`,
  },
  'stochastic-walk': {
    doc: `protocol A: the quantum stochastic walk on the ring of 8 levels, ω = 0.3, ${WALK_TIME} a step, which forgets as fast`,
    forward: `Stochastic(0.3, dt: ${WALK_TIME}) for ${STEPS} steps, measured`,
  },
  'noiseless-walk': {
    doc: 'control: the circuit of protocol B on an ideal device; it never forgets whether a level is even',
    forward: `Walk() for ${STEPS} steps, measured, on Ideal`,
  },
  'uniform-noise': {
    doc: `control: at every step each pixel becomes any level with probability ${(1 - KEPT).toFixed(2)}, which forgets as fast`,
    forward: `Uniform(${(1 - KEPT).toFixed(2)}) for ${STEPS} steps, measured`,
  },
  'device-coherent': {
    doc: `protocol B without measurements in between: 1 to ${STEPS} steps on the device, then read`,
    forward: `Walk() for ${STEPS} steps, coherent, on Noisy`,
  },
};

/** The script of an arm. */
export function scriptOf(arm: string, trainingSteps: number): string {
  return `${declarations}
dataset Digits = mnist { classes: [0, 1, 2], size: 28 }
model Reproduced {
  data      Digits
  encode    levels { count: 8 }
  forward   ${variants[arm]?.forward}
  reverse   unet { channels: 8, depth: 2 }
  predict   x0
  objective vlb { ce: 0.01 }
  condition time
}
train Reproduced {
  steps: ${trainingSteps}, batch: 32, optimizer: adam { lr: 2e-3, warmup: 50, decay: "cosine" }, ema: 0.98, clip: 1
  validate: ${trainingSteps}, pictures: ${trainingSteps}
}
evaluate Reproduced {
  count: 300, fid { features: "lenet", limit: 2000 }, kid { features: "lenet", limit: 2000 }
  classifier { limit: 2000 }
}
`;
}

/** Steps of training: about a minute of one core. */
const TRAINING = 400;
/** What an untrained network draws (examples/qsw-mnist.kraus: 1000 samples): the measure of scale. */
const UNTRAINED = 679;

async function run(trial: Trial): Promise<Measured | undefined> {
  const outcome = await runScript({ text: scriptOf(trial.arm, TRAINING), trial });
  if (outcome === undefined) return undefined;
  const [frechet, kernel, classifier] = outcome.evaluation.metrics;
  const { left, slowest } = await forgetting(outcome);
  return {
    numbers: {
      'Fréchet (lenet)': frechet?.value ?? Number.NaN,
      'Fréchet, real to real': frechet?.floor?.value ?? Number.NaN,
      'KID (lenet)': kernel?.value ?? Number.NaN,
      'KID, real to real': kernel?.floor?.value ?? Number.NaN,
      'confident share': classifier?.value ?? Number.NaN,
      'bits left': left,
      ...(slowest === undefined ? {} : { 'second eigenvalue': slowest }),
    },
    pictures: [
      { title: 'samples', file: outcome.samples },
      { title: 'pictures dissolving', file: outcome.forward },
    ],
  };
}

/** I(x₀; x_T) for uniform x₀, bits a pixel; and the second largest |eigenvalue| of a step, where there is one. */
async function forgetting({ model }: ScriptOutcome): Promise<{ readonly left: number; readonly slowest?: number }> {
  const { forwardTransitions, mutualInformation, secondEigenvalue, transitionPower } = await import('@kraus/sim');
  const [forward] = model.forward;
  if (forward?.kind === 'channel') {
    const { information, oneStep } = forwardTransitions(forward);
    const left = information.at(-1) ?? Number.NaN;
    return oneStep[0] === undefined ? { left } : { left, slowest: secondEigenvalue(oneStep[0]) };
  }
  if (forward?.kind !== 'matrices') throw new Error(`${model.name} has no matrices.`);
  if (forward.oneStep === undefined) {
    return { left: mutualInformation(Float64Array.from(forward.marginals?.at(-1) ?? [])) };
  }
  const step = Float64Array.from(forward.oneStep);
  return { left: mutualInformation(transitionPower(step, forward.steps)), slowest: secondEigenvalue(step) };
}

/** Differences of a measure between two arms, of the same seeds. */
function differences(results: Results, arm: string, from: string, measure: string): number[] {
  return results.trials.flatMap((trial) => {
    const other = results.trials.find((each) => each.arm === from && each.seed === trial.seed);
    if (trial.arm !== arm || other === undefined) return [];
    return [(trial.numbers[measure] ?? Number.NaN) - (other.numbers[measure] ?? Number.NaN)];
  });
}

const better = (arm: string, than: string) => (results: Results) =>
  Results.below(differences(results, arm, than, 'Fréchet (lenet)'), 0);

/** Images from the noise of a quantum computer. */
export const ibmNoise: Study = {
  system: 'ibm-noise',
  title: 'Images from the noise of a quantum computer',
  doc: `Parigi, Martina, Venturelli, Caruso, arXiv:2505.22193: in the second protocol the noise of four qubits of IBM hardware, neither mitigated nor corrected, is the forward process of a diffusion model for MNIST. Circuit, steps, shots, network and every figure of the paper could not be read.

Ours: a walk of the grey level (three qubits) whose direction a coin (the fourth) decides, on the noise model of ibmq_manila made from its calibration data (no request was sent to IBM), 4096 shots a circuit; every pixel an independent walker. Digits 0, 1 and 2 of MNIST, 28 × 28 pixels, 8 levels, ${STEPS} steps, a U-Net of 48,776 parameters, ${TRAINING} steps of Adam with batches of 32. The networks are the same in all arms, and so is the second eigenvalue of a step, the rate at which the noise forgets a pixel, in all but the coherent and the noiseless one. Each seed draws shots, layout, initial parameters, batches and samples anew; figures are of 300 samples against 2000 images, real against real beside them. Training is short: the arms can be compared with each other, and none of them is at its best.`,
  arms: Object.entries(variants).map(([name, { doc }]) => ({ name, doc })),
  claims: [
    {
      text: 'The noise of the device generates images: Fréchet(lenet) at most a fifth of that before training (679)',
      source: 'arXiv:2505.22193, abstract: images from intrinsic hardware noise on four qubits; bound: this project',
      judge: (results) => Results.below(results.values('device-noise', 'Fréchet (lenet)'), UNTRAINED / 5),
    },
    {
      text: 'The noise is what does it: the same circuit without noise is worse (difference of Fréchet below 0)',
      source: 'this project',
      judge: better('device-noise', 'noiseless-walk'),
    },
    {
      text: 'Protocol B is better than uniform noise that forgets as fast (difference below 0)',
      source: 'this project',
      judge: better('device-noise', 'uniform-noise'),
    },
    {
      text: 'Protocol A is better than uniform noise that forgets as fast (difference below 0)',
      source:
        'arXiv:2505.22193, abstract: an interplay of quantum and classical dynamics lowers FID; control: this project',
      judge: better('stochastic-walk', 'uniform-noise'),
    },
    {
      text: 'Protocol B is better than protocol A (difference below 0)',
      source: 'this project',
      judge: better('device-noise', 'stochastic-walk'),
    },
    {
      text: 'Reading after every step is better than coherent steps (difference below 0)',
      source: 'this project',
      judge: better('device-noise', 'device-coherent'),
    },
  ],
  figures: [
    { measure: 'Fréchet (lenet)', title: 'Fréchet distance by lenet' },
    { measure: 'KID (lenet)', title: 'Kernel distance by lenet' },
  ],
  run,
};
