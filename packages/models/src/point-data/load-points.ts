import { type DatasetSpec, KrausError, type OptionValue, resolveOptions, stream, suggestion } from '@kraus/core';
import { type DataProvenance, type LoadOptions, readLocalFile, splitIndices } from '../data/index.js';
import { parsePoints } from './point-file.js';
import { type PointSet, takePoints } from './point-set.js';
import { circlesSchema, gaussiansSchema, lineSchema, moonsSchema, pointFileSchema, swissRollSchema } from './schema.js';
import { blurred, circles, drawPoints, gaussians, line, moons, type PointLaw, ring, swissRoll } from './shapes.js';

/** Points in three disjoint splits; a split without points is undefined. */
export interface PointDataset {
  /** The name that the script gave. */
  readonly name: string;
  readonly dimension: number;
  readonly train: PointSet;
  readonly validation: PointSet | undefined;
  readonly test: PointSet | undefined;
  readonly provenance: DataProvenance;
}

type Options = Readonly<Record<string, OptionValue>>;

interface DrawnPoints {
  readonly law: PointLaw;
  readonly counts: {
    readonly limit: number;
    readonly validation: number;
    readonly test: number;
    readonly seed: number;
  };
}

const FILE_SOURCE = 'pointFile';

const DRAWN: Readonly<Record<string, (given: Options) => DrawnPoints>> = {
  line(given) {
    const options = resolveOptions(lineSchema, given, { name: 'line' });
    return { law: blurred(line(options.from, options.to), options.noise), counts: options };
  },
  moons(given) {
    const options = resolveOptions(moonsSchema, given, { name: 'moons' });
    return { law: blurred(moons(), options.noise), counts: options };
  },
  circles(given) {
    const options = resolveOptions(circlesSchema, given, { name: 'circles' });
    return { law: blurred(circles(options.factor), options.noise), counts: options };
  },
  swissRoll(given) {
    const options = resolveOptions(swissRollSchema, given, { name: 'swissRoll' });
    return { law: blurred(swissRoll(), options.noise), counts: options };
  },
  gaussians(given) {
    const options = resolveOptions(gaussiansSchema, given, { name: 'gaussians' });
    return { law: gaussians(ring(options.modes, options.radius), options.deviation), counts: options };
  },
};

/** Whether a data set of this specification holds points. */
export function holdsPoints(spec: DatasetSpec): boolean {
  return spec.source.component === FILE_SOURCE || Object.hasOwn(DRAWN, spec.source.component);
}

/**
 * Draws or reads a data set of points. The same specification and files give the same numbers; each split has a random stream of its own,
 * and fewer points are the first of more.
 * @throws KrausError with the dataset's span; codes `points/…`, `data/…`, `core/…-option`
 */
export async function loadPoints(spec: DatasetSpec, load: LoadOptions = {}): Promise<PointDataset> {
  const { component, options, span } = spec.source;
  try {
    if (component === FILE_SOURCE) return await readPoints(spec.name, options, load);
    const source = Object.hasOwn(DRAWN, component) ? DRAWN[component] : undefined;
    if (source === undefined) {
      const hint = suggestion(component, [...Object.keys(DRAWN), FILE_SOURCE]);
      throw new KrausError(
        'core/unknown-component',
        `dataset ${spec.name}: there is no source of points '${component}'.${hint}`,
      );
    }
    const { law, counts } = source(options);
    const draw = (split: string, count: number): PointSet => ({
      count,
      dimension: 2,
      values: drawPoints(law, count, stream(counts.seed, 'points', component, split)),
    });
    const held = Math.round((counts.limit * counts.validation) / (1 - counts.validation));
    return {
      name: spec.name,
      dimension: 2,
      train: draw('train', counts.limit),
      validation: held === 0 ? undefined : draw('validation', held),
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

async function readPoints(name: string, given: Options, load: LoadOptions): Promise<PointDataset> {
  const options = resolveOptions(pointFileSchema, given, { name: FILE_SOURCE });
  const file = await readLocalFile(options.path, load);
  const points = parsePoints(file.bytes, file.name);
  const split = splitIndices(points.count, options, FILE_SOURCE, 'point');
  const part = (indices: readonly number[]) => (indices.length === 0 ? undefined : takePoints(points, indices));
  return {
    name,
    dimension: points.dimension,
    train: takePoints(points, split.train),
    validation: part(split.validation),
    test: part(split.test),
    provenance: { source: FILE_SOURCE, files: [{ name: file.name, sha256: file.sha256 }] },
  };
}
