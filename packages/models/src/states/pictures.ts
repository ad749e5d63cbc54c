import path from 'node:path';
import { stream } from '@kraus/core';
import { writeDrawing } from '../drawing-files/index.js';
import { type BlochFrame, blochClouds } from '../drawings/index.js';
import { type StateEnsemble, takeStates } from '../state-data/index.js';
import { spins } from '../state-metrics/index.js';
import type { StateModel } from './state-model.js';

/** States that a picture shows, and steps side by side. */
const SHOWN = 150;
const FRAMES = 6;

/** Writes Bloch clouds of data dissolving, as PNG and SVG. */
export async function writeForwardClouds(
  model: StateModel,
  data: StateEnsemble,
  file: string,
  seed: number,
): Promise<void> {
  const shown = firstOf(data, SHOWN);
  const frames = shownSteps(model.steps).map((t) => ({
    t,
    states: model.noisy(shown, t, stream(seed, 'picture', t)),
  }));
  await writeClouds(frames, 'Forward process', file);
}

/** Writes Bloch clouds of the states at the steps given, one row a qubit, as PNG and SVG. */
export async function writeClouds(
  frames: readonly { readonly t: number; readonly states: StateEnsemble }[],
  title: string,
  file: string,
): Promise<void> {
  const qubits = Math.round(Math.log2(frames[0]?.states.dimension ?? 2));
  const clouds: BlochFrame[] = Array.from({ length: qubits }, (_, qubit) =>
    frames.map(({ t, states }) => ({
      label: qubits === 1 ? `t = ${t}` : `qubit ${qubit}, t = ${t}`,
      vectors: blochVectors(firstOf(states, SHOWN), qubit),
    })),
  ).flat();
  const { dir, name } = path.parse(file);
  await writeDrawing(blochClouds(clouds, { title, columns: frames.length }), path.join(dir, name));
}

/** 0 … T in at most six even parts. */
export function shownSteps(steps: number): number[] {
  const count = Math.min(FRAMES, steps + 1);
  return Array.from({ length: count }, (_, k) => Math.round((k * steps) / (count - 1)));
}

function firstOf(states: StateEnsemble, most: number): StateEnsemble {
  return takeStates(
    states,
    Uint32Array.from({ length: Math.min(most, states.count) }, (_, n) => n),
  );
}

function blochVectors(states: StateEnsemble, qubit: number): Float64Array {
  const axes = (['x', 'y', 'z'] as const).map((axis) => spins(states, axis, qubit));
  return Float64Array.from({ length: 3 * states.count }, (_, k) => axes[k % 3]?.[Math.floor(k / 3)] as number);
}
