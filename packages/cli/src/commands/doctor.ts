import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { action, createCommand, type Job, type Session } from '../job.js';
import { formatBytes, formatTable } from '../terminal/index.js';
import { VERSION } from '../version.js';
import { type EngineOptions, engineOptions } from './options.js';

function installed(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function doctor({ context, output }: Job, options: EngineOptions): Promise<undefined> {
  const { startEngine } = await import('@kraus/models');
  const engine = await startEngine(options);
  const dataFolder = context.environment.KRAUS_DATA;
  const findings = {
    version: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    engine,
    packages: {
      '@tensorflow/tfjs-node': installed('@tensorflow/tfjs-node'),
      'onnxruntime-node': installed('onnxruntime-node'),
    },
    data: {
      folder: dataFolder ?? null,
      exists: dataFolder !== undefined && existsSync(resolve(context.workingDirectory, dataFolder)),
    },
  };
  if (output.json) {
    output.event(findings);
    return;
  }
  const { bold, green, yellow, dim } = output.colours;
  const good = (text: string) => `${green('ok')}  ${text}`;
  const note = (text: string) => `${yellow('--')}  ${text}`;
  const rows: string[][] = [
    [bold('kraus'), good(VERSION)],
    [bold('node'), good(`${findings.node} on ${findings.platform}`)],
    [bold('machine'), good(`${findings.cores} cores, ${formatBytes(findings.memoryBytes)} memory`)],
    [
      bold('engine'),
      good(
        `${engine.backend}, ${engine.threads} thread${engine.threads === 1 ? '' : 's'}${engine.simd ? ', SIMD' : ''}: ${engine.why}`,
      ),
    ],
  ];
  if (engine.faster !== undefined) rows.push([bold('faster'), note(engine.faster)]);
  rows.push([
    bold('inception'),
    findings.packages['onnxruntime-node']
      ? good('onnxruntime-node is installed; metrics can use features: "inception" with a weights file of yours')
      : note(
          `onnxruntime-node is not installed; needed only for features: "inception" ${dim('(npm install onnxruntime-node)')}`,
        ),
  ]);
  if (dataFolder === undefined) {
    rows.push([bold('data'), note('KRAUS_DATA is not set: data sets come from the cache or are downloaded')]);
  } else if (findings.data.exists) rows.push([bold('data'), good(`KRAUS_DATA is ${dataFolder}`)]);
  else rows.push([bold('data'), note(`KRAUS_DATA names ${dataFolder}, which does not exist`)]);
  output.result(formatTable(rows));
}

/** `kraus doctor` */
export function doctorCommand(session: Session): Command {
  const command = createCommand(
    'doctor',
    'say which engine runs here, why, and how to get a faster one',
    'Starts the neural-network engine and prints what was chosen and why, what this machine offers, and where data is looked for.',
    [
      ['kraus doctor', 'look at this machine'],
      ['kraus doctor --backend js', 'see what the plain JavaScript engine would say'],
      ['kraus doctor --json', 'the same for machines'],
    ],
  );
  for (const option of engineOptions()) command.addOption(option);
  return command.action(action(session, doctor));
}
