import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { suggestion } from '@kraus/core';
import type { Command } from 'commander';
import { usageError } from '../failures.js';
import type { ExportedArray } from '../inspection/index.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { type LoadedScript, loadScript, lowerCircuitOf } from '../scripts/index.js';
import { setOption } from './options.js';
import { replaceFile } from './replace-file.js';

interface ExportOptions {
  readonly qasm2?: boolean;
  readonly qasm3?: boolean;
  readonly npy?: string;
  readonly set?: Record<string, number>;
}

async function exportDeclaration(job: Job, path: string, name: string, options: ExportOptions): Promise<undefined> {
  const { qasm2, qasm3, npy } = options;
  if ([qasm2, qasm3, npy].filter((form) => form !== undefined).length !== 1) {
    throw usageError('which-form', 'Give one of --qasm3, --qasm2 and --npy FILE.');
  }
  const loaded = await loadScript(job, path);
  if (npy !== undefined) return writeArray(job, loaded, name, npy, options.set ?? {});
  const { exportQasm } = await import('@kraus/lang');
  const { circuit, rest } = await lowerCircuitOf(loaded, name, options.set ?? {});
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw usageError('no-such-parameter', `${name} has no parameter '${unknown}' that is known before it is run.`);
  }
  const text = exportQasm(circuit, { version: qasm2 === true ? 2 : 3 });
  job.output.event({ event: 'exported', path, circuit: name, text });
  if (!job.output.json) job.context.stdout.write(text);
}

async function writeArray(
  job: Job,
  loaded: LoadedScript,
  name: string,
  file: string,
  set: Record<string, number>,
): Promise<undefined> {
  const { what, shape, data } = await arrayOf(loaded, name, set);
  const { writeComplexNpy } = await import('../inspection/index.js');
  const target = resolve(job.context.workingDirectory, file);
  const bytes = writeComplexNpy({ shape, data });
  if (existsSync(target)) await replaceFile(target, bytes);
  else await writeFile(target, bytes);
  job.output.event({ event: 'exported', name, what, shape, output: file });
  if (!job.output.json) job.output.result(`${file}: ${what} of ${name}, complex [${shape.join(', ')}]`);
}

async function arrayOf(loaded: LoadedScript, name: string, set: Record<string, number>): Promise<ExportedArray> {
  const { declarations } = loaded.script;
  const declaration = declarations.find((candidate) => candidate.name === name);
  if (declaration === undefined) {
    const known = declarations.map((candidate) => candidate.name);
    throw usageError('no-such-declaration', `The script declares no '${name}'.${suggestion(name, known)}`);
  }
  const { arrayOfOperator, arrayOfState } = await import('../inspection/index.js');
  switch (declaration.kind) {
    case 'gate':
    case 'channel':
    case 'generator': {
      const { lowerDeclaration } = await import('@kraus/lang');
      return arrayOfOperator(lowerDeclaration(loaded.script, name, { set }), declaration.kind === 'gate');
    }
    case 'circuit': {
      const { circuit, rest } = await lowerCircuitOf(loaded, name, set);
      const { runCircuit } = await import('../circuit-runs/index.js');
      return arrayOfState(runCircuit(circuit, { seed: 0, engine: 'auto', threads: 1, set: rest }));
    }
    default:
      throw usageError(
        'no-array',
        `${name} is a ${declaration.kind}; gates, channels, generators and circuits have arrays.`,
      );
  }
}

/** `kraus export file name` */
export function exportCommand(session: Session): Command {
  return createCommand(
    'export',
    'write a circuit as OpenQASM, an operator or state as a NumPy array',
    'Prints one circuit of a script as OpenQASM 3 or 2. In OpenQASM 3, trainable parameters and inputs become inputs and noise becomes pragmas. What the form cannot say is refused with the reason. With --npy it writes a complex NumPy array instead: the matrix of a gate [d, d], the Kraus operators of a channel [k, d, d], the Liouvillian of a generator [d², d²] (columns stacked), the state that a circuit ends in, [D] or [D, D]; the first wire is the least significant.',
    [
      ['kraus export bell.kraus Bell --qasm3 > bell.qasm', 'OpenQASM 3'],
      ['kraus export ansatz.kraus Ansatz --qasm3 --set layers=2', 'with a parameter of the circuit'],
      ['kraus export bell.kraus Bell --qasm2', 'OpenQASM 2, for older programs'],
      ['kraus export walk.kraus WalkStep --set omega=0.3 --set dt=0.5 --npy kraus.npy', 'Kraus operators for NumPy'],
    ],
  )
    .argument('<file>', 'the script')
    .argument('<name>', 'the circuit, gate, channel or generator')
    .option('--qasm3', 'OpenQASM 3')
    .option('--qasm2', 'OpenQASM 2')
    .option('--npy <file>', 'write a complex NumPy array into this file')
    .addOption(setOption())
    .action(action(session, exportDeclaration));
}
