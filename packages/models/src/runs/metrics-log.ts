import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing, writeAtomically } from './atomic-file.js';

const FILE = 'metrics.jsonl';

/** A line of `metrics.jsonl`. The record's facts tell the unit of the loss and what its terms are. */
export type MetricsLine =
  | {
      readonly kind: 'step';
      readonly step: number;
      /** Mean over the steps since the line before. */
      readonly loss: number;
      /** Parts of the loss by name, means likewise. */
      readonly terms: Readonly<Record<string, number>>;
      /** Norm of the gradient before clipping, mean likewise. */
      readonly gradientNorm: number;
      readonly learningRate: number;
      /** Live tensors of the engine and their bytes: both stay flat unless something leaks. */
      readonly tensors: number;
      readonly bytes: number;
      /** Wall clock since the run began, without pauses; the one field that differs from run to run. */
      readonly seconds: number;
    }
  | {
      readonly kind: 'validation';
      readonly step: number;
      readonly loss: number;
      readonly terms: Readonly<Record<string, number>>;
      readonly best: boolean;
    };

export async function appendMetrics(runDir: string, lines: readonly MetricsLine[]): Promise<void> {
  if (lines.length === 0) return;
  await appendFile(path.join(runDir, FILE), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** All whole lines, in order; a line cut off by a kill is left out. */
export async function readMetrics(runDir: string): Promise<MetricsLine[]> {
  let text: string;
  try {
    text = await readFile(path.join(runDir, FILE), 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const lines: MetricsLine[] = [];
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (line !== '') lines.push(JSON.parse(line) as MetricsLine);
  }
  return lines;
}

/** Drops the lines after `step`, which a resumed run will write again. */
export async function truncateMetrics(runDir: string, step: number): Promise<void> {
  const kept = (await readMetrics(runDir)).filter((line) => line.step <= step);
  await writeAtomically(path.join(runDir, FILE), kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
