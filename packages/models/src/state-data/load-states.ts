import { type DatasetSpec, KrausError, type OptionValue, resolveOptions, stream, suggestion } from '@kraus/core';
import {
  type DataProvenance,
  gunzipIfNeeded,
  type LoadOptions,
  readComplexNpy,
  readLocalFile,
  splitIndices,
} from '../data/index.js';
import { drawStates, type StateLaw } from './draw-states.js';
import { normaliseStates, type StateEnsemble, takeStates } from './ensemble.js';
import { stateFileSchema } from './schema.js';
import { DRAWN_SOURCES } from './sources.js';

/** Quantum states in three disjoint splits, all pure or all mixed. */
export interface StateDataset {
  /** The name that the script gave. */
  readonly name: string;
  readonly kind: StateEnsemble['kind'];
  readonly dimension: number;
  readonly train: StateEnsemble;
  readonly validation: StateEnsemble | undefined;
  readonly test: StateEnsemble | undefined;
  readonly provenance: DataProvenance;
}

const FILE_SOURCE = 'stateFile';

/** Whether a data set of this specification holds quantum states. */
export function holdsStates(spec: DatasetSpec): boolean {
  return spec.source.component === FILE_SOURCE || Object.hasOwn(DRAWN_SOURCES, spec.source.component);
}

/** The law that the states of a data set are drawn from; undefined if they come from a file. @throws KrausError `core/…-option` */
export function stateLaw({ source: { component, options } }: DatasetSpec): StateLaw | undefined {
  return Object.hasOwn(DRAWN_SOURCES, component) ? DRAWN_SOURCES[component]?.(options).law : undefined;
}

/**
 * Draws or reads a data set of states. The same specification and files give the same numbers; each split has a random stream of its
 * own, and fewer states are the first of more.
 * @throws KrausError with the dataset's span; codes `states/…`, `data/…`, `core/…-option`
 */
export async function loadStates(spec: DatasetSpec, load: LoadOptions = {}): Promise<StateDataset> {
  const { component, options, span } = spec.source;
  try {
    if (component === FILE_SOURCE) return await readStates(spec.name, options, load);
    const source = Object.hasOwn(DRAWN_SOURCES, component) ? DRAWN_SOURCES[component] : undefined;
    if (source === undefined) {
      const hint = suggestion(component, [...Object.keys(DRAWN_SOURCES), FILE_SOURCE]);
      throw new KrausError(
        'core/unknown-component',
        `dataset ${spec.name}: there is no source of states '${component}'.${hint}`,
      );
    }
    const { law, counts } = source(options);
    const draw = (split: string, count: number) =>
      count === 0 ? undefined : drawStates(law, count, stream(counts.seed, 'states', component, split));
    const train = drawStates(law, counts.limit, stream(counts.seed, 'states', component, 'train'));
    return {
      name: spec.name,
      kind: train.kind,
      dimension: train.dimension,
      train,
      validation: draw('validation', Math.round((counts.limit * counts.validation) / (1 - counts.validation))),
      test: draw('test', counts.test),
      provenance: { source: component, files: [], note: 'Drawn by Kraus from the seed.' },
    };
  } catch (error) {
    if (error instanceof KrausError && error.span === undefined && span !== undefined) {
      throw new KrausError(error.code, error.message, { span, cause: error.cause });
    }
    throw error;
  }
}

async function readStates(
  name: string,
  given: Readonly<Record<string, OptionValue>>,
  load: LoadOptions,
): Promise<StateDataset> {
  const options = resolveOptions(stateFileSchema, given, { name: FILE_SOURCE });
  const file = await readLocalFile(options.path, load);
  const states = parseStates(gunzipIfNeeded(file.bytes, file.name), file.name);
  const split = splitIndices(states.count, options, FILE_SOURCE, 'state');
  const part = (indices: readonly number[]) => (indices.length === 0 ? undefined : takeStates(states, indices));
  return {
    name,
    kind: states.kind,
    dimension: states.dimension,
    train: takeStates(states, split.train),
    validation: part(split.validation),
    test: part(split.test),
    provenance: { source: FILE_SOURCE, files: [{ name: file.name, sha256: file.sha256 }] },
  };
}

/**
 * States from the bytes of a `.npy` file: amplitudes `[count, D]` or density matrices `[count, D, D]`; each is checked and scaled to
 * norm or trace one.
 * @param where the file's name, for errors
 * @throws KrausError `states/wrong-shape`, `states/not-a-state`, `data/…`
 */
export function parseStates(bytes: Uint8Array, where: string): StateEnsemble {
  const { shape, data } = readComplexNpy(bytes, where);
  const [count = 0, dimension = 0, columns] = shape;
  const square = columns === undefined || columns === dimension;
  if (shape.length < 2 || shape.length > 3 || !square || count < 1 || dimension < 2) {
    throw new KrausError(
      'states/wrong-shape',
      `${where}: shape [${shape.join(', ')}]; expected amplitudes [count, D] or density matrices [count, D, D].`,
    );
  }
  return normaliseStates({ kind: columns === undefined ? 'pure' : 'mixed', dimension, count, data }, where);
}
