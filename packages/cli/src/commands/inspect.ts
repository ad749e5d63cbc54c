import { suggestion } from '@kraus/core';
import type { Command } from 'commander';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { type LoadedScript, loadScript, lowerCircuitOf, lowerLoaded } from '../scripts/index.js';
import { formatTable } from '../terminal/index.js';
import { setOption } from './options.js';

interface InspectOptions {
  readonly set?: Record<string, number>;
}

function listDeclarations({ output }: Job, { script }: LoadedScript): void {
  for (const declaration of script.declarations) output.event({ event: 'declaration', ...declaration });
  const { bold, cyan, dim } = output.colours;
  const rows = script.declarations.map(({ kind, name, parameters, doc }) => {
    const listed = parameters.map((p) => `${p.name}: ${p.type}${p.default === undefined ? '' : ` = ${p.default}`}`);
    const signature = listed.length > 0 ? `${bold(name)}(${listed.join(', ')})` : bold(name);
    return [cyan(kind), signature, dim(doc.split('\n')[0] ?? '')];
  });
  output.result(formatTable(rows));
}

async function inspect(job: Job, path: string, name: string | undefined, options: InspectOptions): Promise<undefined> {
  const { output } = job;
  const loaded = await loadScript(job, path);
  if (name === undefined) {
    listDeclarations(job, loaded);
    return;
  }
  const { declarations } = loaded.script;
  const declaration = declarations.find((candidate) => candidate.name === name);
  if (declaration === undefined) {
    const known = declarations.map((candidate) => candidate.name);
    throw usageError('no-such-declaration', `${path} declares no '${name}'.${suggestion(name, known)}`);
  }
  const set = options.set ?? {};
  const inspection = await import('../inspection/index.js');
  switch (declaration.kind) {
    case 'channel':
    case 'gate':
    case 'generator': {
      const { lowerDeclaration } = await import('@kraus/lang');
      const program = await lowerDeclaration(loaded.script, name, { set });
      if (program.kind === 'generator') {
        const found = inspection.inspectGenerator(name, program, set);
        output.event(found);
        if (!output.json) output.result(inspection.describeGenerator(found, output.colours));
        return;
      }
      const gate = declaration.kind === 'gate' ? inspection.inspectGate(name, program, set) : undefined;
      if (gate !== undefined) {
        output.event(gate);
        if (!output.json) output.result(inspection.describeGate(gate, output.colours));
      } else {
        const found = inspection.inspectChannel(name, program, set);
        output.event(found);
        if (!output.json) output.result(inspection.describeChannel(found, output.colours));
      }
      return;
    }
    case 'circuit': {
      const { circuit, rest } = await lowerCircuitOf(loaded, name, set);
      const found = inspection.inspectCircuit(circuit, rest, 0);
      output.event(found);
      if (!output.json) output.result(inspection.describeCircuit(found, output.colours));
      return;
    }
    case 'model': {
      const spec = await lowerLoaded(loaded, set);
      const model = spec.models.find((candidate) => candidate.name === name);
      if (model === undefined)
        throw usageError('no-such-model', `${path} imports ${name}; inspect it in the file that declares it.`);
      const found = inspection.inspectModel(model);
      output.event(found);
      if (!output.json) output.result(inspection.describeModel(found, output.colours));
      return;
    }
    default: {
      output.event({ ...declaration });
      if (output.json) return;
      const { bold, dim } = output.colours;
      output.result(
        `${declaration.kind} ${bold(name)} ${dim(`${declaration.span.file}:${declaration.span.line}`)}\n${declaration.doc}`.trimEnd(),
      );
    }
  }
}

/** `kraus inspect file [name]` */
export function inspectCommand(session: Session): Command {
  return createCommand(
    'inspect',
    'look at a channel, gate, generator, circuit or model as numbers',
    'Lowers one declaration with the parameters of --set and prints what it does. A channel: transition matrix (row i, column j: probability j → i), residuals of trace preservation, complete positivity and unitality, Kraus rank, fidelity, fixed point, mixing; with --json also the Kraus operators, the Choi and the Pauli-transfer matrix. A gate: its matrix. A generator: spectrum and gap, with --json the Liouvillian. A circuit: size, depth, operations, variables, engine, and with --json its matrix (gates alone, at most 8 qubits, all parameters given). A model: its parts and what the forward process leaves of the data. Without a name: the declarations.',
    [
      ['kraus inspect walk.kraus', 'what the script declares'],
      ['kraus inspect walk.kraus WalkStep --set omega=0.3 --set dt=0.5', 'one channel'],
      ['kraus inspect walk.kraus WalkStep --set omega=0.3 --set dt=0.5 --json', 'as JSON, on standard output alone'],
    ],
  )
    .argument('<file>', 'the script')
    .argument('[name]', 'a declaration')
    .addOption(setOption())
    .action(action(session, inspect));
}
