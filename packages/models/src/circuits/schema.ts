import type { TaskSchema } from '@kraus/core';

export const runSchema = {
  task: 'run',
  doc: 'Runs a circuit. Without `shots` its exact probabilities are computed.',
  options: {
    shots: {
      type: { kind: 'int', min: 1 },
      optional: true,
      doc: 'How often the circuit is run and its outcome counted.',
    },
    seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of everything drawn.' },
  },
  components: [],
} as const satisfies TaskSchema;
