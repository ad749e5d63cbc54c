import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatasetSpec } from '@kraus/core';
import type { ImageDataset, LoadOptions } from '@kraus/models';
import { type Command, Option } from 'commander';
import { usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { shownPath } from '../run-folders/index.js';
import { chooseModel, lowerFile } from '../scripts/index.js';
import { createRunReporter, formatBytes, formatTable } from '../terminal/index.js';
import { wholeNumber } from './options.js';

function loadOptions(
  job: Job,
  signal: AbortSignal,
  baseDir = job.context.workingDirectory,
): LoadOptions & { finish: () => void } {
  const reporter = createRunReporter(job.output, 'data');
  return {
    baseDir,
    signal,
    onProgress: (progress) => reporter.onEvent({ kind: 'data', progress }),
    finish: reporter.finish,
  };
}

async function listSets({ output }: Job): Promise<undefined> {
  const { dataDirsOf, datasetInventory, defaultCacheDir } = await import('@kraus/models');
  const sets = await datasetInventory();
  if (output.json) {
    for (const set of sets) output.event(set);
    return;
  }
  const { bold, green, dim, cyan } = output.colours;
  const rows = sets.map(({ source, name, files }) => {
    const here = files.filter((file) => file.place !== undefined).length;
    const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
    const missing = `to download${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}`;
    const state =
      here === files.length ? green('here') : here === 0 ? missing : `${here} of ${files.length} files here`;
    const place = files.find((file) => file.place !== undefined)?.place;
    return [
      cyan(name === undefined ? source : `${source}/${name}`),
      state,
      place === undefined ? '' : dim(dirname(place)),
    ];
  });
  const folders = dataDirsOf();
  output.result(
    [
      bold('Published sets'),
      formatTable(rows, { indent: 2 }),
      '',
      bold('Looked for in'),
      ...folders.map((folder) => `  ${folder} ${dim('(KRAUS_DATA)')}`),
      `  ${defaultCacheDir()} ${dim('(cache)')}`,
      ...(folders.length === 0 ? [dim('  KRAUS_DATA may name folders to look in first')] : []),
      '',
      `${bold('Without files')}: glyphs. ${bold('From files of yours')}: idx, npz, csv, images; see kraus list dataset.`,
    ].join('\n'),
  );
}

async function pull(job: Job, names: readonly string[]): Promise<undefined> {
  const { pullDataset } = await import('@kraus/models');
  for (const name of names) {
    const paths = await withInterrupts(job.output, async (signal) => {
      const options = loadOptions(job, signal);
      try {
        const [source = '', set] = name.split('/');
        return await pullDataset(source, set, options);
      } finally {
        options.finish();
      }
    });
    job.output.event({ event: 'pulled', name, paths });
    job.output.result(
      `${name}: ${paths.length} file${paths.length === 1 ? '' : 's'} in ${shownPath(job, dirname(paths[0] ?? ''))}`,
    );
  }
}

interface ShowOptions {
  readonly count: number;
  readonly out?: string;
  readonly model?: string;
}

/** A data set of a script's model, or a source by its name (`mnist`, `medmnist/blood`) with its default options. */
async function datasetOf(
  job: Job,
  target: string,
  model: string | undefined,
): Promise<{ spec: DatasetSpec; baseDir: string }> {
  const file = resolve(job.context.workingDirectory, target);
  if (target.endsWith('.kraus') || existsSync(file)) {
    const { spec } = await lowerFile(job, target);
    return { spec: chooseModel(spec, target, model).data, baseDir: dirname(file) };
  }
  const [component = '', name] = target.split('/');
  const { catalogue } = await import('@kraus/models/catalogue');
  const known = catalogue.components.filter((entry) => entry.slot === 'dataset').map((entry) => entry.name);
  if (!known.includes(component)) {
    const { suggestion } = await import('@kraus/core');
    throw usageError(
      'unknown-source',
      `There is no script and no data source '${target}'.${suggestion(component, known)}`,
    );
  }
  const options: Record<string, string> = name === undefined ? {} : { name };
  return { spec: { name: target, source: { component, options } }, baseDir: job.context.workingDirectory };
}

function histogram(dataset: ImageDataset): { label: string; count: number }[] {
  const counts = dataset.classes.map(() => 0);
  for (const label of dataset.train.labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.map((count, i) => ({ label: dataset.classes[i] ?? String(i), count })).filter(({ count }) => count > 0);
}

async function show(job: Job, target: string, options: ShowOptions): Promise<undefined> {
  const { output } = job;
  const { encodePng, loadDataset, pictureGrid } = await import('@kraus/models');
  const { spec, baseDir } = await datasetOf(job, target, options.model);
  const dataset = await withInterrupts(output, async (signal) => {
    const load = loadOptions(job, signal, baseDir);
    try {
      return await loadDataset(spec, load);
    } finally {
      load.finish();
    }
  });
  const [height, width, channels] = dataset.shape;
  const classes = histogram(dataset);
  const { train, validation, test, provenance } = dataset;
  const summary = {
    event: 'dataset',
    name: dataset.name,
    shape: dataset.shape,
    counts: { train: train.count, validation: validation.count, test: test.count },
    classes,
    provenance,
  };
  output.event(summary);
  const { bold, dim } = output.colours;
  output.result(
    formatTable([
      [
        bold(dataset.name),
        `${provenance.source}, ${height} × ${width}, ${channels === 1 ? 'grey' : `${channels} channels`}`,
      ],
      [bold('images'), `${train.count} training, ${validation.count} validation, ${test.count} test`],
      [bold('classes'), classes.map(({ label, count }) => `${label} ${dim(`× ${count}`)}`).join(', ')],
      ...provenance.files.map(({ name, sha256 }) => [bold('file'), `${name} ${dim(`sha256 ${sha256}`)}`]),
      ...(provenance.note === undefined ? [] : [[bold('note'), provenance.note]]),
    ]),
  );
  if (options.out === undefined) return;
  const count = Math.min(options.count, train.count);
  const size = height * width * channels;
  const sheet = pictureGrid(
    { count, height, width, channels, pixels: train.pixels.subarray(0, count * size) },
    { scale: Math.max(1, Math.round(56 / height)) },
  );
  const { writeFile } = await import('node:fs/promises');
  const path = resolve(job.context.workingDirectory, options.out);
  await writeFile(path, encodePng(sheet));
  output.event({ event: 'file', path });
  output.result(`Wrote ${count} training images to ${shownPath(job, path)}`);
}

/** `kraus data list|pull|show` */
export function dataCommand(session: Session): Command {
  const data = createCommand(
    'data',
    'list, fetch and look at data sets',
    'Data sets are looked for in the folders that KRAUS_DATA names, then in the cache, then at the published address, with a pinned checksum. KRAUS_OFFLINE=1 forbids downloads.',
    [],
  );
  data.addCommand(
    createCommand(
      'list',
      'the published sets, and which of them are here',
      'Lists the published data sets with what is on this machine, and the folders that are searched.',
      [
        ['kraus data list', 'what is here'],
        ['kraus data list --json', 'with addresses and checksums'],
      ],
    ).action(action(session, listSets)),
  );
  data.addCommand(
    createCommand(
      'pull',
      'download published sets into the cache',
      'Makes sure that all files of the sets are here with the published checksum, and downloads what is missing into the cache.',
      [
        ['kraus data pull mnist', 'one set'],
        ['kraus data pull fashion medmnist/blood', 'several'],
      ],
    )
      .argument('<names...>', 'sets as kraus data list names them')
      .action(action(session, pull)),
  );
  data.addCommand(
    createCommand(
      'show',
      'describe a data set and draw some of its images',
      'Loads the data set of a script, or a source by its name, and prints its shape, counts, classes and the checksums of its files. With --out a sheet of training images.',
      [
        ['kraus data show walk.kraus', "the script's data set, with its options"],
        ['kraus data show glyphs --out glyphs.png', 'a sheet of the built-in glyphs'],
      ],
    )
      .argument('<file-or-source>', 'a script, or a source such as mnist or medmnist/blood')
      .addOption(new Option('-o, --out <png>', 'write a sheet of training images'))
      .addOption(new Option('-n, --count <n>', 'images on the sheet').argParser(wholeNumber(1)).default(64))
      .addOption(new Option('--model <name>', 'the model, if the script has several'))
      .action(action(session, show)),
  );
  return data;
}
