import type { DatasetSample, DatasetSpec } from '@kraus/core';
import { type ImageDataset, loadDataset } from '../data/index.js';
import { holdsPoints, loadPoints } from '../point-data/index.js';
import { holdsStates, loadStates, type StateEnsemble } from '../state-data/index.js';
import { spins } from '../state-metrics/index.js';

/** Most images, and most bytes of all of them. */
const IMAGES = 120;
const IMAGE_BYTES = 400_000;
const POINTS = 1000;
const STATES = 200;

/**
 * The first items of a data set's training split, of images as many of each class. Nothing is downloaded.
 * @param folder what relative paths are relative to
 * @throws KrausError those of `loadDataset`, `loadPoints` and `loadStates`, `data/offline` among them
 */
export async function datasetSample(spec: DatasetSpec, folder: string): Promise<DatasetSample> {
  const load = { baseDir: folder, offline: true };
  if (holdsPoints(spec)) {
    const { dimension, train, validation, test, provenance } = await loadPoints(spec, load);
    return {
      kind: 'points',
      dimension,
      values: [...train.values.subarray(0, Math.min(train.count, POINTS) * dimension)],
      counts: countsOf({ train, validation, test }),
      note: provenance.note,
    };
  }
  if (holdsStates(spec)) {
    const { dimension, train, validation, test, provenance } = await loadStates(spec, load);
    const qubits = Math.log2(dimension);
    return {
      kind: 'states',
      dimension,
      qubits: Number.isInteger(qubits) ? qubits : 0,
      vectors: Number.isInteger(qubits) ? blochVectors(train, qubits) : [],
      counts: countsOf({ train, validation, test }),
      note: provenance.note,
    };
  }
  return imagesOf(await loadDataset(spec, load));
}

type Counted = Readonly<Record<string, { readonly count: number } | undefined>>;

function countsOf(splits: Counted): Record<string, number> {
  return Object.fromEntries(Object.entries(splits).map(([name, split]) => [name, split?.count ?? 0]));
}

function imagesOf({ shape, classes, train, validation, test, provenance }: ImageDataset): DatasetSample {
  const size = shape[0] * shape[1] * shape[2];
  const most = Math.max(1, Math.min(IMAGES, Math.floor(IMAGE_BYTES / size)));
  const present = new Set(train.labels);
  const ofEach = Math.max(1, Math.floor(most / Math.max(1, present.size)));
  const taken = new Map<number, number>();
  const items: number[] = [];
  for (let k = 0; k < train.count && items.length < most; k++) {
    const label = train.labels[k] as number;
    const before = taken.get(label) ?? 0;
    if (before >= ofEach) continue;
    taken.set(label, before + 1);
    items.push(k);
  }
  items.sort((a, b) => (train.labels[a] as number) - (train.labels[b] as number) || a - b);
  const pixels = Buffer.concat(items.map((k) => train.pixels.subarray(k * size, (k + 1) * size)));
  return {
    kind: 'images',
    shape,
    classes,
    pixels: pixels.toString('base64'),
    labels: items.map((k) => train.labels[k] as number),
    counts: countsOf({ train, validation, test }),
    note: provenance.note,
  };
}

function blochVectors(states: StateEnsemble, qubits: number): number[] {
  const count = Math.min(states.count, STATES);
  const along = Array.from({ length: qubits }, (_, qubit) =>
    (['x', 'y', 'z'] as const).map((axis) => spins(states, axis, qubit)),
  );
  return Array.from({ length: count }, (_, n) =>
    along.flatMap((axes) => axes.map((values) => values[n] as number)),
  ).flat();
}
