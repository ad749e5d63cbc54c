/** A task of QuDDPM: an ensemble of states, its noise, the circuits that undo it. */
export interface Task {
  readonly name: string;
  readonly doc: string;
  readonly qubits: number;
  /** The dataset, up to its seed. */
  readonly data: string;
  /** T, steps of the diffusion. */
  readonly steps: number;
  readonly forward: string;
  readonly ancillas: number;
  /** Layers of the circuit of one step. */
  readonly layers: number;
  readonly objective: 'mmd' | 'wasserstein';
  /** Training steps for each step of the diffusion. */
  readonly iterations: number;
  readonly lr: number;
  /** The metric of the task, the first figure of an evaluation, and what it is called. */
  readonly metric: string;
  readonly measure: string;
}

const noise = [
  ...Array.from({ length: 12 }, (_, k) => 0.05 + (0.95 * k) / 11),
  ...Array.from({ length: 8 }, (_, k) => 1.2 + (2.8 * k) / 7),
].map((h) => Number(h.toPrecision(6)));

export const tasks: readonly Task[] = [
  {
    name: 'two-qubit-cluster',
    doc: 'states near |00>',
    qubits: 2,
    data: 'cluster { qubits: 2, scale: 0.06, validation: 0',
    steps: 20,
    forward: 'scrambleStates { first: 0.5, last: 4 }',
    ancillas: 1,
    layers: 6,
    objective: 'mmd',
    iterations: 2000,
    lr: 5e-3,
    metric: 'fidelity',
    measure: 'mean fidelity',
  },
  {
    name: 'one-qubit-cluster',
    doc: 'states near |0>',
    qubits: 1,
    data: 'cluster { qubits: 1, scale: 0.08, validation: 0',
    steps: 20,
    forward: 'scrambleStates { first: 1, last: 4 }',
    ancillas: 1,
    layers: 4,
    objective: 'mmd',
    iterations: 1000,
    lr: 5e-3,
    metric: 'fidelity',
    measure: 'mean fidelity',
  },
  {
    name: 'correlated-noise',
    doc: 'a state under correlated noise',
    qubits: 2,
    data: 'correlatedNoise { validation: 0, limit: 5000',
    steps: 20,
    forward: `scrambleStates { strengths: [${noise.join(', ')}] }`,
    ancillas: 2,
    layers: 6,
    objective: 'mmd',
    iterations: 1000,
    lr: 5e-3,
    metric: 'noiseProbability',
    measure: 'probability of XX',
  },
  {
    name: 'ising-chain',
    doc: 'ground states of a chain of four qubits',
    qubits: 4,
    data: 'tfim { qubits: 4, from: 0.2, to: 0.4, validation: 0',
    steps: 30,
    forward: 'scrambleStates { first: 0.1, last: 2 }',
    ancillas: 2,
    layers: 12,
    objective: 'mmd',
    iterations: 3000,
    lr: 1e-2,
    metric: 'magnetisation { absolute: true }',
    measure: 'size of the magnetisation',
  },
  {
    name: 'circle',
    doc: 'a circle of states',
    qubits: 1,
    data: 'circleOfStates { validation: 0',
    steps: 40,
    forward: 'scrambleStates { strengths: [0.001 * s ^ 2 for s in 1..=40] }',
    ancillas: 2,
    layers: 6,
    objective: 'wasserstein',
    iterations: 500,
    lr: 1e-2,
    metric: 'squaredSpin { axis: "y", qubit: 0 }',
    measure: 'mean <Y>²',
  },
];

/** Step by step, each on what the steps before it make; with `published`, the gradients and the learning rate of the published code. */
export function diffusion(task: Task, seed: number, published = false): string {
  const rate = published ? 'lr: 5e-4, decay: "constant"' : `lr: ${task.lr}`;
  const { steps, forward, layers } = task;
  return script(task, seed, {
    forward: `${forward} for ${steps} steps`,
    layers,
    options: `collapse: sampled, score: ${!published}`,
    steps: steps * task.iterations,
    train: `curriculum: stepwise, optimizer: adam { ${rate}, warmup: 0 }`,
  });
}

/** All layers of the diffusion as one circuit, trained from Haar states straight to the data, as often as each layer of the diffusion is. */
export function direct(task: Task, seed: number): string {
  return script(task, seed, {
    forward: 'haar for 1 step',
    layers: task.layers * task.steps,
    options: 'collapse: sampled',
    steps: task.iterations,
    train: `optimizer: adam { lr: ${task.lr}, warmup: 0 }`,
  });
}

interface Way {
  readonly forward: string;
  readonly layers: number;
  readonly options: string;
  readonly steps: number;
  readonly train: string;
}

function script(task: Task, seed: number, { forward, layers, options, steps, train }: Way): string {
  const { qubits, ancillas, data, objective, metric } = task;
  return `import { QuDDPM } from "std/ansatz"
dataset Data = ${data}, seed: ${seed} }
model Reproduced {
  data      Data
  encode    state
  forward   ${forward}
  reverse   QuDDPM(n: ${qubits}, ancillas: ${ancillas}, layers: ${layers}) { ${options} }
  predict   previous
  objective ${objective}
}
train Reproduced {
  steps: ${steps}, batch: 100, ${train}
  ema: 0, clip: 0, pictures: ${steps}, checkpoint: ${Math.ceil(steps / 10)}, log: 500
}
evaluate Reproduced { ${metric}, mmd, count: 1000 }
`;
}
