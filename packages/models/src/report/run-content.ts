import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type MetricsLine,
  type RunRecord,
  readEvaluation,
  readMetrics,
  readRecord,
  readScript,
} from '../runs/index.js';

/** A PNG of the run folder's `samples`. */
export interface RunPicture {
  /** File name. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** All that a report shows, read from a run folder. */
export interface RunContent {
  readonly record: RunRecord;
  readonly script: string;
  readonly metrics: readonly MetricsLine[];
  /** The content of `evaluation.json`; undefined if the run was not evaluated. */
  readonly evaluation: unknown;
  /** A picture dissolving, and pictures forming. */
  readonly forward: RunPicture | undefined;
  readonly reverse: RunPicture | undefined;
  /** The grid of `kraus sample`; else the last one drawn in training. */
  readonly samples: RunPicture | undefined;
  /** Grids drawn in training, by step. */
  readonly progress: readonly { readonly step: number; readonly picture: RunPicture }[];
}

/** How many of the grids drawn in training a report holds. */
const MOST_GRIDS = 4;

/** @throws KrausError `runs/absent`, `runs/damaged`, `runs/version` */
export async function readRunContent(runDir: string): Promise<RunContent> {
  const record = await readRecord(runDir);
  const folder = path.join(runDir, 'samples');
  const grids = (await readdir(folder).catch(() => []))
    .map((name) => ({ name, step: Number(/^step-(\d+)\.png$/.exec(name)?.[1] ?? Number.NaN) }))
    .filter(({ step }) => Number.isFinite(step))
    .sort((a, b) => a.step - b.step);
  const progress: { step: number; picture: RunPicture }[] = [];
  for (const { name, step } of spread(grids, MOST_GRIDS)) {
    const picture = await readPicture(folder, name);
    if (picture !== undefined) progress.push({ step, picture });
  }
  return {
    record,
    script: await readScript(runDir),
    metrics: await readMetrics(runDir),
    evaluation: await readEvaluation(runDir),
    forward: await readPicture(folder, 'forward.png'),
    reverse: await readPicture(folder, 'reverse.png'),
    samples: (await readPicture(folder, 'samples.png')) ?? progress.at(-1)?.picture,
    progress,
  };
}

/** A PNG with its size from its header; undefined if it is absent or no PNG. */
async function readPicture(folder: string, name: string): Promise<RunPicture | undefined> {
  const bytes = await readFile(path.join(folder, name)).catch(() => undefined);
  if (bytes === undefined || bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return undefined;
  return { name, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), bytes };
}

/** At most `most` items, evenly spread, the last one among them. */
function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.round(((i + 1) * items.length) / most) - 1]).flatMap(
    (item) => item ?? [],
  );
}
