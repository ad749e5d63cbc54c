import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  holderOf,
  listCheckpoints,
  type MetricsLine,
  type RunRecord,
  readEvaluation,
  readMetrics,
  readRecord,
} from '@kraus/models/runs';
import { type Point, thinned } from '../curves/index.js';
import type { KrausEvent } from '../processes/index.js';
import type { Figure, Quantity, RunPicture, RunState, RunStatus } from './schema.js';

/** More would not be seen, and are sent to the page at every look. */
const MOST_POINTS = 1000;

/** A run folder as it stands. `running`: a living process holds it, whatever the record says. */
export async function statusOf(folder: string, record: RunRecord): Promise<RunStatus> {
  if ((await holderOf(folder)) !== undefined) return 'running';
  return record.status === 'running' ? 'killed' : record.status;
}

/**
 * Reads a run folder for the page. `news`: the last `step` event of its process, if it was started from here: it says more often than
 * the folder how far it is. `address`: of a file, for the page.
 */
export async function readRunState(
  folder: string,
  name: string,
  { news, address }: { news?: KrausEvent | undefined; address: (file: string) => string },
): Promise<RunState> {
  const record = await readRecord(folder);
  const [status, lines, checkpoints, evaluation, files] = await Promise.all([
    statusOf(folder, record),
    readMetrics(folder),
    listCheckpoints(folder),
    readEvaluation(folder).catch(() => undefined),
    readdir(join(folder, 'samples')).catch(() => []),
  ]);
  const steps = lines.filter((line) => line.kind === 'step');
  const last = steps.at(-1);
  const live = status === 'running' ? liveOf(news) : undefined;
  const step = Math.max(live?.step ?? 0, last?.step ?? 0, record.step);
  const rate = live?.rate ?? rateOf(steps);
  const batch = batchOf(record);
  return {
    folder,
    name,
    model: record.model.name,
    status,
    note: record.note ?? '',
    step,
    steps: record.steps,
    rate: status === 'running' ? rate : undefined,
    itemsRate: status === 'running' && rate !== undefined && batch !== undefined ? rate * batch : undefined,
    secondsLeft: status === 'running' && rate ? (live?.secondsLeft ?? (record.steps - step) / rate) : undefined,
    seconds: last?.seconds ?? 0,
    best: record.best,
    loss: live?.loss ?? last?.loss,
    quantities: quantitiesOf(lines, record),
    pictures: picturesOf(files).map((picture) => ({
      ...picture,
      address: address(join(folder, 'samples', picture.file)),
    })),
    checkpoints,
    figures: figuresOf(evaluation),
    facts: factsOf(record),
  };
}

function liveOf(news: KrausEvent | undefined) {
  if (news === undefined) return undefined;
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
  return {
    step: number(news.step) ?? 0,
    loss: number(news.loss),
    rate: number(news.rate),
    secondsLeft: number(news.secondsLeft),
  };
}

type StepLine = Extract<MetricsLine, { kind: 'step' }>;

/** Steps a second over the last lines; undefined for fewer than two. */
function rateOf(steps: readonly StepLine[]): number | undefined {
  const last = steps.at(-1);
  const before = steps.at(-11) ?? steps[0];
  if (last === undefined || before === undefined || last.seconds <= before.seconds) return undefined;
  return (last.step - before.step) / (last.seconds - before.seconds);
}

function batchOf({ task, data }: RunRecord): number | undefined {
  const { batch = 32 } = task.options;
  return typeof batch === 'number' ? Math.min(batch, data.counts.train) : undefined;
}

/** What can be drawn: the loss and its parts in training and validation, the gradient's norm, the learning rate. */
function quantitiesOf(lines: readonly MetricsLine[], { facts }: RunRecord): readonly Quantity[] {
  const points = (kind: MetricsLine['kind'], value: (line: MetricsLine) => number | undefined): readonly Point[] =>
    thinned(
      lines.flatMap((line) => {
        const y = line.kind === kind ? value(line) : undefined;
        return y === undefined ? [] : [{ x: line.step, y }];
      }),
      MOST_POINTS,
    );
  const both = (name: string, label: string, value: (line: MetricsLine) => number | undefined): Quantity => ({
    name,
    label,
    training: points('step', value),
    validation: points('validation', value),
  });
  const terms = [...new Set(lines.flatMap((line) => Object.keys(line.terms)))];
  const labelOf = (term: string) => {
    const figure = facts.figures.find((each) => each.term === term);
    return figure === undefined ? term : `${figure.title}, ${figure.unit}`;
  };
  const ofSteps = (name: string, label: string, value: (line: StepLine) => number): Quantity => ({
    name,
    label,
    training: points('step', (line) => (line.kind === 'step' ? value(line) : undefined)),
    validation: [],
  });
  return [
    both('loss', `loss, ${facts.lossUnit}`, ({ loss }) => loss),
    ...terms.map((term) => both(`term ${term}`, labelOf(term), (line) => line.terms[term])),
    ofSteps('gradient', 'norm of the gradient', ({ gradientNorm }) => gradientNorm),
    ofSteps('rate', 'learning rate', ({ learningRate }) => learningRate),
  ];
}

/** The pictures of a run in the order of training; what `kraus sample` drew comes last. */
function picturesOf(files: readonly string[]): readonly Omit<RunPicture, 'address'>[] {
  const known = files.flatMap((file): Omit<RunPicture, 'address'>[] => {
    const step = /^step-(\d+)\.png$/.exec(file)?.[1];
    if (step !== undefined) return [{ file, step: Number(step), title: `Samples at step ${Number(step)}` }];
    const title = {
      'forward.png': 'Forward: data into noise',
      'reverse.png': 'Reverse: noise into samples',
      'samples.png': 'Samples drawn after training',
    }[file];
    return title === undefined ? [] : [{ file, step: undefined, title }];
  });
  const order = ({ file, step }: Omit<RunPicture, 'address'>) =>
    file === 'forward.png' ? -1 : (step ?? Number.POSITIVE_INFINITY);
  return known.sort((a, b) => order(a) - order(b) || a.file.localeCompare(b.file));
}

/** The figures of `evaluation.json`; none if there is none, or of a form that this version does not know. */
export function figuresOf(evaluation: unknown): readonly Figure[] {
  const before = metricsIn((evaluation as { untrained?: unknown } | undefined)?.untrained);
  return metricsIn(evaluation).flatMap(({ title, value, better, floor, spread }) =>
    typeof title === 'string' && typeof value === 'number'
      ? [
          {
            title,
            value,
            better: typeof better === 'string' ? better : '',
            floor: numberIn(floor, 'value'),
            error: numberIn(spread, 'standardError'),
            untrained: numberIn(
              before.find((other) => other.title === title),
              'value',
            ),
          },
        ]
      : [],
  );
}

function metricsIn(evaluation: unknown): readonly Record<string, unknown>[] {
  const metrics = (evaluation as { metrics?: unknown } | null | undefined)?.metrics;
  return Array.isArray(metrics) ? metrics.filter((metric) => typeof metric === 'object' && metric !== null) : [];
}

function numberIn(holder: unknown, key: string): number | undefined {
  const value = (holder as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === 'number' ? value : undefined;
}

function factsOf(record: RunRecord): readonly (readonly [string, string])[] {
  const { engine, data, parameters, seed, model, branch, resumed, created } = record;
  const set = Object.entries(model.parameters).map(([name, value]) => `${name} = ${value}`);
  return [
    ['Model', [model.name, ...set].join(', ')],
    ['Process', record.facts.process],
    ['Data', `${data.name}: ${data.counts.train} for training`],
    ['Parameters', String(parameters)],
    ['Seed', String(seed)],
    ['Engine', `${engine.backend}, ${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}`],
    [
      'Begun',
      `${created.slice(0, 16).replace('T', ' ')} UTC${resumed > 0 ? `, resumed ${resumed} ${resumed === 1 ? 'time' : 'times'}` : ''}`,
    ],
    ...(branch === undefined ? [] : [['Branched from', `${branch.run}, step ${branch.step}`] as const]),
  ];
}
