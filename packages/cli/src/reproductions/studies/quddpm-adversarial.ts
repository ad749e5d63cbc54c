import { type CircuitPart, circuit, isCircuitPart, KrausError, parameter, pauliZ } from '@kraus/core';
import type { Evaluation } from '@kraus/models';
import { createProgress } from '../../terminal/index.js';
import { studyModel } from '../script-trial.js';
import type { Trial } from '../study.js';
import { direct, type Task } from './quddpm-tasks.js';

/** Rounds of critic and generator, and layers of the critic, as published. */
const ROUNDS = 5;
const CRITIC_LAYERS = 16;

/**
 * The generator of the direct way, trained against a critic: in each of five rounds the critic for a third as many steps as the generator, which
 * has as many in all as the direct way.
 */
export async function runAdversarial(task: Task, trial: Trial): Promise<Evaluation | undefined> {
  const { evaluateStates, loadStates, trainAdversarial } = await import('@kraus/models');
  const { spec, model } = await studyModel(direct(task, trial.seed));
  const { circuit: generator } = model.reverse.options;
  if (!isCircuitPart(generator)) throw new KrausError('cli/study-script', "The study's script has no circuit.");
  const data = await loadStates(model.data);
  const progress = createProgress(trial.job.output, `${trial.arm}, seed ${trial.seed}`);
  const generatorSteps = Math.ceil(task.iterations / ROUNDS);
  try {
    const result = await trainAdversarial({
      data: data.train,
      generator,
      critic: critic(task.qubits),
      rounds: ROUNDS,
      criticSteps: Math.ceil(generatorSteps / 3),
      generatorSteps,
      batch: 100,
      lr: task.lr,
      seed: trial.seed,
      signal: trial.signal,
      onProgress: (done, total) => progress.update({ done, total, unit: 'step' }),
    });
    const generated = result.generate(1000, trial.seed);
    result.dispose();
    const metrics = spec.tasks.find((one) => one.task === 'evaluate')?.components ?? [];
    return await evaluateStates({ generated, data, metrics, seed: trial.seed });
  } catch (error) {
    if (trial.signal.aborted) return undefined;
    throw error;
  } finally {
    progress.finish();
  }
}

/** The circuits of QuDDPM on an ancilla and the qubits, scored by Z of the ancilla. */
function critic(qubits: number): CircuitPart {
  const wires = qubits + 1;
  const builder = circuit(wires);
  let theta = 0;
  for (let layer = 0; layer < CRITIC_LAYERS; layer++) {
    for (let q = 0; q < wires; q++) builder.gate('RX', [q], [parameter(theta++)]).gate('RY', [q], [parameter(theta++)]);
    for (const first of [0, 1]) for (let q = first; q + 1 < wires; q += 2) builder.gate('CZ', [q, q + 1]);
  }
  const initial = { kind: 'normal', mean: 0, deviation: 1 } as const;
  const parameters = [{ name: 'theta', type: 'angle', shape: [theta], start: 0, length: theta, initial }] as const;
  const program = builder.expectation(pauliZ(0)).build();
  return { kind: 'circuit', name: 'Critic', circuits: [{ program, parameters, inputs: [] }] };
}
