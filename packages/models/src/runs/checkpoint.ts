import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { KrausError } from '@kraus/core';
import { decodeSafetensors, encodeSafetensors, type TensorData } from '../safetensors/index.js';
import { listFolder, writeAtomically } from './atomic-file.js';

/** Everything that training goes on from. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** The parameters, with their shapes. */
  readonly weights: Readonly<Record<string, StoredParameter>>;
  /** Their moving average: what sampling uses. */
  readonly average: Readonly<Record<string, StoredParameter>>;
  /** The optimizer's state by its own names. */
  readonly optimizer: Readonly<Record<string, Float32Array>>;
  readonly stopping: StoppingState;
}

export interface StoredParameter {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Early stopping: the best validation so far, and how many since. */
export interface StoppingState {
  readonly bestStep?: number | undefined;
  readonly bestLoss?: number | undefined;
  readonly since: number;
}

const FOLDER = 'checkpoints';
const PATTERN = /^step-(\d+)\.safetensors$/;

/** Writes `checkpoints/step-NNNNNNN.safetensors`; the same state gives the same bytes. Returns the path. */
export async function writeCheckpoint(runDir: string, checkpoint: Checkpoint): Promise<string> {
  const tensors: Record<string, TensorData> = {};
  for (const [group, parameters] of [
    ['weights', checkpoint.weights],
    ['average', checkpoint.average],
  ] as const) {
    for (const [name, { shape, values }] of Object.entries(parameters)) {
      tensors[`${group}/${name}`] = { dtype: 'F32', shape, data: values };
    }
  }
  for (const [name, values] of Object.entries(checkpoint.optimizer)) {
    tensors[`optimizer/${name}`] = { dtype: 'F32', shape: [values.length], data: values };
  }
  const bytes = encodeSafetensors(tensors, {
    format: 'kraus-checkpoint-1',
    step: String(checkpoint.step),
    stopping: JSON.stringify(checkpoint.stopping),
  });
  const file = checkpointFile(runDir, checkpoint.step);
  await writeAtomically(file, bytes);
  return file;
}

/** @throws KrausError `runs/checkpoint` if the file is absent, damaged, or of another form */
export async function readCheckpoint(runDir: string, step: number): Promise<Checkpoint> {
  const file = checkpointFile(runDir, step);
  const fail = (why: string, cause?: unknown): KrausError =>
    new KrausError(
      'runs/checkpoint',
      `The checkpoint ${file} cannot be used: ${why}. Delete it to go on from the one before.`,
      { cause },
    );
  let decoded: ReturnType<typeof decodeSafetensors>;
  try {
    decoded = decodeSafetensors(await readFile(file), file);
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error), error);
  }
  const { tensors, metadata } = decoded;
  if (metadata.format !== 'kraus-checkpoint-1' || Number(metadata.step) !== step) {
    throw fail(`it calls itself "${metadata.format ?? ''}" of step ${metadata.step ?? '?'}`);
  }
  const weights: Record<string, StoredParameter> = {};
  const average: Record<string, StoredParameter> = {};
  const optimizer: Record<string, Float32Array> = {};
  for (const [key, tensor] of Object.entries(tensors)) {
    if (tensor.dtype !== 'F32') throw fail(`"${key}" is not of type F32`);
    const slash = key.indexOf('/');
    const group = key.slice(0, slash);
    const name = key.slice(slash + 1);
    if (group === 'weights') weights[name] = { shape: tensor.shape, values: tensor.data };
    else if (group === 'average') average[name] = { shape: tensor.shape, values: tensor.data };
    else if (group === 'optimizer') optimizer[name] = tensor.data;
    else throw fail(`it holds "${key}"`);
  }
  const stopping = JSON.parse(metadata.stopping ?? '{"since":0}') as StoppingState;
  return { step, weights, average, optimizer, stopping };
}

/** The steps that have a checkpoint, ascending. */
export async function listCheckpoints(runDir: string): Promise<number[]> {
  const steps: number[] = [];
  for (const name of await listFolder(path.join(runDir, FOLDER))) {
    const match = PATTERN.exec(name);
    if (match) steps.push(Number(match[1]));
  }
  return steps.sort((a, b) => a - b);
}

/** Deletes all checkpoints but the last `keep`, the best one, and none of later steps. */
export async function pruneCheckpoints(runDir: string, keep: number, best: number | undefined): Promise<void> {
  const steps = await listCheckpoints(runDir);
  for (const step of steps.slice(0, Math.max(steps.length - keep, 0))) {
    if (step !== best) await rm(checkpointFile(runDir, step), { force: true });
  }
}

export function checkpointFile(runDir: string, step: number): string {
  return path.join(runDir, FOLDER, `step-${String(step).padStart(7, '0')}.safetensors`);
}
