import type { ForwardSpec } from '@kraus/core';
import type { Command } from 'commander';
import { action, createCommand, type Job, type Session } from '../job.js';
import { lowerFile } from '../scripts/index.js';
import { formatTable } from '../terminal/index.js';
import { setOption } from './options.js';

interface LowerOptions {
  readonly set?: Record<string, number>;
}

async function lower(job: Job, path: string, options: LowerOptions): Promise<undefined> {
  const { output } = job;
  const { spec } = await lowerFile(job, path, options.set);
  if (output.json) {
    output.event(spec);
    return;
  }
  const { bold, dim } = output.colours;
  const rows: string[][] = [[bold('source'), `sha256 ${spec.sourceHash}`]];
  for (const model of spec.models) {
    const parameters = Object.entries(model.parameters).map(([name, value]) => `${name} = ${value}`);
    rows.push([bold('model'), `${model.name}(${parameters.join(', ')})`]);
    const parts = [
      ['data', `${model.data.name} = ${model.data.source.component}`],
      ['encode', model.encode.component],
      ...model.forward.map((forward) => ['forward', describeForward(forward)]),
      ['reverse', model.reverse.component],
      ['predict', model.predict],
      ['objective', model.objective.map((term) => term.component).join(' + ')],
    ];
    for (const [name, text] of parts) rows.push(['', `${dim((name ?? '').padEnd(9))} ${text ?? ''}`]);
  }
  for (const task of spec.tasks) rows.push([bold(task.task), task.model]);
  for (const sweep of spec.sweeps) {
    const axes = Object.entries(sweep.axes).map(([name, values]) => `${name} × ${values.length}`);
    rows.push([
      bold('sweep'),
      `${sweep.name} of ${sweep.model}: ${[...axes, `seeds × ${sweep.seeds.length}`].join(', ')}`,
    ]);
  }
  output.result(formatTable(rows));
}

function describeForward(forward: ForwardSpec): string {
  const steps = `for ${forward.steps} steps`;
  if (forward.kind === 'component') return `${forward.process.component} ${steps}`;
  if (forward.kind === 'matrices') return `${forward.name} ${steps}, as measured`;
  const on = forward.kind === 'device' ? `, on ${forward.device.name}` : '';
  return `${forward.name} ${steps}, ${forward.mode}${on}`;
}

/** `kraus lower file` */
export function lowerCommand(session: Session): Command {
  return createCommand(
    'lower',
    'print what a script comes down to, as plain data',
    'Checks a script and prints its specification: every model with numbers in place of parameters, channels as matrices, tasks and sweeps. With --json the whole of it, which other programs can read.',
    [
      ['kraus lower walk.kraus', 'a summary'],
      ['kraus lower walk.kraus --json > walk.json', 'the whole specification'],
      ['kraus lower walk.kraus --set omega=0.5 --json', 'with another parameter'],
    ],
  )
    .argument('<file>', 'the script')
    .addOption(setOption())
    .action(action(session, lower));
}
