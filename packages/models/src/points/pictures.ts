import { stream } from '@kraus/core';
import { type PointFrame, paint, pointClouds } from '../drawings/index.js';
import type { DrawOptions, Parameters } from '../generative-model/index.js';
import { encodePng } from '../pictures/index.js';
import { type PointSet, takePoints } from '../point-data/index.js';
import { writeAtomically } from '../runs/index.js';
import { generatePoints } from './generate.js';
import type { PointModel } from './point-model.js';

/** Frames of a process, and points in a picture of one, at most. */
const FRAMES = 6;
const SHOWN = 600;

/** Writes a cloud of points as a PNG. */
export async function writeCloud(points: PointSet, title: string, file: string): Promise<void> {
  await writeFrames([{ label: `${points.count} points`, points: inPlane(points) }], title, file);
}

/** Points of the data on their way into noise: every point takes one path. */
export async function writeForwardClouds(model: PointModel, data: PointSet, file: string, seed: number): Promise<void> {
  const { chain, dimension } = model;
  const shown = new Set(frameTimes(chain.steps));
  const start = takePoints(
    data,
    Array.from({ length: Math.min(SHOWN, data.count) }, (_, k) => k),
  );
  let { values } = start;
  const frames = [frame(0, start)];
  for (let t = 1; t <= chain.steps; t++) {
    const beta = chain.betas[t - 1] as number;
    const noise = stream(seed, 'pictures', 'forward', t).fillNormal(new Float64Array(values.length));
    values = values.map((x, k) => Math.sqrt(1 - beta) * x + Math.sqrt(beta) * (noise[k] as number));
    if (shown.has(t)) frames.push(frame(t, { count: start.count, dimension, values }));
  }
  await writeFrames(frames, 'Points on their way into noise', file);
}

/** Points forming from noise. */
export async function writeReverseClouds(
  model: PointModel,
  parameters: Parameters,
  file: string,
  options: DrawOptions,
): Promise<void> {
  const { dimension, chain } = model;
  const shown = new Set(frameTimes(chain.steps));
  const frames: PointFrame[] = [];
  await generatePoints(model, parameters, {
    ...options,
    count: SHOWN,
    onFrame: (t, values) => {
      if (shown.has(t)) frames.push(frame(t, { count: SHOWN, dimension, values: values.slice() }));
    },
  });
  await writeFrames(frames, 'Points forming from noise', file);
}

async function writeFrames(frames: readonly PointFrame[], title: string, file: string): Promise<void> {
  await writeAtomically(file, encodePng(paint(pointClouds(frames, { title, columns: FRAMES }))));
}

function frame(t: number, points: PointSet): PointFrame {
  return { label: `t = ${t}`, points: inPlane(points) };
}

/** The first two coordinates; of points on a line the only one and 0. */
function inPlane({ count, dimension, values }: PointSet): Float64Array {
  const out = new Float64Array(count * 2);
  for (let n = 0; n < count; n++) {
    out[2 * n] = values[n * dimension] as number;
    out[2 * n + 1] = dimension > 1 ? (values[n * dimension + 1] as number) : 0;
  }
  return out;
}

/** 0, T and times between, evenly spread. */
function frameTimes(steps: number): number[] {
  const frames = Math.min(FRAMES, steps + 1);
  return Array.from({ length: frames }, (_, k) => Math.round((k * steps) / (frames - 1)));
}
