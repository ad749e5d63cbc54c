import { describe, expect, it } from 'vitest';
import { exampleTask } from '../testing/index.js';
import { averageDecay, learningRate, trainingPlan } from './plan.js';

const task = (options: Record<string, number>) => ({ ...exampleTask(), options });

describe('trainingPlan', () => {
  it('counts steps from epochs, leaving out the rest of an epoch', () => {
    const plan = trainingPlan(task({ epochs: 3, batch: 10 }), 45);
    expect([plan.steps, plan.stepsPerEpoch, plan.batch]).toEqual([12, 4, 10]);
    expect(trainingPlan(task({ epochs: 3, batch: 64 }), 45).batch).toBe(45);
  });

  it('wants epochs or steps, not both', () => {
    expect(() => trainingPlan(task({}), 9)).toThrow(/neither epochs nor steps/);
    expect(() => trainingPlan(task({ epochs: 1, steps: 1 }), 9)).toThrow(/both epochs and steps/);
    expect(() => trainingPlan(task({ steps: 1 }), 0)).toThrow(/no training data/);
  });

  it('reads the optimizer', () => {
    const optimizer = { component: 'adam', options: { lr: 0.5 } };
    expect(trainingPlan({ ...exampleTask(), options: { steps: 5, optimizer } }, 9).optimizer).toEqual({
      lr: 0.5,
      warmup: 0,
      decay: 'cosine',
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
    });
    const other = { component: 'sgd', options: {} };
    expect(() => trainingPlan({ ...exampleTask(), options: { steps: 5, optimizer: other } }, 9)).toThrow(
      /there is adam/,
    );
  });
});

describe('learningRate', () => {
  const plan = trainingPlan(
    { ...exampleTask(), options: { steps: 1000, optimizer: { component: 'adam', options: { lr: 0.2, warmup: 10 } } } },
    9,
  );

  it('rises in a line, then falls along half a cosine to a twentieth', () => {
    expect(learningRate(plan, 1)).toBeCloseTo(0.02, 14);
    expect(learningRate(plan, 10)).toBeCloseTo(0.2, 14);
    expect(learningRate(plan, 11)).toBeCloseTo(0.2, 14);
    expect(learningRate(plan, 506)).toBeCloseTo(0.105, 12);
    expect(learningRate(plan, 1001)).toBeCloseTo(0.01, 14);
  });

  it('stays where it is told to', () => {
    expect(learningRate({ ...plan, optimizer: { ...plan.optimizer, decay: 'constant' } }, 900)).toBe(0.2);
    expect(learningRate({ ...plan, optimizer: { ...plan.optimizer, warmup: 0 } }, 1)).toBe(0.2);
  });
});

it('averages briefly at first', () => {
  const plan = trainingPlan(exampleTask({ ema: 0.99 }), 9);
  expect(averageDecay(plan, 1)).toBeCloseTo(0.1, 14);
  expect(averageDecay(plan, 10_000)).toBe(0.99);
});
