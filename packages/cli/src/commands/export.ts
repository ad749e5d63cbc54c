import type { Command } from 'commander';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { loadScript, lowerCircuitOf } from '../scripts/index.js';
import { setOption } from './options.js';

interface ExportOptions {
  readonly qasm2?: boolean;
  readonly qasm3?: boolean;
  readonly set?: Record<string, number>;
}

async function exportCircuit(job: Job, path: string, name: string, options: ExportOptions): Promise<undefined> {
  if (options.qasm2 === options.qasm3) throw usageError('which-form', 'Give one of --qasm3 and --qasm2.');
  const loaded = await loadScript(job, path);
  const { exportQasm } = await import('@kraus/lang');
  const { circuit, rest } = await lowerCircuitOf(loaded, name, options.set ?? {});
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw usageError('no-such-parameter', `${name} has no parameter '${unknown}' that is known before it is run.`);
  }
  const text = exportQasm(circuit, { version: options.qasm2 === true ? 2 : 3 });
  job.output.event({ event: 'exported', path, circuit: name, text });
  if (!job.output.json) job.context.stdout.write(text);
}

/** `kraus export file circuit` */
export function exportCommand(session: Session): Command {
  return createCommand(
    'export',
    'write a circuit as OpenQASM',
    'Prints one circuit of a script as OpenQASM 3 or 2. In OpenQASM 3, trainable parameters and inputs become inputs and noise becomes pragmas. What the form cannot say is refused with the reason.',
    [
      ['kraus export bell.kraus Bell --qasm3 > bell.qasm', 'OpenQASM 3'],
      ['kraus export ansatz.kraus Ansatz --qasm3 --set layers=2', 'with a parameter of the circuit'],
      ['kraus export bell.kraus Bell --qasm2', 'OpenQASM 2, for older programs'],
    ],
  )
    .argument('<file>', 'the script')
    .argument('<circuit>', 'the circuit')
    .option('--qasm3', 'OpenQASM 3')
    .option('--qasm2', 'OpenQASM 2')
    .addOption(setOption())
    .action(action(session, exportCircuit));
}
